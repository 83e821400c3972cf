"""A list of clients as it goes from page to page: the file, how its letters are read, its columns, its words."""

from base64 import b64decode, b64encode
from binascii import Error as NotBase64
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from fitflow.core.errors import Invalid
from fitflow.organizations.models import Client
from fitflow.organizations.rules.client_csv import MOST_BYTES, Candidate, EncodingAsked, text_of
from fitflow.organizations.rules.client_headings import HEADINGS
from fitflow.organizations.rules.client_sheets import Sheet, read_text
from fitflow.organizations.services.client_import import OnDuplicate

#: A word that nobody has said anything about yet.
UNSAID = "?"


class ImportForm(forms.Form):
    """A list as a file, or its text as the preview sends it on."""

    file = forms.FileField(
        label=_("CSV file"),
        error_messages={"required": _("Choose a file."), "empty": _("The file is empty.")},
        widget=forms.FileInput({"accept": ".csv,.txt,.tsv,text/csv,text/plain"}),
        help_text=_("Up to 5,000 rows. From Excel, Numbers or Google Sheets: save as CSV."),
    )
    text = forms.CharField(required=False, strip=False, widget=forms.HiddenInput)
    #: A file whose letters are asked for, and how it is to be read.
    raw = forms.CharField(required=False, widget=forms.HiddenInput)
    encoding = forms.CharField(required=False, widget=forms.HiddenInput)
    on_duplicate = forms.ChoiceField(
        label=_("If a client with the same e-mail is here already"),
        initial=OnDuplicate.SKIP.value,
        choices=[
            (OnDuplicate.SKIP.value, _("Leave the client as it is")),
            (OnDuplicate.UPDATE.value, _("Update the client from the list")),
        ],
        widget=forms.RadioSelect,
    )

    def __init__(self, data: Any = None, files: Any = None) -> None:
        super().__init__(data, files)
        self.fields["file"].required = not (data and (data.get("text") or data.get("raw")))
        self.sheet: Sheet | None = None
        self.list_text = ""
        #: Ways to read the letters, when a person has to say which is right; and the file until then.
        self.candidates: tuple[Candidate, ...] = ()
        self.kept = ""

    def clean(self) -> dict[str, Any]:
        """Reads the list; what is wrong with it stands beside the file."""
        given: dict[str, Any] = self.cleaned_data
        if "file" in self.errors:
            return given
        try:
            self._read(given)
        except Invalid as refusal:
            self.add_error("file", refusal.errors["file"])
        except EncodingAsked as asked:
            self.candidates = tuple(asked.candidates)
        return given

    def _read(self, given: dict[str, Any]) -> None:
        text = given.get("text", "")
        data = given["file"].read(MOST_BYTES + 1) if given.get("file") else _bytes_of(given.get("raw", ""))
        if data:
            self.kept = b64encode(data).decode()
            text = text_of(data, given.get("encoding", ""))
        self.sheet, self.list_text = read_text(text, self.columns, is_whole=False), text

    @property
    def columns(self) -> list[str] | None:
        """The field of each column, as somebody assigned them; None: as the headings say."""
        given = self._all("column")
        return [name if name in HEADINGS else "" for name in given] or None

    @property
    def statuses(self) -> dict[str, str]:
        """What words for a status mean here, as somebody said."""
        return {word: said for word, said in self.said("status").items() if said in ("", *Client.Status.values)}

    @property
    def locations(self) -> dict[str, UUID | None]:
        """Which locations other names mean, as somebody said."""
        try:
            return {word: UUID(said) if said else None for word, said in self.said("location").items()}
        except ValueError as error:
            raise Invalid.field("file", _now("Choose one of your locations.")) from error

    @property
    def said_statuses(self) -> list[tuple[str, str]]:
        return [*self.said("status").items()]

    @property
    def said_locations(self) -> list[tuple[str, str]]:
        return [*self.said("location").items()]

    def said(self, name: str) -> Mapping[str, str]:
        """The words that somebody has said something about."""
        pairs = zip(self._all(f"{name}_word"), self._all(f"{name}_meaning"), strict=False)
        return {word: said for word, said in pairs if said != UNSAID}

    def _all(self, name: str) -> list[str]:
        return self.data.getlist(name) if hasattr(self.data, "getlist") else []


def _bytes_of(text: str) -> bytes:
    try:
        return b64decode(text, validate=True)
    except (NotBase64, ValueError) as error:
        raise Invalid.field("file", _now("Choose the file again.")) from error

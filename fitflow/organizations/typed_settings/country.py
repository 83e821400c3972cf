"""The kind of a setting that is a country."""

from dataclasses import dataclass
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext as _

from fitflow.core.countries import countries, countries_by_name, country_name
from fitflow.core.formats import Formats
from fitflow.organizations.typed_settings.setting import JSON, Setting, line_of_text


@dataclass(frozen=True, kw_only=True, eq=False)
class Country(Setting[str | None]):
    """A country by its two letters; left open, it is that of the studio's time zone."""

    kind: ClassVar[str] = "country"
    is_optional: ClassVar[bool] = True

    def parse(self, stored: Any) -> str | None:
        return str(stored) if stored else None

    def read(self, value: Any) -> JSON:
        code = line_of_text(value).upper()
        if code not in countries():
            raise ValueError(value)
        return code

    def right_value(self) -> str:
        return _("a country by its two letters, such as “GB”")

    def words(self, stored: JSON, formats: Formats) -> str:
        return country_name(str(stored)) if stored else _("as the time zone")

    def form_field(self, **kwargs: Any) -> forms.Field:
        return forms.ChoiceField(choices=self._offered, **kwargs)

    @staticmethod
    def _offered() -> list[tuple[str, str]]:
        return [("", _("The country of the time zone")), *countries_by_name()]

"""The fields of a client's record, each said once: forms, API, list, history and pages follow from this table.

A new field of a kind that is here already is a column in `models.py`, an entry in FIELDS, and a migration.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from fitflow.core.addresses import read_email
from fitflow.core.errors import Invalid
from fitflow.organizations.models import Client
from fitflow.organizations.rules.clients import (
    read_client_name,
    read_phone,
    read_reference,
    read_status,
    read_words,
)

Words = str | Promise
#: A value as somebody in a country writes it, in its normal form.
FieldReader = Callable[[Any, str], object]


def anywhere(read: Callable[[Any], object]) -> FieldReader:
    """A reader that asks for no country."""
    return lambda value, _country: read(value)


class Kind(StrEnum):
    """What a value is; forms and API know how each is asked for."""

    LINE = "line"
    LINES = "lines"
    EMAIL = "email"
    PHONE = "phone"
    DAY = "day"
    STATUS = "status"
    #: One of the studio's locations or staff, by id; the form knows what there is to choose.
    REFERENCE = "reference"


class Card(StrEnum):
    """Where the desk's form has it."""

    CONTACT = "contact"
    TRAINING = "training"


@dataclass(frozen=True)
class Question:
    """How a form asks for a value."""

    label: Words
    hint: Words = ""
    #: What is said when it is left empty; "" where it may be.
    missing: Words = ""
    #: What the browser may fill in by itself.
    autocomplete: str = "off"


@dataclass(frozen=True)
class ClientField:
    """One field: its column, which is its name in the API, too, and everything that depends on it."""

    name: str
    read: FieldReader
    #: How the history of changes calls it.
    history: Words
    #: How staff are asked. Its label is the field's name everywhere at the desk.
    desk: Question
    kind: Kind = Kind.LINE
    longest: int | None = None
    card: Card = Card.CONTACT
    #: How members are asked on their profile; None: they do not change it.
    member: Question | None = None
    #: A record cannot be without it.
    is_needed: bool = False
    #: The headings by which an imported list has it, folded; none: a list cannot have it.
    headings: tuple[str, ...] = ()
    #: Its cells in the two rows of the example; None: not in the example.
    example: tuple[str, str] | None = None
    #: Among the details on the record's first page.
    in_details: bool = True
    #: Stands beside its neighbours where there is room.
    is_short: bool = False
    empty: Any = ""

    @property
    def is_reference(self) -> bool:
        return self.kind is Kind.REFERENCE

    @property
    def relation(self) -> str:
        """The name without `_id`: what the column of a list and the answers of the API are called."""
        return self.name.removesuffix("_id") if self.is_reference else self.name


FIELDS = (
    ClientField(
        "name",
        anywhere(read_client_name),
        history=_("name"),
        desk=Question(_("Name"), missing=_("Write the client's name.")),
        member=Question(_("Name"), missing=_("Tell us how to call you."), autocomplete="name"),
        longest=120,
        is_needed=True,
        headings=("name", "full name", "client", "client name", "member", "member name", "customer", "customer name"),
        example=("Maya Lind", "Noah Berg"),
        in_details=False,
    ),
    ClientField(
        "email",
        anywhere(read_email),
        history=_("e-mail"),
        desk=Question(
            _("E-mail"),
            hint=_("Whoever signs in with this address is asked whether this record is theirs."),
            missing=_("Write an e-mail address, such as name@example.org."),
        ),
        kind=Kind.EMAIL,
        longest=254,
        is_needed=True,
        headings=("email", "e mail", "email address", "e mail address", "mail"),
        example=("maya@example.org", "noah@example.org"),
        in_details=False,
        is_short=True,
    ),
    ClientField(
        "phone",
        read_phone,
        history=_("phone"),
        desk=Question(_("Phone"), missing=_("Write a telephone number.")),
        member=Question(
            _("Phone"), hint=_("For the day a class has to be called off at short notice."), autocomplete="tel"
        ),
        kind=Kind.PHONE,
        longest=40,
        headings=("phone", "phone number", "mobile", "mobile phone", "mobile number", "telephone", "tel", "cell"),
        example=("+44 20 7946 0958", ""),
        in_details=False,
        is_short=True,
    ),
    ClientField(
        "status",
        anywhere(read_status),
        history=_("status"),
        desk=Question(_("Status")),
        kind=Kind.STATUS,
        card=Card.TRAINING,
        headings=("status", "client status", "member status", "membership status"),
        example=("active", "lead"),
        in_details=False,
        is_short=True,
        empty="active",
    ),
    ClientField(
        "location_id",
        anywhere(read_reference("location_id")),
        history=_("home location"),
        desk=Question(_("Home location")),
        kind=Kind.REFERENCE,
        card=Card.TRAINING,
        headings=("location", "home location", "home studio", "studio", "club", "home club"),
        is_short=True,
        empty=None,
    ),
    ClientField(
        "trainer_id",
        anywhere(read_reference("trainer_id")),
        history=_("trainer"),
        desk=Question(_("Looked after by")),
        kind=Kind.REFERENCE,
        card=Card.TRAINING,
        is_short=True,
        empty=None,
    ),
    ClientField(
        "emergency_contact",
        anywhere(read_words("emergency_contact", 200)),
        history=_("emergency contact"),
        desk=Question(_("Emergency contact"), hint=_("A name and a number.")),
        member=Question(
            _("Emergency contact"),
            hint=_("Somebody we can call if you get hurt: a name and a number."),
            autocomplete="",
        ),
        longest=200,
        headings=("emergency contact", "emergency", "emergency phone", "emergency contact info"),
        example=("Olof Lind +44 20 7946 0111", ""),
    ),
    ClientField(
        "goals",
        anywhere(read_words("goals", 2000)),
        history=_("goals"),
        desk=Question(_("Goals")),
        member=Question(_("What do you train for?"), autocomplete=""),
        kind=Kind.LINES,
        longest=2000,
        card=Card.TRAINING,
        headings=("goals", "goal", "fitness goals"),
        example=("Run 10 km", ""),
    ),
)
BY_NAME: Mapping[str, ClientField] = {field.name: field for field in FIELDS}
MEMBER_FIELDS = tuple(field for field in FIELDS if field.member)
#: What members may change about themselves; the address is changed on their account's pages, where it is proven.
OWN_FIELDS = frozenset(field.name for field in MEMBER_FIELDS)


def read_values(given: Mapping[str, object], country: str, known: Client | None = None) -> dict[str, Any]:
    """Every value in its normal form; one Invalid names every field that is wrong.

    What the record holds already is not read again: a number of an earlier release may be none that is read today.
    """
    values: dict[str, Any] = {}
    errors: dict[str, list[str]] = {}
    for name, value in given.items():
        if name not in BY_NAME:
            names = ", ".join(BY_NAME)
            errors[name] = [_now("A client has no such field. There are: %(names)s.") % {"names": names}]
            continue
        try:
            is_same = known is not None and value == getattr(known, name)
            values[name] = value if is_same else BY_NAME[name].read(value, country)
        except Invalid as refusal:
            errors |= refusal.errors
    if errors:
        raise Invalid(errors)
    return values


def whole_record(given: Mapping[str, object], country: str) -> dict[str, Any]:
    """The values of a new record, in their normal form; what is not given is empty."""
    return read_values({**{field.name: field.empty for field in FIELDS}, **given}, country)

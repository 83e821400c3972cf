"""What a class type may be: every value read into its normal form, or a sentence that says what would be right."""

import re
from collections.abc import Callable, Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

from django.utils.translation import gettext as _

from fitflow.core.bounds import (
    LONGEST_SESSION,
    LONGEST_TEXT,
    LONGEST_TITLE,
    MOST_PRICE,
    MOST_SPOTS,
    SHORTEST_SESSION,
)
from fitflow.core.errors import Invalid
from fitflow.core.money import plain_decimal
from fitflow.core.texts import read_name, read_text
from fitflow.organizations.typed_settings.setting import Setting
from fitflow.schedule.settings import LATE_CANCEL_CUTOFF, REGISTRATION_CLOSES, REGISTRATION_OPENS

LONGEST_NAME, LONGEST_SPOT_NAME = LONGEST_TITLE, 12
SHORTEST, LONGEST = SHORTEST_SESSION, LONGEST_SESSION
MOST_CREDITS = MOST_PRICE
CENT = Decimal("0.01")
DURATIONS = (30, 45, 50, 60, 75, 90)
#: The eight tones of the kit as colours.
COLORS = ("#2563eb", "#0d9488", "#16a34a", "#d99a06", "#ea6a14", "#dc2626", "#db2777", "#7c3aed")
_COLOR = re.compile(r"#[0-9a-f]{6}")
#: Which setting of the studio bounds, and stands in for, a length that a class type leaves open.
LENGTHS: Mapping[str, Setting[Any]] = {
    "registration_opens": REGISTRATION_OPENS,
    "registration_closes": REGISTRATION_CLOSES,
    "late_cancel_cutoff": LATE_CANCEL_CUTOFF,
}


def read_class_type(changes: Mapping[str, object]) -> dict[str, Any]:
    """The given values in normal form; one Invalid names everything that is wrong."""
    values: dict[str, Any] = {}
    errors: dict[str, list[str]] = {}
    for name, value in changes.items():
        try:
            values[name] = _reader(name)(value)
        except Invalid as refusal:
            errors |= refusal.errors
    if errors:
        raise Invalid(errors)
    return values


def check_window(opens: int | None, closes: int | None) -> None:
    """Registration must be open for a while."""
    if opens is not None and opens <= (closes or 0):
        raise Invalid.field("registration_opens", _("Registration must open before it closes."))


def read_duration(value: object, field: str = "duration_minutes") -> int:
    if not isinstance(value, int) or isinstance(value, bool) or not SHORTEST <= value <= LONGEST:
        message = _("Give whole minutes from %(least)d to %(most)d.")
        raise Invalid.field(field, message % {"least": SHORTEST, "most": LONGEST})
    return value


def read_capacity(value: object, field: str = "capacity") -> int:
    if not isinstance(value, int) or isinstance(value, bool) or not 1 <= value <= MOST_SPOTS:
        raise Invalid.field(field, _("Give a number from 1 to %(most)d.") % {"most": MOST_SPOTS})
    return value


def read_cost(value: object, field: str = "cost_credits") -> Decimal | None:
    """Credits with at most two decimals; None leaves it to the level above, 0 is free."""
    if value is None or value == "":
        return None
    try:
        cost = plain_decimal(str(value))
        if not cost.is_finite() or cost != cost.quantize(CENT) or not 0 <= cost <= MOST_CREDITS:
            raise ValueError(value)
    except (InvalidOperation, ValueError) as error:
        message = _("Give credits from 0 to %(most)s with at most two decimals, such as 1 or 0.5.")
        raise Invalid.field(field, message % {"most": MOST_CREDITS}) from error
    return abs(cost.quantize(CENT))


def _read_text(value: object) -> str:
    if not isinstance(value, str):
        raise Invalid.field("description", _("Write this as text."))
    return read_text(value, field="description", longest=LONGEST_TEXT)


def _read_spot_name(value: object) -> str:
    """The number is put behind it; empty is numbers only."""
    if isinstance(value, str) and not value.strip():
        return ""
    return read_name(value if isinstance(value, str) else "", field="spot_name", longest=LONGEST_SPOT_NAME)


def _read_color(value: object) -> str:
    if not isinstance(value, str) or not _COLOR.fullmatch(value.lower()):
        raise Invalid.field("color", _("Choose a colour such as #2563eb."))
    return value.lower()


def _read_name(value: object) -> str:
    return read_name(value if isinstance(value, str) else "", longest=LONGEST_NAME)


def _reader(name: str) -> Callable[[object], Any]:
    if name in LENGTHS:
        return lambda value: _read_length(name, value)
    readers: Mapping[str, Callable[[object], Any]] = {
        "name": _read_name,
        "description": _read_text,
        "color": _read_color,
        "duration_minutes": read_duration,
        "capacity": read_capacity,
        "spot_name": _read_spot_name,
        "cost_credits": read_cost,
        "trainer": lambda value: value,
        "location": lambda value: value,
        "policy": lambda value: value,
    }
    if name not in readers:
        raise Invalid.field(name, _("A class type has no such field."))
    return readers[name]


def _read_length(name: str, value: object) -> Any:
    if value is None:
        return None
    setting = LENGTHS[name]
    try:
        return setting.clean(value)
    except ValueError as error:
        raise Invalid.field(name, _("It must be %(expected)s.") % {"expected": error}) from error

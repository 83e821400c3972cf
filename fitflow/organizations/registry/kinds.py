"""What a setting is, and how a value of each kind is read: its normal form, or a sentence that says what is right."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from typing import Any, TypeAlias

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fitflow.core.wording import length_words, list_words
from fitflow.core.zones import QuietHours

JSON: TypeAlias = None | bool | int | float | str | list[Any] | dict[str, Any]
Words: TypeAlias = str | Promise

CENT = Decimal("0.01")
MOST_TIERS, MOST_HOURS = 6, 720
MOST_OFFSETS = 5
_COLOR = re.compile(r"#[0-9a-f]{6}")


class Kind(StrEnum):
    FLAG = "flag"
    NUMBER = "number"
    DURATION = "duration"
    DURATIONS = "durations"
    CHOICE = "choice"
    CREDITS = "credits"
    TEXT = "text"
    COLOR = "color"
    HOURS = "hours"
    TIERS = "tiers"


class Unit(StrEnum):
    SECONDS = "seconds"
    MONTHS = "months"
    CREDITS = "credits"
    PLACES = "places"
    TIMES = "times"
    CHARACTERS = "characters"


class Group(StrEnum):
    """The sections of the settings page, in its order."""

    BOOKING = "booking"
    CANCELLING = "cancelling"
    WAITLIST = "waitlist"
    CLASSES = "classes"
    ATTENDANCE = "attendance"
    CREDITS = "credits"
    CLIENTS = "clients"
    MESSAGES = "messages"
    LOOK = "look"
    MODULES = "modules"

    @property
    def label(self) -> Words:
        return GROUP_LABELS[self]


GROUP_LABELS: Mapping[Group, Words] = {
    Group.BOOKING: gettext_lazy("Booking"),
    Group.CANCELLING: gettext_lazy("Cancelling"),
    Group.WAITLIST: gettext_lazy("Waiting list"),
    Group.CLASSES: gettext_lazy("Classes"),
    Group.ATTENDANCE: gettext_lazy("Attendance"),
    Group.CREDITS: gettext_lazy("Credits"),
    Group.CLIENTS: gettext_lazy("Clients"),
    Group.MESSAGES: gettext_lazy("Messages"),
    Group.LOOK: gettext_lazy("Look"),
    Group.MODULES: gettext_lazy("Modules"),
}


@dataclass(frozen=True)
class Setting:
    """One key of the registry. `low` and `high` bound numbers, seconds, hundredths of a credit and lengths of text."""

    key: str
    kind: Kind
    default: JSON
    group: Group
    label: Words
    help: Words = ""
    unit: Unit | None = None
    low: int = 0
    high: int = 0
    choices: tuple[tuple[str, Words], ...] = ()
    is_optional: bool = False

    def read(self, value: object) -> JSON:
        """The value in its normal form; a ValueError says what would be right."""
        if self.is_optional and value in (None, ""):
            return None
        try:
            return _READERS[self.kind](self, value)
        except (ValueError, TypeError, InvalidOperation) as error:
            raise ValueError(self.expected) from error

    @property
    def expected(self) -> str:
        """What a right value looks like, to follow "must be"."""
        words = _EXPECTED[self.kind](self)
        return _("%(value)s, or null") % {"value": words} if self.is_optional else words


def tier_rows(value: object) -> list[list[int | float]]:
    """Rows [hours before start, percent back]: hours and percent both fall, so that waiting never pays (CON-01)."""
    if not isinstance(value, list | tuple) or not 1 <= len(value) <= MOST_TIERS:
        raise ValueError(value)
    rows = [_tier(row) for row in value]
    for earlier, later in zip(rows, rows[1:], strict=False):
        if earlier[0] <= later[0] or earlier[1] <= later[1]:
            raise ValueError(value)
    return rows


def tiers_expected() -> str:
    return _(
        "1 to %(rows)d rows [hours before start, percent back], such as [[24, 100], [12, 50]], "
        "with falling hours (up to %(hours)d) and falling percents"
    ) % {"rows": MOST_TIERS, "hours": MOST_HOURS}


def _tier(row: object) -> list[int | float]:
    if not isinstance(row, list | tuple):
        raise TypeError(row)
    hours, percent = row
    if isinstance(hours, bool) or not isinstance(hours, int | float) or not 0 <= hours <= MOST_HOURS:
        raise ValueError(row)
    return [hours, _whole(percent, 0, 100)]


def _whole(value: object, low: int, high: int) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not low <= value <= high:
        raise ValueError(value)
    return value


def _text(value: object) -> str:
    if not isinstance(value, str) or not value.isprintable():
        raise ValueError(value)
    return value.strip()


def _read_flag(_setting: Setting, value: object) -> JSON:
    if not isinstance(value, bool):
        raise TypeError(value)
    return value


def _read_number(setting: Setting, value: object) -> JSON:
    return _whole(value, setting.low, setting.high)


def _read_durations(setting: Setting, value: object) -> JSON:
    if not isinstance(value, list | tuple) or len(value) > MOST_OFFSETS:
        raise ValueError(value)
    return sorted({_whole(length, setting.low, setting.high) for length in value}, reverse=True)


def _read_choice(setting: Setting, value: object) -> JSON:
    name = _text(value).lower()
    if name not in [name for name, _label in setting.choices]:
        raise ValueError(value)
    return name


def _read_credits(setting: Setting, value: object) -> JSON:
    if isinstance(value, bool) or not isinstance(value, int | str | Decimal):
        raise TypeError(value)
    amount = Decimal(value)
    if not amount.is_finite() or amount != amount.quantize(CENT) or not setting.low <= amount * 100 <= setting.high:
        raise ValueError(value)
    return str(abs(amount.quantize(CENT)))


def _read_text(setting: Setting, value: object) -> JSON:
    text = _text(value)
    if len(text) > setting.high:
        raise ValueError(value)
    return text


def _read_color(_setting: Setting, value: object) -> JSON:
    color = _text(value).lower()
    if not _COLOR.fullmatch(color):
        raise ValueError(value)
    return color


def _read_hours(_setting: Setting, value: object) -> JSON:
    hours = QuietHours.parse(_text(value))
    if hours.begins == hours.ends or hours.begins.tzinfo or hours.ends.tzinfo:
        raise ValueError(value)
    return f"{hours.begins:%H:%M}-{hours.ends:%H:%M}"


def _expected_duration(setting: Setting) -> str:
    return _("a whole number of seconds from %(low)d to %(high)d (%(least)s to %(most)s)") % _bounds(setting)


def _expected_durations(setting: Setting) -> str:
    words = {**_bounds(setting), "count": MOST_OFFSETS}
    return _("a list of at most %(count)d whole numbers of seconds from %(low)d to %(high)d") % words


def _expected_credits(setting: Setting) -> str:
    low, high = (str((Decimal(bound) / 100).quantize(CENT)) for bound in (setting.low, setting.high))
    return _("credits with at most two decimals from %(low)s to %(high)s, such as “1.00”") % {"low": low, "high": high}


def _bounds(setting: Setting) -> dict[str, object]:
    least, most = (length_words(timedelta(seconds=bound)) for bound in (setting.low, setting.high))
    return {"low": setting.low, "high": setting.high, "least": least, "most": most}


_READERS: Mapping[Kind, Callable[[Setting, object], JSON]] = {
    Kind.FLAG: _read_flag,
    Kind.NUMBER: _read_number,
    Kind.DURATION: _read_number,
    Kind.DURATIONS: _read_durations,
    Kind.CHOICE: _read_choice,
    Kind.CREDITS: _read_credits,
    Kind.TEXT: _read_text,
    Kind.COLOR: _read_color,
    Kind.HOURS: _read_hours,
    Kind.TIERS: lambda _setting, value: tier_rows(value),
}
_EXPECTED: Mapping[Kind, Callable[[Setting], str]] = {
    Kind.FLAG: lambda _setting: _("true or false"),
    Kind.NUMBER: lambda setting: _("a whole number from %(low)d to %(high)d") % _bounds(setting),
    Kind.DURATION: _expected_duration,
    Kind.DURATIONS: _expected_durations,
    Kind.CHOICE: lambda setting: (
        _("one of %(names)s") % {"names": list_words([name for name, _label in setting.choices])}
    ),
    Kind.CREDITS: _expected_credits,
    Kind.TEXT: lambda setting: _("a line of text of at most %(high)d characters") % _bounds(setting),
    Kind.COLOR: lambda _setting: _("a colour such as #066fd1"),
    Kind.HOURS: lambda _setting: _("two times such as “22:00-07:00”"),
    Kind.TIERS: lambda _setting: tiers_expected(),
}

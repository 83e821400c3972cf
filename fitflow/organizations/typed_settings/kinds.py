"""What a setting of a studio is: one class for each kind of value.

A kind knows four things: the normal form that is stored as JSON (`clean`), the Python value that code reads (`of`),
the form field people fill in (`field`), and its words. An app declares its settings as constants in its
`settings.py`; `registry` finds them there.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from typing import Any, ClassVar, TypeVar

from django import forms
from django.conf import settings as django_settings
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from fitflow.core.formats import Formats
from fitflow.core.likeness import is_of_house
from fitflow.core.money import plain_credits, plain_decimal
from fitflow.core.wording import length_words, list_words
from fitflow.core.zones import QuietHours
from fitflow.organizations.typed_settings.country import Country
from fitflow.organizations.typed_settings.fields import (
    CreditsField,
    HoursField,
    LengthField,
    LengthsField,
    TiersField,
    WholeNumberField,
)
from fitflow.organizations.typed_settings.setting import JSON, Setting, Words, line_of_text
from fitflow.organizations.typed_settings.tiers import tier_rows, tiers_expected, whole_number

T = TypeVar("T")

CENT = Decimal("0.01")
MOST_OFFSETS = 5
#: How the keys of flags begin that switch a module on.
FEATURES = "features."
_COLOR = re.compile(r"#[0-9a-f]{6}")


@dataclass(frozen=True, kw_only=True, eq=False)
class Flag(Setting[bool]):
    """On or off. `under`: the flag that must be on, too."""

    kind: ClassVar[str] = "flag"
    default: JSON = False
    under: "Flag | None" = None

    @property
    def feature(self) -> str:
        """The name of the module that this flag switches on; empty for other flags."""
        return self.key.removeprefix(FEATURES) if self.key.startswith(FEATURES) else ""

    def with_all_above(self) -> "list[Flag]":
        """This flag, and those that must be on, too."""
        return [self, *(self.under.with_all_above() if self.under else [])]

    def of(self, settings: Mapping[str, Any]) -> bool:
        return super().of(settings) and (self.under is None or self.under.of(settings))

    def parse(self, stored: Any) -> bool:
        return bool(stored)

    def read(self, value: Any) -> JSON:
        if not isinstance(value, bool):
            raise TypeError(value)
        return value

    def right_value(self) -> str:
        return _("true or false")

    def say(self, stored: Any, formats: Formats) -> str:
        return _("on") if stored else _("off")

    def form_field(self, **kwargs: Any) -> forms.Field:
        return forms.BooleanField(widget=forms.CheckboxInput({"role": "switch"}), **kwargs)


@dataclass(frozen=True, kw_only=True, eq=False)
class _Number(Setting[T]):
    """A whole number from `low` to `high` of what it `counts`: times, months or spots."""

    kind: ClassVar[str] = "number"
    low: int
    high: int
    counts: str = "times"

    @property
    def unit(self) -> str:  # type: ignore[override]
        return self.counts

    def parse(self, stored: Any) -> T:
        number: T = stored
        return number

    def read(self, value: Any) -> JSON:
        return whole_number(value, self.low, self.high)

    def right_value(self) -> str:
        return _("a whole number from %(low)d to %(high)d") % {"low": self.low, "high": self.high}

    def say(self, stored: Any, formats: Formats) -> str:
        if self.counts == "months":
            return ngettext("%(count)d month", "%(count)d months", stored) % {"count": stored}
        if self.counts == "places":
            return ngettext("%(count)d place", "%(count)d places", stored) % {"count": stored}
        return str(stored)

    def advice(self) -> str:
        return _("Choose a number from %(low)s to %(high)s.") % {"low": self.low, "high": self.high}

    def form_field(self, **kwargs: Any) -> forms.Field:
        behind = {"months": _("months"), "places": _("places")}.get(self.counts, "")
        return WholeNumberField(low=self.low, high=self.high, unit=behind, **kwargs)


class Number(_Number[int]):
    """A whole number."""


class OptionalNumber(_Number[int | None]):
    """A whole number that may be left open."""

    is_optional: ClassVar[bool] = True


@dataclass(frozen=True, kw_only=True, eq=False)
class _Duration(Setting[T]):
    """A length of time from `low` to `high` seconds; stored in seconds."""

    kind: ClassVar[str] = "duration"
    unit: ClassVar[str | None] = "seconds"
    low: int
    high: int

    def parse(self, stored: Any) -> T:
        length: T = None if stored is None else timedelta(seconds=stored)  # type: ignore[assignment]
        return length

    def read(self, value: Any) -> JSON:
        return whole_number(value, self.low, self.high)

    def right_value(self) -> str:
        words = _("a whole number of seconds from %(low)d to %(high)d (%(least)s to %(most)s)")
        return words % {"low": self.low, "high": self.high, **_bounds(self.low, self.high)}

    def say(self, stored: Any, formats: Formats) -> str:
        return _length(stored)

    def advice(self) -> str:
        return _("Choose a length from %(least)s to %(most)s.") % _bounds(self.low, self.high)

    def form_field(self, **kwargs: Any) -> forms.Field:
        return LengthField(**kwargs)


class Duration(_Duration[timedelta]):
    """A length of time."""


class OptionalDuration(_Duration[timedelta | None]):
    """A length of time that may be left open."""

    is_optional: ClassVar[bool] = True


@dataclass(frozen=True, kw_only=True, eq=False)
class Durations(Setting[tuple[timedelta, ...]]):
    """A few lengths of time, the longest first."""

    kind: ClassVar[str] = "durations"
    unit: ClassVar[str | None] = "seconds"
    low: int
    high: int

    def parse(self, stored: Any) -> tuple[timedelta, ...]:
        return tuple(timedelta(seconds=length) for length in stored)

    def read(self, value: Any) -> JSON:
        if not isinstance(value, list | tuple) or len(value) > MOST_OFFSETS:
            raise ValueError(value)
        return sorted({whole_number(length, self.low, self.high) for length in value}, reverse=True)

    def right_value(self) -> str:
        words = _("a list of at most %(count)d whole numbers of seconds from %(low)d to %(high)d")
        return words % {"count": MOST_OFFSETS, "low": self.low, "high": self.high}

    def say(self, stored: Any, formats: Formats) -> str:
        return list_words([_length(length) for length in stored]) or _("none")

    def advice(self) -> str:
        words = _("Write up to 5 lengths from %(least)s to %(most)s, such as “24 h, 1 h”.")
        return words % _bounds(self.low, self.high)

    def form_field(self, **kwargs: Any) -> forms.Field:
        return LengthsField(**kwargs)


@dataclass(frozen=True, kw_only=True, eq=False)
class Choice(Setting[str]):
    """One of a few names."""

    kind: ClassVar[str] = "choice"
    choices: Sequence[tuple[str, Words]]  # type: ignore[misc]

    def parse(self, stored: Any) -> str:
        return str(stored)

    def read(self, value: Any) -> JSON:
        name = line_of_text(value).lower()
        if name not in dict(self.choices):
            raise ValueError(value)
        return name

    def right_value(self) -> str:
        return _("one of %(names)s") % {"names": list_words([name for name, _label in self.choices])}

    def say(self, stored: Any, formats: Formats) -> str:
        return str(dict(self.choices)[stored])

    def form_field(self, **kwargs: Any) -> forms.Field:
        return forms.ChoiceField(choices=self.choices, widget=forms.RadioSelect, **kwargs | {"required": True})


@dataclass(frozen=True, kw_only=True, eq=False)
class Credits(Setting[Decimal]):
    """An amount of credits with two decimals; `low` and `high` in hundredths. Stored as text."""

    kind: ClassVar[str] = "credits"
    unit: ClassVar[str | None] = "credits"
    low: int
    high: int

    def parse(self, stored: Any) -> Decimal:
        return Decimal(stored)

    def read(self, value: Any) -> JSON:
        if isinstance(value, bool) or not isinstance(value, int | str | Decimal):
            raise TypeError(value)
        amount = plain_decimal(str(value))
        if not amount.is_finite() or amount != amount.quantize(CENT) or not self.low <= amount * 100 <= self.high:
            raise ValueError(value)
        return str(abs(amount.quantize(CENT)))

    def right_value(self) -> str:
        low, high = (str((Decimal(bound) / 100).quantize(CENT)) for bound in (self.low, self.high))
        words = _("credits with at most two decimals from %(low)s to %(high)s, such as “1.00”")
        return words % {"low": low, "high": high}

    def say(self, stored: Any, formats: Formats) -> str:
        return formats.credits(Decimal(stored))

    def advice(self) -> str:
        low, high = (plain_credits(Decimal(bound) / 100) for bound in (self.low, self.high))
        return _("Choose a number from %(low)s to %(high)s.") % {"low": low, "high": high}

    def form_field(self, **kwargs: Any) -> forms.Field:
        return CreditsField(low=self.low // 100, high=self.high // 100, unit=_("credits"), **kwargs)


@dataclass(frozen=True, kw_only=True, eq=False)
class Text(Setting[str]):
    """A line of text of at most `longest` characters."""

    kind: ClassVar[str] = "text"
    unit: ClassVar[str | None] = "characters"
    default: JSON = ""
    longest: int
    #: What it says is taken for a name: not that of the house.
    is_name: bool = False

    def parse(self, stored: Any) -> str:
        return str(stored)

    def read(self, value: Any) -> JSON:
        text = line_of_text(value)
        if len(text) > self.longest or self.is_name and is_of_house(text, django_settings.FITFLOW_BRAND):
            raise ValueError(value)
        return text

    def right_value(self) -> str:
        return _("a line of text of at most %(high)d characters") % {"high": self.longest}

    def say(self, stored: Any, formats: Formats) -> str:
        return str(stored) or _("none")

    def advice(self) -> str:
        if self.is_name:
            return _("Use one line of at most %(high)s characters, and not the name of this site.") % {
                "high": self.longest
            }
        return _("Use one line of at most %(high)s characters.") % {"high": self.longest}

    def form_field(self, **kwargs: Any) -> forms.Field:
        return forms.CharField(max_length=self.longest, **kwargs)


@dataclass(frozen=True, kw_only=True, eq=False)
class Color(Setting[str]):
    """A colour such as #066fd1."""

    kind: ClassVar[str] = "color"

    def parse(self, stored: Any) -> str:
        return str(stored)

    def read(self, value: Any) -> JSON:
        color = line_of_text(value).lower()
        if not _COLOR.fullmatch(color):
            raise ValueError(value)
        return color

    def right_value(self) -> str:
        return _("a colour such as #066fd1")

    def form_field(self, **kwargs: Any) -> forms.Field:
        widget = forms.TextInput({"type": "color", "class": "form-control-color"})
        return forms.CharField(widget=widget, **kwargs)


@dataclass(frozen=True, kw_only=True, eq=False)
class Hours(Setting[QuietHours | None]):
    """From one time of the day to another, past midnight too; or none."""

    kind: ClassVar[str] = "hours"
    is_optional: ClassVar[bool] = True

    def parse(self, stored: Any) -> QuietHours | None:
        return QuietHours.parse(stored) if stored else None

    def read(self, value: Any) -> JSON:
        hours = QuietHours.parse(line_of_text(value))
        if hours.begins == hours.ends or hours.begins.tzinfo or hours.ends.tzinfo:
            raise ValueError(value)
        return f"{hours.begins:%H:%M}-{hours.ends:%H:%M}"

    def right_value(self) -> str:
        return _("two times such as “22:00-07:00”")

    def say(self, stored: Any, formats: Formats) -> str:
        hours = QuietHours.parse(stored)
        return f"{formats.time(hours.begins)}–{formats.time(hours.ends)}"

    def advice(self) -> str:
        return _("Choose two different times, or leave both empty.")

    def form_field(self, **kwargs: Any) -> forms.Field:
        return HoursField(**kwargs)


@dataclass(frozen=True, kw_only=True, eq=False)
class Tiers(Setting[list[list[int | float]]]):
    """Rows [hours before the start, percent back]."""

    kind: ClassVar[str] = "tiers"

    def parse(self, stored: Any) -> list[list[int | float]]:
        return [list(row) for row in stored]

    def read(self, value: Any) -> JSON:
        return tier_rows(value)

    def right_value(self) -> str:
        return tiers_expected()

    def say(self, stored: Any, formats: Formats) -> str:
        words = _("%(percent)s until %(hours)s h before")
        rows = [(formats.percent(percent), formats.number(Decimal(str(hours)))) for hours, percent in stored]
        return "; ".join(words % {"percent": percent, "hours": hours} for percent, hours in rows)

    def advice(self) -> str:
        return _("Write 1 to 6 rows; hours and percent both fall from row to row.")

    def form_field(self, **kwargs: Any) -> forms.Field:
        return TiersField(**kwargs)


#: Every kind, as the API names it.
KIND_NAMES = tuple(
    kind.kind for kind in (Flag, Number, Duration, Durations, Choice, Country, Credits, Text, Color, Hours, Tiers)
)


def _length(seconds: Any) -> str:
    return length_words(timedelta(seconds=seconds)) if seconds else _("0 minutes")


def _bounds(low: int, high: int) -> dict[str, str]:
    return {"least": length_words(timedelta(seconds=low)), "most": length_words(timedelta(seconds=high))}

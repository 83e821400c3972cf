"""Settings in the words of the settings page: a value as people say it, and what would be right where it is not."""

from collections.abc import Callable, Mapping
from datetime import timedelta
from decimal import Decimal
from typing import Any, cast

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from fitflow.core.money import plain_credits
from fitflow.core.wording import length_words, list_words
from fitflow.organizations.registry.kinds import JSON, Kind, Setting, Unit


def value_words(setting: Setting, value: JSON) -> str:
    """10 minutes, On, 3 months, 24 hours and 1 hour, none."""
    if value is None:
        return _("none")
    return _WORDS[setting.kind](setting, value)


def expected_words(setting: Setting) -> str:
    """What a right entry is, as a sentence under the field."""
    bounds = {"low": _bound(setting, setting.low), "high": _bound(setting, setting.high)}
    number = _("Choose a number from %(low)s to %(high)s.")
    sentences = {
        Kind.DURATION: _("Choose a length from %(low)s to %(high)s."),
        Kind.DURATIONS: _("Write up to 5 lengths from %(low)s to %(high)s, such as “24 h, 1 h”."),
        Kind.NUMBER: number,
        Kind.CREDITS: number,
        Kind.HOURS: _("Choose two different times, or leave both empty."),
        Kind.TIERS: _("Write 1 to 6 rows; hours and percent both fall from row to row."),
        Kind.TEXT: _("Use one line of at most %(high)s characters."),
    }
    return sentences.get(setting.kind, _("Choose one of the values offered.")) % bounds


def unit_words(setting: Setting) -> str:
    """What stands behind a number."""
    return {
        Unit.MONTHS: _("months"),
        Unit.CREDITS: _("credits"),
        Unit.PLACES: _("places"),
    }.get(cast(Unit, setting.unit), "")


def _bound(setting: Setting, bound: int) -> str:
    if setting.unit is Unit.SECONDS:
        return length_words(timedelta(seconds=bound))
    return plain_credits(Decimal(bound) / 100) if setting.kind is Kind.CREDITS else str(bound)


def _number_words(setting: Setting, value: Any) -> str:
    if setting.unit is Unit.MONTHS:
        return ngettext("%(count)d month", "%(count)d months", value) % {"count": value}
    if setting.unit is Unit.PLACES:
        return ngettext("%(count)d place", "%(count)d places", value) % {"count": value}
    return str(value)


def _credits_words(_setting: Setting, value: Any) -> str:
    amount = Decimal(value)
    return ngettext("%(count)s credit", "%(count)s credits", 1 if amount == 1 else 2) % {"count": plain_credits(amount)}


def _tier_words(_setting: Setting, value: Any) -> str:
    rows = [
        _("%(percent)s %% until %(hours)s h before") % {"percent": percent, "hours": f"{hours:g}"}
        for hours, percent in value
    ]
    return "; ".join(rows)


def _length(seconds: Any) -> str:
    return length_words(timedelta(seconds=seconds)) if seconds else _("0 minutes")


_WORDS: Mapping[Kind, Callable[[Setting, Any], str]] = {
    Kind.FLAG: lambda _setting, value: _("on") if value else _("off"),
    Kind.NUMBER: _number_words,
    Kind.DURATION: lambda _setting, value: _length(value),
    Kind.DURATIONS: lambda _setting, value: list_words([_length(length) for length in value]) or _("none"),
    Kind.CHOICE: lambda setting, value: str(dict(setting.choices)[value]),
    Kind.CREDITS: _credits_words,
    Kind.TEXT: lambda _setting, value: str(value) or _("none"),
    Kind.COLOR: lambda _setting, value: str(value),
    Kind.HOURS: lambda _setting, value: str(value).replace("-", "–"),
    Kind.TIERS: _tier_words,
}

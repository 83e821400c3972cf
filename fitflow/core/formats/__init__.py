"""How a studio writes numbers, money, days, times and telephone numbers.

One object, built at the door and passed to whoever writes text.

The functions behind it take a Babel locale and are in `numbers` and `times`. Lengths of time and lists are words of the
language, not formats of a locale: they stand in `core.wording`.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, tzinfo
from decimal import Decimal
from enum import StrEnum
from functools import cached_property

from babel import Locale
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from fitflow.core.formats import numbers, times
from fitflow.core.formats.locales import locale_of, shows_half_days, web_tag
from fitflow.core.formats.numbers import NotANumber
from fitflow.core.formats.times import DayStyle, Width
from fitflow.core.money import Money
from fitflow.core.phones import shown_phone
from fitflow.core.zones import WallKind, WallTimeRefused

__all__ = ["DayStyle", "Formats", "HourCycle", "NotANumber"]


class HourCycle(StrEnum):
    """How clock times are written: as the locale does, or always 6:30 pm, or always 18:30."""

    AUTO = "auto"
    TWELVE = "12"
    TWENTY_FOUR = "24"


@dataclass(frozen=True)
class Formats:
    """A studio's locale, zone, clock, first day of the week (1 is Monday, 7 Sunday) and country."""

    tag: str = "en-gb"
    zone: tzinfo = UTC
    hour_cycle: HourCycle = HourCycle.AUTO
    week_start: int = 1
    country: str = "GB"

    @cached_property
    def locale(self) -> Locale:
        return locale_of(self.tag)

    @cached_property
    def half_days(self) -> bool:
        """Whether clock times are those of a twelve-hour clock."""
        if self.hour_cycle is HourCycle.AUTO:
            return shows_half_days(self.locale)
        return self.hour_cycle is HourCycle.TWELVE

    @property
    def web_tag(self) -> str:
        """The locale as scripts take it: en-GB."""
        return web_tag(self.tag)

    @property
    def web_clock(self) -> str:
        """The `hourCycle` that scripts give to Intl, so that they write times as the server does."""
        return "h12" if self.half_days else "h23"

    def number(self, amount: Decimal | int) -> str:
        """1, 0.5, 1,234.25."""
        return numbers.number_text(amount, self.locale)

    def percent(self, percent: Decimal | int) -> str:
        """50%."""
        return numbers.percent_text(percent, self.locale)

    def money(self, money: Money) -> str:
        """£12.50."""
        return numbers.money_text(money, self.locale)

    def credits(self, amount: Decimal | int) -> str:
        """1 credit, 0.5 credits, 12 credits: only exactly one is not a plural."""
        words = ngettext("%(n)s credit", "%(n)s credits", abs(int(amount)) if amount == int(amount) else 2)
        return words % {"n": self.number(amount)}

    def read_number(self, text: str) -> Decimal:
        """A number somebody typed. Raises NotANumber."""
        return numbers.read_number(text, self.locale)

    def day(self, on: date, style: DayStyle = "short") -> str:
        """Fri 20 Nov; the styles are those of `times`."""
        return times.day_text(on, self.locale, style)

    def day_at(self, at: datetime, style: DayStyle = "short") -> str:
        """The studio's day of an instant."""
        return self.day(at.astimezone(self.zone).date(), style)

    def time(self, at: time) -> str:
        """A time of the wall clock that is on no certain day: 18:30."""
        return times.time_text(at, self.locale, half_days=self.half_days)

    def clock(self, at: datetime, end: datetime | None = None) -> str:
        """18:30, or 18:30–19:25; with the offset in the hour that the clocks show twice."""
        if end is None:
            return times.clock_text(at, self.zone, self.locale, half_days=self.half_days)
        return times.span_text(at, end, self.zone, self.locale, half_days=self.half_days)

    def moment(
        self, at: datetime, *, end: datetime | None = None, style: DayStyle = "short", named: bool = False
    ) -> str:
        """Fri 20 Nov 18:30, or Fri 20 Nov 18:30–19:25; `named` adds the zone: Berlin time."""
        words = {"day": self.day_at(at, style), "clock": self.clock(at, end)}
        text = pgettext("a day and a clock time", "%(day)s %(clock)s") % words
        return _("%(moment)s, %(zone)s") % {"moment": text, "zone": self.zone_name} if named else text

    @property
    def zone_name(self) -> str:
        """Berlin time."""
        return _("%(zone)s time") % {"zone": times.zone_text(self.zone, self.locale)}

    def refused_wall(self, refused: WallTimeRefused) -> str:
        """Why a typed wall time is no moment here."""
        facts = {"time": self.time(refused.at), "date": self.day(refused.on, "date")}
        facts |= {"zone": times.zone_text(self.zone, self.locale)}
        if refused.kind is WallKind.NEVER:
            words = _("%(time)s does not exist on %(date)s: the clocks in %(zone)s skip it.")
        else:
            words = _("%(time)s happens twice on %(date)s: the clocks in %(zone)s go back.")
        return _("%(reason)s Choose a later or earlier time.") % {"reason": words % facts}

    def phone(self, stored: str) -> str:
        """020 7946 0958, or +44 20 7946 0958 where the studio is in another country."""
        return shown_phone(stored, self.country)

    def weekday(self, number: int, width: Width = "wide") -> str:
        """1 is Monday."""
        return times.weekday_text(number, self.locale, width)

    def month(self, number: int) -> str:
        """1 is January."""
        return times.month_text(number, self.locale)

    @property
    def week(self) -> tuple[int, ...]:
        """The days of a week in their order here: 7, 1, 2, ... where it begins on a Sunday."""
        return tuple((self.week_start - 1 + step) % 7 + 1 for step in range(7))

"""What is no longer as it was shown, in words: what it is now, and what it was where that can be said."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.utils.translation import gettext as _

from fitflow.booking.rules.agreed import Agreed
from fitflow.core.formats import Formats


@dataclass(frozen=True)
class ShownNow:
    """What the page shows of a session now."""

    starts_at: datetime
    ends_at: datetime
    trainer: str
    location: str
    credits: Decimal
    #: When cancelling stops being free.
    terms: str
    spot: str = ""


@dataclass(frozen=True)
class Change:
    """One fact that is another one now. `was` is empty where only the new one can be named."""

    label: str
    now: str
    was: str = ""


def changes_told(changed: Collection[str], shown: Agreed, now: ShownNow, formats: Formats) -> list[Change]:
    """The changed facts, what matters most first. A class that is moved and longer is told by its new times."""
    told = []
    if {"starts_at", "ends_at"} & set(changed):
        told.append(Change(_("Time"), formats.moment(now.starts_at, end=now.ends_at), _time_shown(shown, formats)))
    if "location" in changed:
        told.append(Change(_("Where"), now.location))
    if "trainer" in changed:
        told.append(Change(_("Trainer"), now.trainer))
    if "spot" in changed:
        told.append(Change(_("Your place"), now.spot, shown["spot"]))
    if "credits" in changed:
        told.append(Change(_("Price"), formats.credits(now.credits), formats.credits(Decimal(shown["credits"]))))
    if "terms" in changed:
        told.append(Change(_("Cancelling"), now.terms))
    return told


def _time_shown(shown: Agreed, formats: Formats) -> str:
    start, end = (datetime.fromisoformat(shown[name]) if name in shown else None for name in ("starts_at", "ends_at"))
    if start is not None:
        return formats.moment(start, end=end)
    return formats.moment(end) if end is not None else ""

"""What the desk's first page adds to others, and the figures that stand on it."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from fitflow.booking.queries.today import current_of, day_of, following_of
from fitflow.booking.settings import WAITLIST_ON
from fitflow.core.actor import Actor, Role
from fitflow.core.formats import Formats
from fitflow.core.hooks import ApiSection
from fitflow.core.offers import offer
from fitflow.core.zones import local_date
from fitflow.insights.queries.audit import kept_audit
from fitflow.insights.queries.checklist import is_shared
from fitflow.insights.queries.dashboard import Week, holds_of, waitlists_of, week_of, worker_health
from fitflow.schedule.settings import CALENDAR_ON, CLASSES_ON
from fitflow.ui.hooks import AccountEntry, ChecklistStep, DeskEntry, HomeColumn, HomePart, HomePiece
from fitflow.ui.nav import Bar


def is_staff(actor: Actor) -> bool:
    return actor.is_staff


def today(actor: Actor, now: datetime) -> Mapping[str, Any]:
    """The sessions of the day, and the next ones."""
    on = local_date(now, actor.zone)
    sessions = day_of(actor, on)
    live = [one for one in sessions if one.is_live]
    return {
        "today": sessions,
        "following": following_of(actor, on),
        "current": current_of(sessions, now),
        "expected": sum(one.expected for one in live),
        "arrived": sum(one.arrived for one in live),
    }


def week(actor: Actor, now: datetime) -> Mapping[str, Any]:
    """How full the week is."""
    found = week_of(actor, now)
    formats = actor.formats
    bars = bars_of(found, local_date(now, actor.zone), formats)
    return {"week": found, "bars": bars, "delta": delta_of(found, formats)}


def bars_of(week: Week, today: date, formats: Formats) -> list[Bar]:
    """How full each day of the week is."""
    return [
        Bar(
            formats.day(fill.on, "column"),
            fill.percent,
            formats.percent(fill.percent) if fill.capacity else "–",
            active=fill.on == today,
        )
        for fill in week.days
    ]


def delta_of(week: Week, formats: Formats) -> dict[str, Any]:
    """Against the week before; nothing when there was none, or no difference."""
    points = week.percent - (week.percent if week.before is None else week.before)
    if not points:
        return {"text": "", "note": "" if week.before is None else gettext("as last week")}
    trend = "up" if points > 0 else "down"
    return {
        "text": f"{'+' if points > 0 else ''}{formats.percent(points)}",
        "trend": trend,
        "good": points > 0,
        "note": gettext("against last week"),
    }


def waitlists(actor: Actor, now: datetime) -> Mapping[str, Any]:
    """Who waits, and where the most."""
    return {"waitlists": waitlists_of(actor, now), "holds": holds_of(actor)}


def health(actor: Actor, now: datetime) -> Mapping[str, Any] | None:
    """A word when the work behind the pages does not keep up."""
    found = worker_health(actor, now=now)
    return None if found.is_fine else {"health": found}


def broken(actor: Actor, _now: datetime) -> Mapping[str, Any] | None:
    """A word when the nightly check found rows that break a promise."""
    found = kept_audit(actor)
    return None if actor.is_scoped or found.is_clean else {"audit": found}


def proof(actor: Actor, _now: datetime) -> Mapping[str, Any] | None:
    """For whoever sees the whole studio; the figures come when the card is there."""
    return None if actor.is_scoped else {}


#: Pages without an entry that belong to the first one.
BEHIND_TODAY = ("today", "proof", "to-settle")
NOTICE, TILE, MAIN, SIDE = HomeColumn.NOTICE, HomeColumn.TILE, HomeColumn.MAIN, HomeColumn.SIDE

offer(
    DeskEntry("today", _("Today"), "insights:home", "today", is_first=True, behind=BEHIND_TODAY, order=10),
    AccountEntry("desk", _("Desk"), "insights:home", "building", whose=is_staff, order=20),
    HomePart("health", health, (HomePiece(NOTICE, "insights/home/health.html"),), role=Role.ADMIN),
    HomePart("broken", broken, (HomePiece(NOTICE, "insights/home/broken.html", 10),)),
    HomePart(
        "today",
        today,
        (
            HomePiece(TILE, "insights/home/expected.html", 10),
            HomePiece(MAIN, "insights/home/today.html", 10),
            HomePiece(MAIN, "insights/home/coming.html", 20),
        ),
        feature=CALENDAR_ON,
    ),
    HomePart(
        "week",
        week,
        (HomePiece(TILE, "insights/home/filled.html", 20), HomePiece(SIDE, "insights/home/bars.html", 10)),
        feature=CALENDAR_ON,
    ),
    HomePart(
        "waitlists",
        waitlists,
        (HomePiece(TILE, "insights/home/waiting.html", 30), HomePiece(SIDE, "insights/home/waitlists.html", 20)),
        feature=WAITLIST_ON,
    ),
    HomePart("proof", proof, (HomePiece(MAIN, "insights/home/proof.html", 30),)),
    ChecklistStep(
        "share",
        _("Share your page"),
        "organizations:share",
        text=_("Members book there, without an app."),
        is_done=lambda actor, _now: is_shared(actor),
        feature=CLASSES_ON,
        order=50,
    ),
    ApiSection("Desk", order=120),
)

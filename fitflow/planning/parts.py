"""What planning adds to pages of others."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from fitflow.booking.hooks import SessionAct
from fitflow.core.actor import Actor, Role
from fitflow.core.hooks import ApiSection, DemoScene
from fitflow.core.offers import offer
from fitflow.organizations.hooks import StaffPart
from fitflow.organizations.models import Staff
from fitflow.planning.demo import plan_quiet_week, plan_week
from fitflow.planning.queries.left import AT_ONCE, coming_of, left_behind
from fitflow.schedule.queries.series import live_series
from fitflow.schedule.queries.sessions import runnable
from fitflow.schedule.rules.sessions import DRAFT, PUBLISHED
from fitflow.schedule.settings import CALENDAR_ON, CLASSES_ON
from fitflow.schedule.words import CLASSES
from fitflow.ui.hooks import ChecklistStep, DeskEntry, HomeColumn, HomePart, HomePiece, NewEntry

NOT_BEGUN = frozenset({DRAFT, PUBLISHED})


def left(actor: Actor, now: datetime) -> Mapping[str, Any] | None:
    """The sessions of trainers who no longer work here: somebody has to decide about them."""
    found = left_behind(actor, now)
    return {"left": found} if found else None


def leaving(actor: Actor, staff: Staff, now: datetime) -> str:
    """What a trainer would leave behind."""
    count = len(coming_of(actor, staff.pk, now))
    if count == AT_ONCE:
        return _now("More than %(count)d sessions of theirs are still to come. Today reminds you of them.") % {
            "count": count - 1
        }
    words = ngettext(
        "%(count)d session of theirs is still to come. Today reminds you of it.",
        "%(count)d sessions of theirs are still to come. Today reminds you of them.",
        count,
    )
    return words % {"count": count} if count else ""


offer(
    DeskEntry(
        "calendar", _("Calendar"), "planning:calendar", "calendar",
        feature=CALENDAR_ON, behind=("sessions", "bookings"), renews=True, order=20,
    ),
    DeskEntry("series", _("Series"), "planning:series", "repeat", feature=CLASSES_ON, group=CLASSES, order=70),
    HomePart("left", left, (HomePiece(HomeColumn.NOTICE, "planning/home/left.html", 20),), feature=CALENDAR_ON),
    StaffPart("sessions", leaving),
    NewEntry("session", _("Session"), "planning:session-new", "calendar-plus", feature=CLASSES_ON, order=10),
    NewEntry("series", _("Series"), "planning:series-new", "repeat", feature=CLASSES_ON, order=20),
    SessionAct("move", _("Move…"), "planning:session-move", "calendar", NOT_BEGUN, order=10),
    SessionAct(
        "trainer", _("Another trainer…"), "planning:session-trainer", "users", NOT_BEGUN, role=Role.MANAGER, order=20
    ),
    ChecklistStep(
        "sessions", _("Put it on the calendar"), "planning:series-new", feature=CLASSES_ON, order=30,
        text=_("Every weekday at 06:30, or once: members see it at once."),
        is_done=lambda actor, now: live_series(actor, now).exists() or runnable(actor).exists(),
    ),
    DemoScene("week", plan_week, order=30),
    DemoScene("quiet_week", plan_quiet_week, studio="second", order=30),
    ApiSection("Series", order=100),
    ApiSection("Many sessions", order=110),
)  # fmt: skip

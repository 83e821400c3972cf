"""What planning adds to pages of others."""

from django.utils.translation import gettext_lazy as _

from fitflow.booking.hooks import SessionAct
from fitflow.core.actor import Role
from fitflow.core.hooks import ApiSection, DemoScene
from fitflow.core.offers import offer
from fitflow.planning.demo import plan_quiet_week, plan_week
from fitflow.schedule.queries.series import live_series
from fitflow.schedule.queries.sessions import runnable
from fitflow.schedule.rules.sessions import DRAFT, PUBLISHED
from fitflow.schedule.settings import CALENDAR_ON, CLASSES_ON
from fitflow.schedule.words import CLASSES
from fitflow.ui.hooks import ChecklistStep, DeskEntry, NewEntry

NOT_BEGUN = frozenset({DRAFT, PUBLISHED})

offer(
    DeskEntry(
        "calendar", _("Calendar"), "planning:calendar", "calendar",
        feature=CALENDAR_ON, behind=("sessions", "bookings"), renews=True, order=20,
    ),
    DeskEntry("series", _("Series"), "planning:series", "repeat", feature=CLASSES_ON, group=CLASSES, order=70),
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

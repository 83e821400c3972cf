"""What the calendar adds to pages of others."""

from django.utils.translation import gettext_lazy as _

from fitflow.core.actor import Role
from fitflow.core.hooks import ApiSection
from fitflow.core.offers import offer
from fitflow.organizations.hooks import Planned
from fitflow.schedule.queries.class_types import class_types_of
from fitflow.schedule.queries.sessions import planned_count
from fitflow.schedule.settings import CLASSES_ON
from fitflow.schedule.words import CLASSES
from fitflow.ui.hooks import ChecklistStep, DeskEntry

offer(
    Planned("sessions", planned_count),
    DeskEntry(
        "class_types", _("Class types"), "schedule:class_types", "dumbbell",
        role=Role.MANAGER, feature=CLASSES_ON, group=CLASSES, order=60,
    ),
    DeskEntry(
        "policies", _("Policies"), "schedule:policies", "shield", role=Role.MANAGER, group=CLASSES, order=80
    ),
    ChecklistStep(
        "class_type", _("Add what you teach"), "schedule:class_type_new", feature=CLASSES_ON, order=20,
        text=_("A class type: its name, how long it lasts, how many places it has."),
        is_done=lambda actor, _now: class_types_of(actor).exists(),
    ),
    ApiSection("Class types", order=130),
    ApiSection("Cancellation policies", order=140),
)  # fmt: skip

"""What the calendar adds to pages of others."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from fitflow.core.actor import Actor, Role
from fitflow.core.hooks import ApiSection
from fitflow.core.offers import offer
from fitflow.organizations.hooks import Planned
from fitflow.schedule.queries.class_types import class_types_of
from fitflow.schedule.queries.sessions import planned_count
from fitflow.schedule.rules.payment import is_undecided
from fitflow.schedule.settings import CLASSES_ON
from fitflow.schedule.words import CLASSES
from fitflow.ui.hooks import ChecklistStep, DeskEntry, HomeColumn, HomePart, HomePiece


def nobody_can_book(actor: Actor, _now: datetime) -> Mapping[str, Any] | None:
    """Said until somebody has answered how people pay."""
    return {} if is_undecided(actor.organization.settings) else None


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
    ChecklistStep(
        "payment", _("How do people pay?"), "schedule:payment", feature=CLASSES_ON, order=35,
        text=_("First classes free, at the studio, all free, or with credits. Until then visitors cannot book."),
        is_done=lambda actor, _now: not is_undecided(actor.organization.settings),
    ),
    HomePart(
        "payment", nobody_can_book, (HomePiece(HomeColumn.NOTICE, "schedule/home/payment.html", 10),),
        role=Role.ADMIN, feature=CLASSES_ON,
    ),
    ApiSection("Class types", order=130),
    ApiSection("Cancellation policies", order=140),
)  # fmt: skip

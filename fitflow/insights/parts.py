"""What the first page of the desk adds to pages of others."""

from django.utils.translation import gettext_lazy as _

from fitflow.core.actor import Actor
from fitflow.core.hooks import ApiSection
from fitflow.core.offers import offer
from fitflow.ui.hooks import AccountEntry, DeskEntry


def is_staff(actor: Actor) -> bool:
    return actor.is_staff


offer(
    DeskEntry("today", _("Today"), "insights:home", "today", is_first=True, behind=("today", "proof"), order=10),
    AccountEntry("desk", _("Desk"), "insights:home", "building", whose=is_staff, order=20),
    ApiSection("Desk", order=120),
)

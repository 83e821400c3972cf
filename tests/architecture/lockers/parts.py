"""What lockers add to pages of others."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _
from fitflow.lockers.demo import lockers
from fitflow.lockers.queries import lockers_of
from fitflow.lockers.settings import HOW_MANY, LOCKERS_ON

from fitflow.core.actor import Actor, Role
from fitflow.core.hooks import ApiSection, DemoScene
from fitflow.core.offers import offer
from fitflow.organizations.hooks import ClientLink, ClientPart
from fitflow.organizations.words import STUDIO
from fitflow.ui.hooks import ChecklistStep, DeskEntry, HomeColumn, HomePart, HomePiece, MemberEntry, NewEntry


def free(actor: Actor, _now: datetime) -> Mapping[str, Any]:
    """How many are left."""
    return {"free": actor.setting(HOW_MANY) - lockers_of(actor).count()}


def has_any(actor: Actor, _now: datetime) -> bool:
    return bool(lockers_of(actor).exists())


offer(
    DeskEntry(
        "lockers", _("Lockers"), "lockers:all", "layers",
        role=Role.MANAGER, feature=LOCKERS_ON, group=STUDIO, order=95,
    ),
    NewEntry("locker", _("Locker"), "lockers:all", "layers", role=Role.MANAGER, order=90),
    MemberEntry("locker", _("My locker"), "lockers:mine", "layers", feature=LOCKERS_ON, order=45),
    ClientPart("lockers", order=90, tab=ClientLink(_("Lockers"), "lockers:client", icon="layers")),
    HomePart("lockers", free, (HomePiece(HomeColumn.TILE, "lockers/tile.html", 60),), feature=LOCKERS_ON),
    ChecklistStep("lockers", _("Give out a locker"), "lockers:all", is_done=has_any, order=60),
    ApiSection("Lockers", order=145),
    DemoScene("lockers", lockers, order=50),
)  # fmt: skip

"""What the studio itself adds to pages of others."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from fitflow.accounts.hooks import SignInStep
from fitflow.core.actor import Actor, Role
from fitflow.core.hooks import ApiSection, Chore, DemoScene
from fitflow.core.offers import offer
from fitflow.organizations.demo import people
from fitflow.organizations.queries.clients import clients_of, new_clients
from fitflow.organizations.queries.logins import question_before
from fitflow.organizations.queries.staff import trainers_of
from fitflow.organizations.services.unproven import forget_unproven
from fitflow.organizations.words import STUDIO
from fitflow.ui.hooks import (
    AccountEntry,
    ChecklistStep,
    DeskEntry,
    HomeColumn,
    HomePart,
    HomePiece,
    MemberEntry,
    NewEntry,
)


def new_people(actor: Actor, now: datetime) -> Mapping[str, Any]:
    """Who came lately, and in the time before."""
    new, before = new_clients(actor, now)
    return {"new": new, "before": before}


offer(
    DeskEntry("clients", _("Clients"), "organizations:clients", "users", role=Role.MANAGER, order=30),
    DeskEntry(
        "staff", _("Staff"), "organizations:staff", "user-plus",
        role=Role.ADMIN, group=STUDIO, behind=("invitations",), order=110,
    ),
    DeskEntry(
        "audit", _("Audit trail"), "organizations:audit", "history", role=Role.ADMIN, group=STUDIO, order=120
    ),
    DeskEntry(
        "settings", _("Settings"), "organizations:settings", "settings", role=Role.ADMIN, group=STUDIO, order=130
    ),
    NewEntry("client", _("Client"), "organizations:client_add", "user-plus", role=Role.MANAGER, order=30),
    MemberEntry("profile", _("Profile"), "organizations:profile", "user", order=50),
    ChecklistStep(
        "trainer", _("Say who teaches"), "organizations:staff", order=10,
        text=_("Yourself, or your team: every class has a trainer."),
        is_done=lambda actor, _now: trainers_of(actor).exists(),
    ),
    ChecklistStep(
        "clients", _("Bring your members"), "organizations:clients", order=40,
        text=_("One by one, or from the list you have."),
        is_done=lambda actor, _now: clients_of(actor).exists(),
    ),
    HomePart("clients", new_people, (HomePiece(HomeColumn.TILE, "organizations/home/new_clients.html", 40),)),
    SignInStep("records", lambda user, onward: question_before(user.pk, onward)),
    AccountEntry("studios", _("Studios"), "studios", "layers", order=40),
    Chore("organizations.unproven", forget_unproven),
    DemoScene("people", people, order=10),
    ApiSection("Clients", order=80),
    ApiSection("Locations", order=150),
    ApiSection("Staff", order=160),
    ApiSection("Studio", order=170),
    ApiSection("Audit", order=180),
)  # fmt: skip

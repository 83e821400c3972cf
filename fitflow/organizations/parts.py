"""What the studio itself adds to pages of others."""

from django.utils.translation import gettext_lazy as _

from fitflow.core.actor import Role
from fitflow.core.hooks import ApiSection
from fitflow.core.offers import offer
from fitflow.organizations.words import STUDIO
from fitflow.ui.hooks import AccountEntry, DeskEntry, MemberEntry, NewEntry

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
    AccountEntry("studios", _("Studios"), "studios", "layers", order=40),
    ApiSection("Clients", order=80),
    ApiSection("Locations", order=150),
    ApiSection("Staff", order=160),
    ApiSection("Studio", order=170),
    ApiSection("Audit", order=180),
)  # fmt: skip

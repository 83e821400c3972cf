"""What messages add to pages of others."""

from django.utils.translation import gettext_lazy as _

from fitflow.core.actor import Actor, Role
from fitflow.core.hooks import ApiSection, Chore, forgets
from fitflow.core.offers import offer
from fitflow.notify.queries import old_house_messages, unread_shown
from fitflow.notify.words import badge_text
from fitflow.organizations.hooks import ClientLink, ClientPart
from fitflow.organizations.words import STUDIO
from fitflow.ui.hooks import DeskEntry, MemberEntry


def unread(actor: Actor) -> str:
    """The number on the bell."""
    return badge_text(unread_shown(actor))


offer(
    ClientPart("messages", order=80, tab=ClientLink(_("Messages"), "notify:client-log", icon="mail")),
    DeskEntry(
        "alerts", _("Alerts"), "notify:centre", "bell", args=("desk",), badge=unread, live="notify:badge", order=50
    ),
    DeskEntry("messages", _("Messages"), "notify:log", "mail", role=Role.MANAGER, group=STUDIO, order=90),
    MemberEntry(
        "alerts", _("Alerts"), "notify:centre", "bell", args=("me",), badge=unread, live="notify:badge", order=40
    ),
    ApiSection("Messages", order=70),
    Chore("notify.messages", forgets(old_house_messages)),
)

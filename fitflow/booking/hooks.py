"""What the apps above may add to the pages of a session and of a member's bookings.

Each is a kind of offer (core/offers.py), offered in the `parts.py` of an app; booking offers its own acts there, too.
"""

from dataclasses import dataclass, field
from uuid import UUID

from fitflow.core.actor import Actor, Role
from fitflow.core.offers import Offer
from fitflow.core.pages import page
from fitflow.ui.hooks import Entry
from fitflow.ui.nav import NavItem, Text


@dataclass(frozen=True)
class SessionAct(Offer):
    """What staff can do with a session: a page that opens in the sheet, its address reversed with the session's id."""

    label: Text
    url_name: str
    icon: str
    #: The states of a session in which it can be done.
    during: frozenset[str]
    #: The right it asks for, beside that of whoever runs the session.
    role: Role | None = field(default=None, kw_only=True)

    #: Takes something away from people.
    is_danger: bool = field(default=False, kw_only=True)

    def is_for(self, actor: Actor, status: str) -> bool:
        return status in self.during and (self.role is None or actor.can(self.role))

    def item(self, actor: Actor, session_id: UUID) -> NavItem:
        """The entry of the menu."""
        return NavItem(str(self.label), page(actor, self.url_name, session_id), self.icon, is_danger=self.is_danger)


@dataclass(frozen=True)
class BookingsLink(Entry):
    """A page to which a member's list of bookings leads, at its foot."""

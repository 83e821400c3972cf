"""What the apps add around every page, and to the first page of the desk. The kit knows the kinds, `web` draws them.

Each is a kind of offer (core/offers.py), offered in the `parts.py` of an app.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from fitflow.core.actor import Actor, Role, TypedSetting
from fitflow.core.offers import Offer, find_offer
from fitflow.core.pages import page
from fitflow.ui.nav import NavItem, Text


@dataclass(frozen=True)
class Entry(Offer):
    """One entry of a menu or a navigation: a page of a studio, and who finds it there."""

    label: Text
    url_name: str
    icon: str = ""
    #: The right it asks for; without one it is for everybody who sees the menu.
    role: Role | None = field(default=None, kw_only=True)
    #: The module it belongs to: a studio that has switched it off does not see the entry.
    feature: TypedSetting[bool] | None = field(default=None, kw_only=True)
    #: What the address takes beside the studio's slug.
    args: tuple[str, ...] = field(default=(), kw_only=True)
    #: A short text beside the label, or "".
    badge: Callable[[Actor], str] | None = field(default=None, kw_only=True)
    #: The name of a page that renews the badge once a minute. It takes the same arguments.
    live: str = field(default="", kw_only=True)

    def is_for(self, actor: Actor) -> bool:
        """Whether this person finds it, in a studio that uses its module."""
        is_on = self.feature is None or actor.setting(self.feature)
        return is_on and (self.role is None or actor.can(self.role))

    def url(self, actor: Actor, name: str = "") -> str:
        return page(actor, name or self.url_name, *self.args)

    def item(self, actor: Actor, *, group: Text = "") -> NavItem:
        """The entry as the layouts draw it."""
        badge = self.badge(actor) if self.badge else ""
        live = self.url(actor, self.live) if self.live else ""
        return NavItem(str(self.label), self.url(actor), self.icon, badge=badge, live=live, group=group)


def url_of(actor: Actor, kind: type[Entry], key: str) -> str:
    """The address behind an entry of this kind: for apps that lie below the one that has the page.

    A key that nobody offers is a bug and raises LookupError.
    """
    entry = find_offer(kind, key)
    if entry is None:
        raise LookupError(f"no app offers a {kind.__name__} {key}")
    return entry.url(actor)


@dataclass(frozen=True)
class DeskEntry(Entry):
    """A page in the rail of the desk; a phone shows the first four, and the others behind "More"."""

    #: The title it stands under; entries without one stand first.
    group: Text = field(default="", kw_only=True)
    #: Where pages begin that have no entry of their own and belong to this one: "bookings" is desk/bookings.
    behind: tuple[str, ...] = field(default=(), kw_only=True)
    #: Whether it hears what was done in a sheet over it, and shows it: then the sheet closes (`ui.desk.done`).
    renews: bool = field(default=False, kw_only=True)
    #: Every address of the desk begins with that of its first page, which is open only at its own.
    is_first: bool = field(default=False, kw_only=True)


@dataclass(frozen=True)
class MemberEntry(Entry):
    """A page of a member's own: "me" has one tab for each."""


@dataclass(frozen=True)
class NewEntry(Entry):
    """What the button "New" of the desk makes."""


@dataclass(frozen=True)
class AccountEntry(Entry):
    """A page in the menu behind one's own name."""

    #: For whom, where it is a page of a studio. None: for everybody who has signed in, and the same in every studio.
    whose: Callable[[Actor], bool] | None = field(default=None, kw_only=True)


class HomeColumn(StrEnum):
    """Where a piece of the desk's first page stands."""

    NOTICE = "notice"
    TILE = "tile"
    MAIN = "main"
    SIDE = "side"


@dataclass(frozen=True)
class HomePiece:
    """A tile or a card. Its template gets what the part has read as `facts`, and slug, zone and now."""

    column: HomeColumn
    template: str
    #: Where it stands in its column.
    order: int = 100


@dataclass(frozen=True)
class HomePart(Offer):
    """What an app shows managers on the first page of the desk.

    `read` is asked once for all pieces. It gives the facts of their templates, or None when there is nothing to say.
    Facts say by their repr whether anything has changed: the page renews itself only then.
    """

    read: Callable[[Actor, datetime], Mapping[str, Any] | None]
    pieces: tuple[HomePiece, ...]
    role: Role = field(default=Role.MANAGER, kw_only=True)
    feature: TypedSetting[bool] | None = field(default=None, kw_only=True)

    def is_for(self, actor: Actor) -> bool:
        return actor.can(self.role) and (self.feature is None or actor.setting(self.feature))


@dataclass(frozen=True)
class ChecklistStep(Entry):
    """A step from an empty studio to one that people use; it leads to the page where one takes it."""

    text: Text = field(default="", kw_only=True)
    is_done: Callable[[Actor, datetime], bool] = field(kw_only=True)

"""What the layouts show around a page: who is signed in, where they are, where they can go.

Lists are functions that run when a layout asks for them, once for each request: a fragment costs nothing.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache
from typing import Any, cast

from django.contrib.auth import REDIRECT_FIELD_NAME
from django.http import HttpRequest
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from fitflow.accounts.models import User
from fitflow.core.actor import Actor, Role
from fitflow.core.formats import Formats
from fitflow.core.requests import PageRequest
from fitflow.notify.queries import unread_count
from fitflow.notify.words import badge_text
from fitflow.organizations.queries.studio import entrance_of, studios_of
from fitflow.organizations.settings import BRAND_COLOR, BRAND_NAME
from fitflow.organizations.typed_settings.kinds import Flag
from fitflow.organizations.typed_settings.registry import registry
from fitflow.schedule.settings import CALENDAR_ON, CLASSES_ON
from fitflow.ui.nav import NavItem, with_active


def navigation(request: HttpRequest) -> Mapping[str, Any]:
    """The context processor. What would cost a query is a function; plain words are words."""
    actor: Actor | None = getattr(request, "actor", None)
    shown: dict[str, Any] = {
        "person_name": cache(lambda: person_name(request)),
        "account_items": cache(lambda: account_items(request, actor)),
        "sign_in_url": cache(lambda: sign_in_url(request)),
        "formats": actor.formats if actor is not None else Formats(),
    }
    if actor is not None:
        studio, inside = actor.organization, cast(PageRequest, request)
        shown |= {
            "nav": cache(lambda: desk_nav(inside) if is_desk(inside) else member_nav(inside)),
            "studio_name": actor.setting(BRAND_NAME) or studio.name,
            "studio_url": studio_url(actor),
            "modules": {name: actor.setting(flag) for name, flag in registry().features().items()},
            "zone_label": studio.formats.zone_name,
            "brand_sheet": "" if is_desk(request) else brand_sheet(actor),
        }
    if actor is not None and is_desk(request):
        shown |= {
            "studios": cache(lambda: studios(actor)),
            "new_items": cache(lambda: new_items(actor)),
        }
        if actor.can(Role.MANAGER):
            shown |= {
                "search_url": reverse("organizations:clients", args=[actor.organization.slug]),
                "search_label": _("Search clients"),
            }
    return shown


def studio_url(actor: Actor) -> str:
    """Where the studio's name leads: what it offers, else what one has there."""
    return entrance_of(actor, is_client=actor.client_id is not None)


def is_desk(request: HttpRequest) -> bool:
    """Whether the page is one of the staff's."""
    actor: Actor | None = getattr(request, "actor", None)
    return actor is not None and request.path.startswith(reverse("insights:home", args=[actor.organization.slug]))


def desk_nav(request: PageRequest) -> list[NavItem]:
    """Where staff go, what each may open; empty for whoever does not work here."""
    actor = request.actor
    if not actor.is_staff:
        return []
    slug = actor.organization.slug
    places = [place for place in DESK if may_open(actor, place)]
    found = [
        NavItem(
            _(place.label),
            reverse(place.url_name, args=[slug]),
            place.icon,
            group=_(place.group) if place.group else "",
        )
        for place in places
    ]
    alerts, live = (reverse(name, args=[slug, "desk"]) for name in ("notify:centre", "notify:badge"))
    ungrouped = sum(not place.group for place in places)
    found.insert(ungrouped, NavItem(_("Alerts"), alerts, "bell", badge=badge_text(unread_count(actor)), live=live))
    return with_current(found, request.path)


def may_open(actor: Actor, place: "Place") -> bool:
    """Whether the entry is for this person, in a studio that uses its module."""
    is_on = place.feature is None or actor.setting(place.feature)
    return is_on and (place.role is None or actor.can(place.role))


def with_current(items: list[NavItem], path: str) -> list[NavItem]:
    """The entry whose page, or one behind it, is open. "Today" is only itself, though every address begins with it."""
    first, *others = items
    if path in {first.url, f"{first.url}today", f"{first.url}proof"}:
        return [replace(first, active=True), *others]
    for inside, place in BEHIND.items():
        if path.startswith(f"{first.url}{inside}"):
            path = f"{first.url}{place}"
    return [first, *with_active(others, path)]


@dataclass(frozen=True)
class Place:
    """An entry of the desk's rail, and the right it asks for; without one it is everybody's of the staff."""

    label: str
    url_name: str
    icon: str
    role: Role | None = None
    feature: Flag | None = None
    #: The title it stands under in the rail; alerts follow those without one.
    group: str = ""


CLASSES, STUDIO = gettext_noop("Classes"), gettext_noop("Studio")
#: In the order of the rail; a phone shows the first four, and the others behind "More".
DESK = (
    Place(gettext_noop("Today"), "insights:home", "today"),
    Place(gettext_noop("Calendar"), "planning:calendar", "calendar", feature=CALENDAR_ON),
    Place(gettext_noop("Clients"), "organizations:clients", "users", Role.MANAGER),
    Place(gettext_noop("Credits"), "billing:movements", "coins", Role.MANAGER),
    Place(gettext_noop("Class types"), "schedule:class_types", "dumbbell", Role.MANAGER, CLASSES_ON, CLASSES),
    Place(gettext_noop("Series"), "planning:series", "repeat", feature=CLASSES_ON, group=CLASSES),
    Place(gettext_noop("Policies"), "schedule:policies", "shield", Role.MANAGER, group=CLASSES),
    Place(gettext_noop("Messages"), "notify:log", "mail", Role.MANAGER, group=STUDIO),
    Place(gettext_noop("Share"), "organizations:share", "share", feature=CLASSES_ON, group=STUDIO),
    Place(gettext_noop("Staff"), "organizations:staff", "user-plus", Role.ADMIN, group=STUDIO),
    Place(gettext_noop("Audit trail"), "organizations:audit", "history", Role.ADMIN, group=STUDIO),
    Place(gettext_noop("Settings"), "organizations:settings", "settings", Role.ADMIN, group=STUDIO),
)
#: Pages without an entry of their own, and the entry they belong to.
BEHIND = {
    "sessions": "calendar",
    "bookings": "calendar",
    "invitations": "staff",
}


def new_items(actor: Actor) -> list[NavItem]:
    """What the button "New" makes."""
    slug = actor.organization.slug
    items = []
    if actor.setting(CLASSES_ON):
        items += [
            NavItem(_("Session"), reverse("planning:session-new", args=[slug]), "calendar-plus"),
            NavItem(_("Series"), reverse("planning:series-new", args=[slug]), "repeat"),
        ]
    if actor.can(Role.MANAGER):
        items.append(NavItem(_("Client"), reverse("organizations:client_add", args=[slug]), "user-plus"))
    return items


def studios(actor: Actor) -> list[NavItem]:
    """The switcher; nothing to switch for whoever has one studio."""
    found = studios_of(actor.user_id) if actor.user_id else []
    if len(found) < 2:
        return []
    return [
        NavItem(
            studio.name,
            reverse("insights:home" if studio.is_staff else "booking:mine", args=[studio.slug]),
            active=studio.id == actor.organization_id,
        )
        for studio in found
    ]


def brand_sheet(actor: Actor) -> str:
    """The studio's colour, for the pages its visitors and members see."""
    return reverse("ui:brand", args=[actor.setting(BRAND_COLOR).removeprefix("#").lower()])


def member_nav(request: PageRequest) -> list[NavItem]:
    """A member's places, five where there are classes; empty for whoever is no member of the studio."""
    actor = request.actor
    if actor.client_id is None or actor.user_id is None:
        return []
    slug, unread = actor.organization.slug, unread_count(actor)
    has_classes = actor.setting(CLASSES_ON)
    schedule = NavItem(_("Schedule"), reverse("booking:schedule", args=[slug]), "calendar")
    items = [
        *([schedule] if has_classes else []),
        NavItem(_("My bookings"), reverse("booking:mine", args=[slug]), "ticket"),
        NavItem(_("Wallet"), reverse("billing:wallet", args=[slug]), "wallet"),
        NavItem(
            _("Alerts"),
            reverse("notify:centre", args=[slug, "me"]),
            "bell",
            badge=badge_text(unread),
            live=reverse("notify:badge", args=[slug, "me"]),
        ),
        NavItem(_("Profile"), reverse("organizations:profile", args=[slug]), "user"),
    ]
    return with_active(items, request.path)


def person_name(request: HttpRequest) -> str:
    user = user_of(request)
    return user.get_full_name() if user else ""


def user_of(request: HttpRequest) -> User | None:
    """Who is signed in. A request that was refused before anybody looked who it is has no user at all."""
    user = getattr(request, "user", None)
    return user if user is not None and user.is_authenticated else None


def account_items(request: HttpRequest, actor: Actor | None) -> list[NavItem]:
    """The menu behind one's own name; empty for visitors, who get "Sign in" instead."""
    if user_of(request) is None:
        return []
    items = []
    if actor is not None and actor.client_id is not None:
        items.append(NavItem(_("My bookings"), reverse("booking:mine", args=[actor.organization.slug]), "ticket"))
    if actor is not None and actor.is_staff:
        items.append(NavItem(_("Desk"), reverse("insights:home", args=[actor.organization.slug]), "building"))
        feed = reverse("calendars:desk-feed-address", args=[actor.organization.slug])
        items.append(NavItem(_("Calendar address"), feed, "calendar-plus"))
    return [
        *items,
        NavItem(_("Studios"), reverse("studios"), "layers"),
        NavItem(_("Profile"), reverse("accounts:account"), "user"),
        NavItem(_("Sign out"), reverse("account_logout"), "logout"),
    ]


def sign_in_url(request: HttpRequest) -> str:
    """Signing in leads back to the page one was on."""
    if not hasattr(request, "user"):
        return ""
    back = urlencode({REDIRECT_FIELD_NAME: request.get_full_path()})
    return f"{reverse('account_login')}?{back}"

"""What the layouts show around a page: who is signed in, where they are, where they can go.

Lists are functions that run when a layout asks for them, once for each request: a fragment costs nothing.
"""

from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from typing import Any, cast

from django.contrib.auth import REDIRECT_FIELD_NAME
from django.http import HttpRequest
from django.urls import get_script_prefix, reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from fitflow.accounts.models import User
from fitflow.core.actor import Actor, Role
from fitflow.core.formats import Formats
from fitflow.core.offers import offered
from fitflow.core.requests import PageRequest
from fitflow.organizations.queries.studio import entrance_of, studios_of
from fitflow.organizations.settings import BRAND_COLOR, BRAND_NAME
from fitflow.organizations.typed_settings.registry import registry
from fitflow.ui.hooks import AccountEntry, DeskEntry, MemberEntry, NewEntry
from fitflow.ui.nav import NavItem, with_active
from fitflow.web.addresses import desk_of

#: Where the switcher of studios leads: one may have another role there.
STAFF_HOME, MEMBER_HOME = "insights:home", "booking:mine"


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
    return actor is not None and request.path_info.startswith(desk_of(actor.organization.slug))


def desk_nav(request: PageRequest) -> list[NavItem]:
    """Where staff go, what each may open; empty for whoever does not work here."""
    actor = request.actor
    if not actor.is_staff:
        return []
    entries = by_group([entry for entry in offered(DeskEntry) if entry.is_for(actor)])
    current = current_of(actor, entries, request.path)
    return [replace(entry.item(actor, group=str(entry.group)), active=entry == current) for entry in entries]


def by_group(entries: list[DeskEntry]) -> list[DeskEntry]:
    """Those without a title first, then one title after the other, each where its first entry stands."""
    titles = list(dict.fromkeys(str(entry.group) for entry in entries))
    return sorted(entries, key=lambda entry: titles.index(str(entry.group)) if entry.group else -1)


def current_of(actor: Actor, entries: list[DeskEntry], path: str) -> DeskEntry | None:
    """The entry whose page, or one behind it, is open: the one that names most of the address."""
    best = max(entries, key=lambda entry: opened_by(actor, entry, path), default=None)
    return best if best and opened_by(actor, best, path) else None


def opened_by(actor: Actor, entry: DeskEntry, path: str) -> int:
    """How much of an address says that it belongs to this entry, in letters."""
    desk = f"{get_script_prefix().rstrip('/')}{desk_of(actor.organization.slug)}"
    url = entry.url(actor)
    starts = [f"{desk}{inside}" for inside in entry.behind] + ([] if entry.is_first else [url])
    found = [start for start in starts if path == start or path.startswith(f"{start.rstrip('/')}/")]
    return max(map(len, [*found, url if path == url else ""]))


def new_items(actor: Actor) -> list[NavItem]:
    """What the button "New" makes."""
    return [entry.item(actor) for entry in offered(NewEntry) if entry.is_for(actor)]


def studios(actor: Actor) -> list[NavItem]:
    """The switcher; nothing to switch for whoever has one studio."""
    found = studios_of(actor.user_id) if actor.user_id else []
    if len(found) < 2:
        return []
    return [
        NavItem(
            studio.name,
            reverse(STAFF_HOME if studio.is_staff else MEMBER_HOME, args=[studio.slug]),
            active=studio.id == actor.organization_id,
        )
        for studio in found
    ]


def brand_sheet(actor: Actor) -> str:
    """The studio's colour, for the pages its visitors and members see."""
    return reverse("ui:brand", args=[actor.setting(BRAND_COLOR).removeprefix("#").lower()])


def member_nav(request: PageRequest) -> list[NavItem]:
    """The tabs of a member's own pages; empty for whoever is no member of the studio."""
    actor = request.actor
    if actor.client_id is None or actor.user_id is None:
        return []
    return with_active([entry.item(actor) for entry in offered(MemberEntry) if entry.is_for(actor)], request.path)


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
    return [item for entry in offered(AccountEntry) if (item := account_item(entry, actor))]


def account_item(entry: AccountEntry, actor: Actor | None) -> NavItem | None:
    """One entry, if it is for this person: pages of a studio only while one is in a studio."""
    if entry.whose is None:
        return NavItem(entry.label, reverse(entry.url_name), entry.icon)
    return entry.item(actor) if actor is not None and entry.is_for(actor) and entry.whose(actor) else None


def sign_in_url(request: HttpRequest) -> str:
    """Signing in leads back to the page one was on."""
    if not hasattr(request, "user"):
        return ""
    back = urlencode({REDIRECT_FIELD_NAME: request.get_full_path()})
    return f"{reverse('account_login')}?{back}"

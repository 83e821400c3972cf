"""What the layouts show around a page: who is signed in, where they are, where they can go.

Every value is a function that runs when a layout asks for it, once for each request: a fragment costs nothing.
"""

from collections.abc import Callable, Mapping
from functools import cache
from typing import Any

from django.contrib.auth import REDIRECT_FIELD_NAME
from django.http import HttpRequest
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from fitflow.core.actor import Actor
from fitflow.notify.labels import badge_text
from fitflow.notify.queries import unread_count
from fitflow.ui.nav import NavItem, with_active
from fitflow.ui.times import zone_text


def navigation(request: HttpRequest) -> Mapping[str, Callable[[], Any]]:
    """The context processor."""
    actor: Actor | None = getattr(request, "actor", None)
    shown: dict[str, Callable[[], Any]] = {
        "person_name": lambda: person_name(request),
        "account_items": lambda: account_items(request, actor),
        "sign_in_url": lambda: sign_in_url(request),
    }
    if actor is not None:
        studio = actor.organization
        shown |= {
            "nav": lambda: member_nav(request),
            "studio_name": lambda: actor.setting("branding.logo_text") or studio.name,
            "studio_url": lambda: reverse("booking:schedule", args=[studio.slug]),
            "zone_label": lambda: zone_text(studio.timezone),
        }
    return {name: cache(value) for name, value in shown.items()}


def member_nav(request: HttpRequest) -> list[NavItem]:
    """A member's five places; empty for whoever is no member of the studio."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    if actor.client_id is None or actor.user_id is None:
        return []
    slug, unread = actor.organization.slug, unread_count(actor)
    items = [
        NavItem(_("Schedule"), reverse("booking:schedule", args=[slug]), "calendar"),
        NavItem(_("My bookings"), reverse("booking:mine", args=[slug]), "ticket"),
        NavItem(_("Wallet"), reverse("billing:wallet", args=[slug]), "wallet"),
        NavItem(
            _("News"),
            reverse("notify:centre", args=[slug, "me"]),
            "bell",
            badge=badge_text(unread),
            live=reverse("notify:badge", args=[slug, "me"]),
        ),
        NavItem(_("Profile"), reverse("accounts:account"), "user"),
    ]
    return with_active(items, request.path)


def person_name(request: HttpRequest) -> str:
    return request.user.get_full_name() if request.user.is_authenticated else ""


def account_items(request: HttpRequest, actor: Actor | None) -> list[NavItem]:
    """The menu behind one's own name; empty for visitors, who get "Sign in" instead."""
    if not request.user.is_authenticated:
        return []
    items = []
    if actor is not None and actor.client_id is not None:
        items.append(NavItem(_("My bookings"), reverse("booking:mine", args=[actor.organization.slug]), "ticket"))
    if actor is not None and actor.is_staff:
        items.append(NavItem(_("Desk"), f"/s/{actor.organization.slug}/desk/", "building"))
    return [
        *items,
        NavItem(_("Profile"), reverse("accounts:account"), "user"),
        NavItem(_("Sign out"), reverse("account_logout"), "logout"),
    ]


def sign_in_url(request: HttpRequest) -> str:
    """Signing in leads back to the page one was on."""
    back = urlencode({REDIRECT_FIELD_NAME: request.get_full_path()})
    return f"{reverse('account_login')}?{back}"

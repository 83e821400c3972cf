"""The notification centre of whoever is signed in: what is new, and what they want to hear of."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.cache import get_conditional_response, patch_cache_control
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST, require_safe

from fitflow.core.actor import INSIDERS
from fitflow.core.doors import idempotent
from fitflow.core.pages import page
from fitflow.core.paging import next_url
from fitflow.core.requests import PageRequest
from fitflow.notify import forms, queries, services, words
from fitflow.notify.models import Message
from fitflow.organizations.doors import allow
from fitflow.ui.htmx import see_other
from fitflow.ui.nav import NavItem

LAYOUTS = {"me": "ui/member.html", "desk": "ui/desk.html"}


@require_safe
@allow(*INSIDERS)
def centre(request: PageRequest, side: str) -> HttpResponse:
    """The list, newest first; unread ones alone if asked."""
    actor = request.actor
    only_unread = request.GET.get("show") == "unread"
    part = queries.inbox_part(actor, only_unread=only_unread, cursor=request.GET.get("cursor", ""))
    unread = queries.unread_shown(actor)
    here = page(actor, "notify:centre", side)
    tabs = [
        NavItem(_("All"), here, active=not only_unread),
        NavItem(_("Unread"), f"{here}?show=unread", active=only_unread, badge=words.badge_text(unread)),
    ]
    context = {
        "layout": LAYOUTS[side],
        "side": side,
        "notifications": part.rows,
        "next_url": next_url(request, part.next) or "",
        "tabs": tabs,
        "unread": unread,
        "only_unread": only_unread,
        "slug": actor.organization.slug,
    }
    return render(request, "notify/centre.html", context)


@require_GET
@allow(*INSIDERS)
def badge(request: PageRequest, side: str) -> HttpResponse:
    """The number of unread ones, which navigation asks for once a minute; 304 while nothing changed."""
    actor = request.actor
    look = "dot-badge" if request.GET.get("look") == "dot-badge" else "count"
    text = words.badge_text(queries.unread_shown(actor))
    etag = f'"{actor.user_id}-{side}-{look}-{text}"'
    response = render(request, "notify/badge.html", {"badge": text, "look": look})
    response["ETag"] = etag
    patch_cache_control(response, private=True, no_cache=True)
    return get_conditional_response(request, etag=etag, response=response) or response


@require_POST
@allow(*INSIDERS)
@idempotent
def mark_read(request: PageRequest, side: str) -> HttpResponse:
    """Mark one read (and go where it leads), or all of them."""
    actor = request.actor
    here = page(actor, "notify:centre", side)
    if "id" not in request.POST:
        services.mark_read(actor, ids=None, now=request.now)
        return see_other(request, here)
    message: Message = queries.inbox(actor).one(pk=forms.read_id(request.POST["id"]))
    services.mark_read(actor, ids=[message.pk], now=request.now)
    return see_other(request, message.url if "open" in request.POST and message.url else here)


@allow(*INSIDERS)
@idempotent
def preferences(request: PageRequest, side: str) -> HttpResponse:
    """Which messages come by which channel."""
    actor = request.actor
    wishes = queries.wishes(actor)
    if request.method == "POST":
        services.choose_messages(actor, choices=forms.choices_from(request.POST, wishes), now=request.now)
        messages.success(request, _("Your choices are kept."))
        return redirect(page(actor, "notify:preferences", side))
    groups: dict[str, list[queries.Wish]] = {}
    for wish in wishes:
        groups.setdefault(wish.kind.key, []).append(wish)
    context = {
        "layout": LAYOUTS[side],
        "side": side,
        "kinds": list(groups.values()),
        "slug": actor.organization.slug,
    }
    return render(request, "notify/preferences.html", context)

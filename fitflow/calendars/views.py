"""Calendars to subscribe to: the secret address of a client or a trainer, the page that shows it, a new one."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.contrib import messages
from django.core.exceptions import ObjectDoesNotExist
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from fitflow.calendars.queries import (
    FeedOwner,
    Holder,
    client_calendar,
    client_feed,
    feed_address,
    feed_owner,
    has_calendar,
    staff_feed,
    trainer_calendar,
)
from fitflow.calendars.services import renew_feed
from fitflow.core.actor import STAFF, Actor, Role
from fitflow.core.doors import idempotent, public
from fitflow.core.errors import NotFound
from fitflow.core.etags import with_etag
from fitflow.core.pages import page
from fitflow.core.requests import PageRequest
from fitflow.core.tenancy import tenant
from fitflow.organizations.doors import allow, refusal_page
from fitflow.organizations.queries.directory import system_actor
from fitflow.ui.htmx import render_page, see_other

CALENDAR = "text/calendar; charset=utf-8"


@require_safe
@public
def feed(request: PageRequest, token: str) -> HttpResponse:
    """The calendar behind a secret address; nothing is sent while nothing has changed."""
    try:
        owner = feed_owner(token)
        with calendar_door(owner) as actor:
            make = client_calendar if owner.holder is Holder.CLIENT else trainer_calendar
            return with_etag(request, make(actor, now=request.now), CALENDAR)
    except NotFound as refusal:
        return refusal_page(request, refusal)


@contextmanager
def calendar_door(owner: FeedOwner) -> Iterator[Actor]:
    """Opens the studio for whoever holds the newest address, with the rights of its owner and nothing more."""
    with tenant(owner.organization_id):
        try:
            studio = system_actor(owner.organization_id).organization
        except ObjectDoesNotExist as error:
            raise NotFound from error
        is_client = owner.holder is Holder.CLIENT
        actor = Actor(
            organization=studio,
            roles=frozenset({Role.CLIENT if is_client else Role.TRAINER}),
            client_id=owner.id if is_client else None,
            staff_id=None if is_client else owner.id,
        )
        if not has_calendar(actor, owner):
            raise NotFound(_("This calendar address has ended, or was replaced by a new one."))
        yield actor


@require_safe
@allow(Role.CLIENT)
def own_address(request: PageRequest) -> HttpResponse:
    """The member's secret address."""
    return _address(request, client_feed(request.actor), "calendars:feed-renew", "ui/member.html")


@require_safe
@allow(*STAFF)
def staff_address(request: PageRequest) -> HttpResponse:
    """The trainer's secret address."""
    return _address(request, staff_feed(request.actor), "calendars:desk-feed-renew", "ui/desk.html")


def _address(request: PageRequest, owner: FeedOwner | None, renew: str, layout: str) -> HttpResponse:
    if owner is None:
        raise NotFound
    actor = request.actor
    address = feed_address(owner)
    context = {
        "slug": actor.organization.slug,
        "layout": layout,
        "address": address,
        "webcal": f"webcal:{address.partition(':')[2]}",
        "renew_url": page(actor, renew),
        "is_staff_page": owner.holder is Holder.STAFF,
    }
    return render_page(request, "calendars/feed.html", context)


@require_POST
@allow(Role.CLIENT)
@idempotent
def renew_own(request: PageRequest) -> HttpResponse:
    """A new address; the old one stops working."""
    return _renew(request, client_feed(request.actor), "calendars:feed-address")


@require_POST
@allow(*STAFF)
@idempotent
def renew_staff(request: PageRequest) -> HttpResponse:
    return _renew(request, staff_feed(request.actor), "calendars:desk-feed-address")


def _renew(request: PageRequest, owner: FeedOwner | None, back: str) -> HttpResponse:
    if owner is None:
        raise NotFound
    renew_feed(request.actor, owner=owner, now=request.now)
    messages.success(request, _("Here is the new address. The old one no longer works."))
    return see_other(request, page(request.actor, back))

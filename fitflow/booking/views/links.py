"""What the links in messages open: GET shows, POST acts, nobody signs in. The link says who acts, and on what."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from functools import wraps
from typing import Any
from uuid import UUID

from django.core.exceptions import ObjectDoesNotExist
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from fitflow.booking.forms.cancelling import shown_percent, shown_refund
from fitflow.booking.forms.expected import shown_facts
from fitflow.booking.links import CANCEL, LEAVE, MOVE, OFFER, cancel_link, move_link
from fitflow.booking.models import Booking
from fitflow.booking.queries.bookings import cancellation_quote
from fitflow.booking.queries.member import held_spot, moved_on, own_booking, own_wait, payment_of
from fitflow.booking.queries.public import card_of, next_free, terms_of
from fitflow.booking.queries.sessions import SessionRow
from fitflow.booking.queries.waitlist import skip_words
from fitflow.booking.rules.cancellation import refund_words
from fitflow.booking.rules.shown import Shown
from fitflow.booking.services.bookings import cancel_booking
from fitflow.booking.services.holds import confirm_hold, release_hold
from fitflow.booking.services.waitlist import leave_waitlist
from fitflow.booking.views.changing import change_context, is_movable, move, target_of
from fitflow.booking.views.shared import changes_of, changes_of_booking
from fitflow.core.actor import Actor, Role
from fitflow.core.doors import View, idempotent, public
from fitflow.core.errors import Invalid, NotFound, Refused
from fitflow.core.problems import as_refusal
from fitflow.core.requests import PageRequest
from fitflow.core.tenancy import tenant
from fitflow.notify.links import Link, read_link
from fitflow.notify.refusals import LinkExpired
from fitflow.organizations.doors import refusal_page
from fitflow.organizations.queries.clients import own_record
from fitflow.organizations.queries.directory import system_actor
from fitflow.schedule.settings import CLASSES_ON
from fitflow.ui.htmx import SeeOther, render_page


@contextmanager
def client_door(link: Link) -> Iterator[Actor]:
    """Opens the studio for the client a link was written to, with a client's rights. Events name the client."""
    with tenant(link.organization_id):
        try:
            studio = system_actor(link.organization_id).organization
        except ObjectDoesNotExist as error:
            raise NotFound from error
        actor = Actor(organization=studio, roles=frozenset({Role.CLIENT}), client_id=link.client_id)
        client = own_record(actor)
        if client.archived_at is not None or client.link_version != link.version:
            raise LinkExpired(_("This link has ended. Sign in to see where things stand."))
        yield actor


def by_link(view: View) -> View:
    """Reads the link, opens the studio, and turns refusals into pages in plain words."""

    @wraps(view)
    def opened(request: Any, token: str) -> HttpResponse:
        try:
            link = read_link(token, now=request.now)
            with client_door(link) as actor:
                request.actor = actor
                return kept_private(view(request, link=link))
        except Exception as error:  # Only expected refusals become pages; everything else is raised again.
            refusal = as_refusal(error)
            if refusal is None:
                raise
            return refusal_page(request, refusal)

    return opened


def kept_private(response: HttpResponse) -> HttpResponse:
    """Whoever holds the address may act: no cache keeps the page, no search engine lists it."""
    response["Cache-Control"] = "private, no-store"
    response["X-Robots-Tag"] = "noindex"
    return response


@require_http_methods(["GET", "HEAD", "POST"])
@public
@by_link
@idempotent
def act(request: PageRequest, link: Link) -> HttpResponse:
    """The page behind every personal link of booking."""
    pages = {CANCEL: _cancel, MOVE: _move, OFFER: _offer, LEAVE: _leave}
    if link.purpose not in pages:
        raise NotFound
    return pages[link.purpose](request, link)


def _cancel(request: PageRequest, link: Link) -> HttpResponse:
    actor, now = request.actor, request.now
    refusal: Refused | None = None
    if request.method == "POST":
        try:
            cancel_booking(
                actor, booking_id=link.entity_id, expected=shown_facts(request.POST),
                expected_refund=shown_refund(request.POST), expected_percent=shown_percent(request.POST), now=now,
            )  # fmt: skip
            return SeeOther(request.path)
        except Refused as error:
            refusal = error
    booking = own_booking(actor, link.entity_id)
    is_open = booking.status == Booking.Status.CONFIRMED and now < booking.session.starts_at
    quote = cancellation_quote(actor, booking.pk, now=now)
    refund = quote.decision, booking.credits, quote.credits_refunded
    context = {
        "booking": booking,
        "card": card_of(actor, booking.session_id, now=now),
        "quote": quote if is_open else None,
        "changes": changes_of_booking(actor, refusal, booking),
        **_moved_on(actor, booking, now=now),
        "refund_words": refund_words(*refund, actor.formats) if is_open else "",
    }
    return _show(request, "booking/links/cancel.html", context, refusal)


def _moved_on(actor: Actor, booking: Booking, *, now: datetime) -> dict[str, Any]:
    """Where the booking of an older mail went, and the links that cancel and move it there."""
    moved = moved_on(actor, booking)
    if moved is None:
        return {}
    if moved.status != Booking.Status.CONFIRMED or now >= moved.session.starts_at:
        return {"moved_on": moved}
    client, starts_at = own_record(actor), moved.session.starts_at
    return {
        "moved_on": moved,
        "moved_url": cancel_link(client, booking_id=moved.pk, starts_at=starts_at),
        "moved_change_url": move_link(client, booking_id=moved.pk, starts_at=starts_at),
    }


def _move(request: PageRequest, link: Link) -> HttpResponse:
    """Other times of the class, then what the chosen one would change, then the move."""
    actor, now = request.actor, request.now
    booking, target = own_booking(actor, link.entity_id), target_of(request=request)
    refusal: Refused | None = None
    if request.method == "POST" and target is not None:
        _refuse_while_off(actor)
        try:
            move(booking, target, request=request)
            return SeeOther(request.path)
        except Refused as error:
            refusal = error
    is_open = is_movable(booking, request.now)
    card = card_of(actor, booking.session_id, now=now)
    context = {"booking": booking, "card": card, "is_open": is_open, **_moved_on(actor, booking, now=now)}
    if is_open and actor.setting(CLASSES_ON):
        context |= change_context(booking, request=request, refusal=refusal)
        context["leave_url"] = cancel_link(own_record(actor), booking_id=booking.pk, starts_at=booking.starts_at)
    return _show(request, "booking/links/move.html", context, refusal)


def _refuse_while_off(actor: Actor) -> None:
    """A studio that offers no classes any more moves nobody into one; the page says so."""
    if not actor.setting(CLASSES_ON):
        raise NotFound(_("This studio does not use this."))


def _offer(request: PageRequest, link: Link) -> HttpResponse:
    """Takes the offered spot, or declines it."""
    actor, now = request.actor, request.now
    refusal: Refused | None = None
    if request.method == "POST":
        try:
            _answer(actor, link.entity_id, request.POST, now=now)
            return SeeOther(request.path)
        except Refused as error:
            refusal = error
    held = held_spot(actor, link.entity_id, now=now)
    row, shown = held.card.row, held.hold.shown
    terms = terms_of(actor, row.id, spot=row.my_label or "", shown=shown if held.is_live else None, now=now)
    context = {
        "held": held,
        "card": held.card,
        "cancel_url": _cancel_url(actor, row),
        "why_skipped": skip_words(row.my_skip_reason or ""),
        "is_declined": held.hold.status == held.hold.Status.RELEASED,
        "payment": payment_of(actor, row, now=now) if held.is_live else None,
        "terms": terms,
        "changes": changes_of(actor, refusal, held.card, terms, shown=shown),
        "others": [] if held.is_live or held.card.state is Shown.BOOKED else next_free(actor, row, now=now),
    }
    return _show(request, "booking/links/offer.html", context, refusal)


def _answer(actor: Actor, hold_id: UUID, answers: Mapping[str, str], *, now: datetime) -> None:
    wish = answers.get("do", "take")
    if wish == "decline":
        release_hold(actor, hold_id=hold_id, now=now)
    elif wish == "take":
        confirm_hold(actor, hold_id=hold_id, expected=shown_facts(answers), now=now)
    else:
        raise Invalid.field("do", _("Choose one of %(names)s.") % {"names": "take, decline"})


def _cancel_url(actor: Actor, row: SessionRow) -> str:
    """Who took the spot by a link can give it back by one."""
    if row.my_booking_id is None:
        return ""
    return cancel_link(own_record(actor), booking_id=row.my_booking_id, starts_at=row.starts_at)


def _leave(request: PageRequest, link: Link) -> HttpResponse:
    actor, now = request.actor, request.now
    entry = own_wait(actor, link.entity_id)
    refusal: Refused | None = None
    if request.method == "POST":
        try:
            leave_waitlist(actor, session_id=entry.session_id, now=now)
        except NotFound:
            refusal = None  # Left before: the page below says so.
        except Refused as error:
            refusal = error
        else:
            return SeeOther(request.path)
    card = card_of(actor, entry.session_id, now=now)
    return _show(request, "booking/links/leave.html", {"entry": entry, "card": card}, refusal)


def _show(request: PageRequest, template: str, context: dict[str, Any], refusal: Refused | None) -> HttpResponse:
    studio = request.actor.organization
    shown = {
        "slug": studio.slug,
        "now": request.now,
        "refusal": refusal,
        "studio_words": _("%(studio)s · no need to sign in") % {"studio": studio.name},
        **context,
    }
    return render_page(request, template, shown, status=refusal.status if refusal else 200)

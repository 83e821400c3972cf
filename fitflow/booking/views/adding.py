"""Bringing somebody into a session: a search, then a spot, the waiting list, or one spot more with a reason."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST
from django_htmx.middleware import HtmxDetails

from fitflow.booking.forms.desk import NewcomerForm, ReasonForm
from fitflow.booking.queries.access import run_session
from fitflow.booking.queries.candidates import Candidate, candidate_of, candidates
from fitflow.booking.queries.sessions import session_on_schedule
from fitflow.booking.refusals import PeopleWait, SessionFull
from fitflow.booking.services.holds import book_spot
from fitflow.booking.services.roster import book_extra_spot
from fitflow.booking.services.waitlist import join_waitlist, leave_waitlist
from fitflow.booking.settings import WAITLIST_ON
from fitflow.core.actor import STAFF, Actor, Role
from fitflow.core.doors import idempotent
from fitflow.core.errors import Invalid, Refused
from fitflow.core.pages import page
from fitflow.core.requests import PageRequest
from fitflow.organizations.doors import allow, while_on
from fitflow.organizations.services.clients import add_client
from fitflow.organizations.words import words_of
from fitflow.ui.desk import desk, done
from fitflow.ui.forms import show_refusal, submit
from fitflow.ui.htmx import is_sheet, render_page

TEMPLATE = "booking/desk/add.html"
FOUND, NEW = "found", "new"


@require_http_methods(["GET", "HEAD", "POST"])
@allow(*STAFF)
@idempotent
def add(request: PageRequest, session_id: UUID) -> HttpResponse:
    """Looks for a client (GET with `q`), then puts them in (POST with `client` and `how`)."""
    if request.method == "POST":
        return _take_new(request, session_id) if request.POST.get("how") == NEW else _take(request, session_id)
    text = request.GET.get("q", "")
    return _show(request, session_id, text=text, found=candidates(request.actor, session_id, text))


def _take(request: PageRequest, session_id: UUID) -> HttpResponse:
    actor, data = request.actor, request.POST
    who = candidate_of(actor, session_id, _client_id(data.get("client", "")))
    form = ReasonForm(data if data.get("how") == "extra" else None, formats=actor.formats)
    try:
        text = _put_in(request, session_id, who, form)
    except Invalid as refusal:
        if not form.is_bound:
            raise
        show_refusal(form, refusal)
        return _show(request, session_id, found=[who], form=form, status=422)
    except Refused as refusal:
        words = staff_words(actor, refusal, who, session_on_schedule(actor, session_id).cost_credits)
        return _show(request, session_id, found=[who], form=form, refusal=refusal, words=words, status=refusal.status)
    return done(actor, page(actor, "booking:desk-session", session_id), text, request=request, stays=True)


def _take_new(request: PageRequest, session_id: UUID) -> HttpResponse:
    """Somebody who is here for the first time: their record, and the spot, by one press.

    Where nothing pays for the spot the record stays: the desk gives credits, and books.
    """
    actor = request.actor
    run_session(actor, session_id)
    form = NewcomerForm(request.POST, formats=actor.formats)
    came = submit(request, form, lambda data: add_client(actor, now=request.now, **data))
    if not came.is_done:
        return _show(request, session_id, found=[], newcomer=form, status=came.status)
    who = candidate_of(actor, session_id, came.result.pk)
    try:
        book_spot(actor, session_id=session_id, client_id=who.client.pk, now=request.now)
    except Refused as refusal:
        words = staff_words(actor, refusal, who, session_on_schedule(actor, session_id).cost_credits)
        return _show(request, session_id, found=[who], refusal=refusal, words=words, status=refusal.status)
    text = _("%(name)s is added and booked.") % {"name": who.client.name}
    return done(actor, page(actor, "booking:desk-session", session_id), text, request=request, stays=True)


def _client_id(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError as error:
        raise Invalid.field("client", _("Choose a client of the list.")) from error


def _put_in(request: PageRequest, session_id: UUID, who: Candidate, form: ReasonForm) -> str:
    """Does it, and says what was done."""
    actor, how, name = request.actor, request.POST.get("how", "book"), {"name": who.client.name}
    values: dict[str, Any] = {"session_id": session_id, "client_id": who.client.pk, "now": request.now}
    if how == "wait":
        joined = join_waitlist(actor, **values)
        if joined.refusal is not None:
            raise joined.refusal
        return _("%(name)s is on the waiting list, number %(place)d.") % {**name, "place": joined.position}
    if how == "extra":
        reason = form.cleaned_data["reason"] if form.is_valid() else ""
        book_extra_spot(actor, reason=reason, **values)
        return _("%(name)s has an extra place.") % name
    book_spot(actor, **values)
    return _("%(name)s is booked.") % name


def staff_words(actor: Actor, refusal: Refused, who: Candidate, cost: Any) -> str:
    """A refusal is worded for the client; staff read it about the client."""
    facts = {
        "name": who.client.name,
        "credits": actor.formats.number(who.credits),
        "cost": actor.formats.number(cost),
        "state": str(words_of(who.client).label).lower(),
    }
    said = {
        "no_entitlement": _("%(name)s has %(credits)s credits for this, and it costs %(cost)s."),
        "client_inactive": _("%(name)s is %(state)s, and cannot book."),
        "overlapping_booking": _("%(name)s has another class at that time."),
        "already_booked": _("%(name)s is booked already."),
        "already_held": _("%(name)s is just booking it."),
        "session_full": _("All places are taken."),
    }
    return said[refusal.code] % facts if refusal.code in said else refusal.message


def _show(
    request: PageRequest,
    session_id: UUID,
    *,
    found: list[Candidate],
    text: str = "",
    form: ReasonForm | None = None,
    newcomer: NewcomerForm | None = None,
    refusal: Refused | None = None,
    words: str = "",
    status: int = 200,
) -> HttpResponse:
    actor = request.actor
    code = refusal.code if refusal else ""
    form = form or ReasonForm(formats=actor.formats)
    row = session_on_schedule(actor, session_id)
    is_refused = code in (SessionFull.code, PeopleWait.code)
    context = desk(
        actor,
        row=row,
        here=page(actor, "booking:desk-add", session_id),
        back_url=page(actor, "booking:desk-session", session_id),
        found=found,
        text=text,
        form=form,
        refusal=refusal,
        words=words,
        is_full=is_refused or form.is_bound or not row.open_spots,
        may_extra=code != PeopleWait.code and row.occupied >= row.capacity,
        is_asked=bool(text.strip()),
        newcomer=newcomer or NewcomerForm(formats=actor.formats, initial=NewcomerForm.read(text)),
        is_newcomer_open=newcomer is not None or bool(text.strip()) and not found,
        can_give=actor.can(Role.MANAGER) and code == "no_entitlement",
        in_sheet=is_sheet(request) or HtmxDetails(request).target == FOUND,
    )
    part = FOUND if HtmxDetails(request).target == FOUND else "sheet"
    return render_page(request, TEMPLATE, context, part=part, status=status)


@require_POST
@allow(*STAFF)
@while_on(WAITLIST_ON)
@idempotent
def leave(request: PageRequest, session_id: UUID) -> HttpResponse:
    """Takes somebody off the waiting list."""
    actor: Actor = request.actor
    run_session(actor, session_id)
    leave_waitlist(actor, session_id=session_id, client_id=_client_id(request.POST.get("client", "")), now=request.now)
    here = page(actor, "booking:desk-session", session_id)
    return done(actor, here, _("Taken off the waiting list."), request=request, stays=True)

"""Taking a spot: hold, confirm, give back; and waiting for one."""

from typing import Any
from uuid import UUID

import orjson
from django.http import HttpResponse
from django.utils.translation import gettext as _
from drf_spectacular.utils import PolymorphicProxySerializer, extend_schema
from rest_framework.decorators import api_view
from rest_framework.response import Response

from fitflow.booking.forms import schema
from fitflow.booking.forms.api import BookIn, ConfirmIn, HoldIn, WaitingClientIn
from fitflow.booking.forms.expected import expected_in
from fitflow.booking.queries.access import run_session, session_of
from fitflow.booking.queries.waitlist import own_entry, waitlist_of
from fitflow.booking.refusals import (
    CONFIRMING,
    TAKING,
    WORDS_BY_CODE,
    AlreadyBooked,
    AlreadyHeld,
    ClientInactive,
    NotOpen,
    SessionNotFull,
    WaitlistOff,
)
from fitflow.booking.rules.agreed import Agreed
from fitflow.booking.services.engine import hold_by_key
from fitflow.booking.services.holds import Held, book_spot, confirm_hold, hold_spot, release_hold
from fitflow.booking.services.waitlist import join_waitlist, leave_waitlist
from fitflow.booking.settings import WAITLIST_ON
from fitflow.core.actor import INSIDERS, STAFF, Actor, Role
from fitflow.core.doors import api_key, idempotent, refuses
from fitflow.core.errors import Invalid
from fitflow.core.idempotency import Answer, Key, answer_once, fingerprint
from fitflow.core.problems import problem, refused_answer, respond, to_json
from fitflow.core.requests import ApiRequest
from fitflow.core.shapes import answer, read, read_query, written
from fitflow.organizations.doors import allow, opens_itself, while_on
from fitflow.schedule.settings import CLASSES_ON

TAG, WAITING, DESK = ["Places"], ["Waiting lists"], ["Sessions (staff)"]
#: The queue for whoever runs the session, the own entry for a client.
LINE = PolymorphicProxySerializer("WaitlistOut", [schema.WaitlistOut, schema.WaitingOut], resource_type_field_name=None)


@extend_schema(
    operation_id="sessions_hold", tags=TAG, request=HoldIn, responses={201: schema.HeldOut, 200: schema.HeldOut}
)
@refuses(*TAKING)
@api_view(["POST"])
@opens_itself(Role.CLIENT)
def hold(request: ApiRequest, session_id: UUID) -> HttpResponse:
    """Keeps a place until a deadline; again gives the same hold (200). Not if it is no longer as `expected`."""
    # The hot path: door, key, claim and stored answer are one call to the database.
    asked = read(HoldIn, request.data) if request.data else {}
    print_ = fingerprint("POST", request.path, request.data)
    spot, expected = asked.get("spot"), expected_in(asked)
    key, slug = api_key(request), request.headers.get("X-Organization") or None
    answer = hold_by_key(
        request.user.pk, getattr(request.user, "token_version", None), slug, key, print_, session_id,
        spot, expected,
    )  # fmt: skip
    if answer is None:
        served: HttpResponse = hold_after_settling(request, session_id, spot, expected, key, print_)
        return served
    body = worded(answer.status, answer.body) if answer.status >= 400 else answer.body
    return respond(answer.status, body, replayed=answer.replayed, retry_after=answer.retry_after)


@allow(Role.CLIENT)
def hold_after_settling(
    request: ApiRequest, session_id: UUID, spot: int | None, expected: Agreed | None, key: str, print_: bytes
) -> HttpResponse:
    """People wait: serve them first, then look again, in one transaction (docs/design.md section 5)."""
    actor = request.actor

    def work() -> Answer:
        held = hold_spot(actor, session_id=session_id, spot=spot, expected=expected, now=request.now)
        return hold_answer(held)

    once = Key(actor.organization_id, str(actor.user_id), key, print_)
    answer = answer_once(once, work, refused_answer)
    return respond(answer.status, answer.body, replayed=answer.replayed)


def hold_answer(held: Held) -> Answer:
    """A refusal of the claim is an answer: it commits with what the look moved."""
    if held.refusal is not None:
        return refused_answer(held.refusal)
    return Answer(201 if held.is_new else 200, to_json(written(schema.HeldOut, held)))


def worded(status: int, body: str) -> str:
    """The database stores a refusal as its code; the words are added on the way out."""
    known: dict[str, Any] = orjson.loads(body)
    if "status" in known:
        return body
    code = known.pop("code")
    return to_json(problem(status, code, str(WORDS_BY_CODE.get(code, "")), **known))


@extend_schema(
    operation_id="holds_confirm",
    tags=TAG,
    request=ConfirmIn,
    responses={201: schema.ConfirmedOut, 200: schema.ConfirmedOut},
)
@refuses(*CONFIRMING)
@api_view(["POST"])
@allow(*INSIDERS)
@idempotent
def confirm(request: ApiRequest, hold_id: UUID) -> Response:
    """Turns a live hold into a booking, if everything is still as the hold says, or as `expected` does."""
    asked = read(ConfirmIn, request.data)
    confirmed = confirm_hold(request.actor, hold_id=hold_id, expected=expected_in(asked), now=request.now)
    return answer(schema.ConfirmedOut, confirmed, status=201 if confirmed.is_new else 200, actor=request.actor)


@extend_schema(operation_id="holds_release", tags=TAG, request=None, responses={204: None})
@refuses(AlreadyBooked)
@api_view(["DELETE"])
@allow(*INSIDERS)
@idempotent
def release(request: ApiRequest, hold_id: UUID) -> Response:
    """Gives a held place back."""
    release_hold(request.actor, hold_id=hold_id, now=request.now)
    return Response(status=204)


@extend_schema(
    operation_id="admin_sessions_book",
    tags=DESK,
    request=BookIn,
    responses={201: schema.ConfirmedOut, 200: schema.ConfirmedOut},
)
@refuses(*TAKING, *CONFIRMING)
@api_view(["POST"])
@allow(*STAFF)
@idempotent
def book(request: ApiRequest, session_id: UUID) -> Response:
    """Staff book a client: the same claim, confirmed at once."""
    asked = read(BookIn, request.data)
    confirmed = book_spot(
        request.actor,
        session_id=session_id,
        client_id=asked["client"],
        spot=asked.get("spot"),
        expected=expected_in(asked),
        now=request.now,
    )
    return answer(schema.ConfirmedOut, confirmed, status=201 if confirmed.is_new else 200, actor=request.actor)


@extend_schema(operation_id="waitlist_read", tags=WAITING, responses=LINE, methods=["GET"])
@extend_schema(
    operation_id="waitlist_leave",
    tags=WAITING,
    request=None,
    parameters=[WaitingClientIn],
    responses={204: None},
    methods=["DELETE"],
)
@refuses(AlreadyBooked, on="DELETE")
@api_view(["GET", "DELETE"])
@allow(*INSIDERS)
@while_on(WAITLIST_ON, CLASSES_ON)
def waitlist(request: ApiRequest, session_id: UUID) -> HttpResponse:
    """Staff: the queue; a client: the own place in it. DELETE leaves it, or takes a client (`?client=`) off it."""
    if request.method == "DELETE":
        return _leave(request, session_id=session_id)
    if request.actor.client_id is not None and not session_of(request.actor, session_id).is_run_by(request.actor):
        return answer(schema.WaitingOut, own_entry(request.actor, session_id))
    return answer(schema.WaitlistOut, {"results": waitlist_of(request.actor, session_id), "next": None})


@idempotent
def _leave(request: ApiRequest, session_id: UUID) -> Response:
    client_id = waiting_client(request.actor, session_id, read_query(WaitingClientIn, request.query_params))
    leave_waitlist(request.actor, session_id=session_id, client_id=client_id, now=request.now)
    return Response(status=204)


def waiting_client(actor: Actor, session_id: UUID, asked: dict[str, Any]) -> UUID | None:
    """Whom it is about: None is oneself. Staff, who do not wait themselves, have to name somebody."""
    client_id: UUID | None = asked.get("client")
    if client_id is None and actor.client_id is None:
        run_session(actor, session_id)
        raise Invalid.field("client", _("Name the client this is about."))
    return client_id


@extend_schema(
    operation_id="waitlist_join",
    tags=WAITING,
    request=WaitingClientIn,
    responses={201: schema.JoinedOut, 200: schema.JoinedOut},
)
@refuses(AlreadyBooked, AlreadyHeld, NotOpen, ClientInactive, SessionNotFull, WaitlistOff)
@api_view(["POST"])
@allow(*INSIDERS)
@while_on(WAITLIST_ON, CLASSES_ON)
@idempotent
def join(request: ApiRequest, session_id: UUID) -> HttpResponse:
    """Waits for a place in a full session. Staff put a client on the list: `{client}`."""
    client_id = waiting_client(request.actor, session_id, read(WaitingClientIn, request.data))
    joined = join_waitlist(request.actor, session_id=session_id, client_id=client_id, now=request.now)
    if joined.refusal is not None:
        refused = refused_answer(joined.refusal)
        return respond(refused.status, refused.body)
    position = {"position": joined.position, "session": session_id}
    return answer(schema.JoinedOut, position, status=201 if joined.is_new else 200)

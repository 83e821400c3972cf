"""The API's doors between records and logins: what waits for me, my answer, and what the studio separates."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from drf_spectacular.utils import extend_schema
from rest_framework.decorators import api_view
from rest_framework.response import Response

from fitflow.accounts.doors import signed_in
from fitflow.core.actor import Actor, Role
from fitflow.core.doors import idempotent, refuses
from fitflow.core.requests import ApiRequest
from fitflow.core.shapes import answer
from fitflow.core.tenancy import HOUSE, tenant
from fitflow.organizations.api.clients import client_answer
from fitflow.organizations.doors import allow
from fitflow.organizations.forms.clients_api import ClientOut, RecordJoinedOut, WaitingListOut
from fitflow.organizations.queries.directory import house
from fitflow.organizations.queries.logins import waiting_records
from fitflow.organizations.refusals import NobodyJoined
from fitflow.organizations.services.client_logins import join_record
from fitflow.organizations.services.separating import readmit_client, refuse_record, separate_client

TAG, DESK = ["Studio"], ["Clients"]


@extend_schema(operation_id="records", tags=TAG, responses=WaitingListOut)
@api_view(["GET"])
@signed_in
def records(request: Any) -> Response:
    """Studios that have a record with an address of this login, which nobody has joined with. Answer by join or refuse.

    Until then nothing follows from it.
    """
    return answer(WaitingListOut, {"results": waiting_records(request.account.pk), "next": None})


@extend_schema(operation_id="record_join", tags=TAG, request=None, responses={201: RecordJoinedOut})
@api_view(["POST"])
@signed_in
def join(request: Any, client_id: UUID) -> HttpResponse:
    """ "This is me": the login is a client of that studio from now on. The slug goes into X-Organization."""
    return _of_the_house(request, _join, client_id)


@extend_schema(operation_id="record_refuse", tags=TAG, request=None, responses={204: None})
@api_view(["POST"])
@signed_in
def refuse(request: Any, client_id: UUID) -> HttpResponse:
    """ "Not me": the record loses the address, the studio hears of it, and this login is not asked about it again."""
    return _of_the_house(request, _refuse, client_id)


def _of_the_house(request: Any, act: Any, client_id: UUID) -> HttpResponse:
    """Whoever belongs to no studio yet keeps their keys with the house."""
    with tenant(HOUSE):
        request.actor = Actor(house(), user_id=request.account.pk)
        served: HttpResponse = act(request, client_id)
        return served


@idempotent
def _join(request: Any, client_id: UUID) -> Response:
    joined = join_record(request.account, client_id=client_id, now=request.now)
    return answer(RecordJoinedOut, {"client_id": joined.client_id, "studio": joined.organization}, status=201)


@idempotent
def _refuse(request: Any, client_id: UUID) -> Response:
    refuse_record(request.account, client_id=client_id, now=request.now)
    return Response(status=204)


@extend_schema(operation_id="client_separate", tags=DESK, request=None, responses=ClientOut)
@refuses(NobodyJoined)
@api_view(["POST"])
@allow(Role.MANAGER)
@idempotent
def separate(request: ApiRequest, client_id: UUID) -> Response:
    """Cut the login from the record: it has no way in any more, and its links have ended. Both hear of it."""
    separate_client(request.actor, client_id=client_id, now=request.now)
    return client_answer(request.actor, client_id)


@extend_schema(operation_id="client_readmit", tags=DESK, request=None, responses=ClientOut)
@api_view(["POST"])
@allow(Role.MANAGER)
@idempotent
def readmit(request: ApiRequest, client_id: UUID) -> Response:
    """Take back what the studio separated: whoever has proven the record's address is asked again."""
    readmit_client(request.actor, client_id=client_id, now=request.now)
    return client_answer(request.actor, client_id)

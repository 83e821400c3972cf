"""The API's doors to the people who work in a studio, and to invitations."""

from uuid import UUID

from django.http import HttpResponse
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.decorators import api_view
from rest_framework.response import Response

from fitflow.core.actor import Role
from fitflow.core.doors import idempotent, refuses
from fitflow.core.editing import ChangedMeanwhile, edits_as, tagged
from fitflow.core.paging import Part, part_of, read_limit
from fitflow.core.requests import ApiRequest
from fitflow.core.shapes import answer, answer_part, read
from fitflow.organizations.doors import allow
from fitflow.organizations.forms import schema
from fitflow.organizations.forms.api import AcceptIn, InvitationIn, RolesIn, TrainerIn
from fitflow.organizations.queries import staff as queries
from fitflow.organizations.refusals import (
    AlreadyStaff,
    Inactive,
    InvitationClosed,
    LastOwner,
    NoLogin,
    OtherAddress,
    OwnersOnly,
)
from fitflow.organizations.services import invitations
from fitflow.organizations.services import staff as services

TAG = ["Staff"]
PAGING = [OpenApiParameter("cursor", str), OpenApiParameter("limit", int)]


@extend_schema(operation_id="trainers", tags=TAG, parameters=PAGING, responses=schema.TrainerListOut)
@api_view(["GET"])
@allow(Role.PUBLIC)
def trainers(request: ApiRequest) -> Response:
    """Who gives sessions: first names for the public, names for people of the studio."""
    limit = read_limit(request.GET.get("limit", ""))
    found = queries.trainers_of(request.actor)
    part = part_of(found, "name", "id", cursor=request.GET.get("cursor", ""), limit=limit)
    return answer_part(schema.TrainerListOut, request, part, actor=request.actor)


@extend_schema(operation_id="staff", tags=TAG, parameters=PAGING, responses=schema.StaffListOut, methods=["GET"])
@extend_schema(
    operation_id="staff_add", tags=TAG, request=TrainerIn, responses={201: schema.StaffMemberOut}, methods=["POST"]
)
@api_view(["GET", "POST"])
@allow(Role.ADMIN)
def staff(request: ApiRequest) -> HttpResponse:
    """Everybody who works or worked here with roles, scope and invitation; or a new trainer without a login."""
    if request.method == "POST":
        return _add(request)
    limit = read_limit(request.GET.get("limit", ""))
    part = part_of(queries.staff_rows(request.actor), "name", "id", cursor=request.GET.get("cursor", ""), limit=limit)
    members = queries.members_of(request.actor, part.rows, now=request.now)
    return answer_part(schema.StaffListOut, request, Part(members, part.next))


@idempotent
def _add(request: ApiRequest) -> Response:
    added = services.add_trainer(request.actor, **read(TrainerIn, request.data), now=request.now)
    return _answer(request, added.pk, status=201)


@extend_schema(operation_id="staff_member", tags=TAG, responses=schema.StaffMemberOut, methods=["GET"])
@extend_schema(
    operation_id="staff_edit", tags=TAG, request=TrainerIn, responses=schema.StaffMemberOut, methods=["PATCH"]
)
@refuses(ChangedMeanwhile, on="PATCH")
@api_view(["GET", "PATCH"])
@allow(Role.ADMIN)
def member(request: ApiRequest, staff_id: UUID) -> HttpResponse:
    """One person; PATCH changes name, address, words about them and colour."""
    if request.method == "PATCH":
        return _edit(request, staff_id=staff_id)
    return tagged(_answer(request, staff_id))


def _read(request: ApiRequest, staff_id: UUID) -> Response:
    return _answer(request, staff_id)


@idempotent
@edits_as(_read)
def _edit(request: ApiRequest, staff_id: UUID) -> Response:
    changes = read(TrainerIn, request.data, partial=True)
    services.update_staff(request.actor, staff_id=staff_id, changes=changes, now=request.now)
    return _answer(request, staff_id)


@extend_schema(operation_id="staff_roles", tags=TAG, request=RolesIn, responses=schema.StaffMemberOut)
@refuses(Inactive, LastOwner, NoLogin, OwnersOnly, ChangedMeanwhile)
@api_view(["PUT"])
@allow(Role.ADMIN)
@idempotent
@edits_as(_read)
def roles(request: ApiRequest, staff_id: UUID) -> Response:
    """Exactly these roles."""
    services.change_roles(request.actor, staff_id=staff_id, **read(RolesIn, request.data), now=request.now)
    return _answer(request, staff_id)


@extend_schema(operation_id="staff_deactivate", tags=TAG, request=None, responses=schema.StaffMemberOut)
@refuses(LastOwner, OwnersOnly)
@api_view(["POST"])
@allow(Role.ADMIN)
@idempotent
def deactivate(request: ApiRequest, staff_id: UUID) -> Response:
    """Ends their work here: every role and invitation is gone."""
    services.deactivate_staff(request.actor, staff_id=staff_id, now=request.now)
    return _answer(request, staff_id)


@extend_schema(operation_id="staff_reactivate", tags=TAG, request=None, responses=schema.StaffMemberOut)
@api_view(["POST"])
@allow(Role.ADMIN)
@idempotent
def reactivate(request: ApiRequest, staff_id: UUID) -> Response:
    """Works here again; roles come by a new invitation."""
    services.reactivate_staff(request.actor, staff_id=staff_id, now=request.now)
    return _answer(request, staff_id)


def _answer(request: ApiRequest, staff_id: UUID, *, status: int = 200) -> Response:
    return answer(schema.StaffMemberOut, queries.member_of(request.actor, staff_id, now=request.now), status=status)


# Invitations


@extend_schema(operation_id="invitation_send", tags=TAG, request=InvitationIn, responses={201: schema.InvitationOut})
@refuses(AlreadyStaff, Inactive, OwnersOnly)
@api_view(["POST"])
@allow(Role.ADMIN)
@idempotent
def invite(request: ApiRequest) -> Response:
    """Offers roles by mail, for 14 days."""
    sent = invitations.invite_staff(request.actor, **read(InvitationIn, request.data), now=request.now)
    return answer(schema.InvitationOut, sent, status=201)


@extend_schema(operation_id="invitation_resend", tags=TAG, request=None, responses=schema.InvitationOut)
@refuses(InvitationClosed, OwnersOnly)
@api_view(["POST"])
@allow(Role.ADMIN)
@idempotent
def resend(request: ApiRequest, invitation_id: UUID) -> Response:
    """Mails it again and counts its days from now."""
    sent = invitations.resend_invitation(request.actor, invitation_id=invitation_id, now=request.now)
    return answer(schema.InvitationOut, sent)


@extend_schema(operation_id="invitation_withdraw", tags=TAG, responses={204: None})
@refuses(InvitationClosed)
@api_view(["DELETE"])
@allow(Role.ADMIN)
@idempotent
def withdraw(request: ApiRequest, invitation_id: UUID) -> Response:
    """Takes the offer back."""
    invitations.withdraw_invitation(request.actor, invitation_id=invitation_id, now=request.now)
    return Response(status=204)


@extend_schema(operation_id="invitation_accept", tags=TAG, request=AcceptIn, responses=schema.StaffMemberOut)
@refuses(AlreadyStaff, InvitationClosed, OtherAddress)
@api_view(["POST"])
@allow(Role.PUBLIC)
@idempotent
def accept(request: ApiRequest) -> Response:
    """Takes the roles offered, with the token of the mailed link."""
    token = read(AcceptIn, request.data)["token"]
    invitation = queries.invitation_by_token(request.actor, token)
    joined = invitations.accept_invitation(request.actor, invitation_id=invitation.pk, now=request.now)
    return _answer(request, joined.pk)

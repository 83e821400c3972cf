"""The API's doors to clients: the list, records and profiles, notes, and taking in a list."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.decorators import api_view
from rest_framework.response import Response

from fitflow.core.actor import Actor, Role
from fitflow.core.doors import idempotent, refuses, says_only
from fitflow.core.editing import ChangedMeanwhile, edits_as, tagged
from fitflow.core.errors import Invalid
from fitflow.core.offers import offered
from fitflow.core.paging import Part, part_of, read_limit
from fitflow.core.requests import ApiRequest
from fitflow.core.shapes import Together, answer, answer_part, read
from fitflow.organizations.doors import allow
from fitflow.organizations.forms import clients_api as forms
from fitflow.organizations.hooks import ClientPart
from fitflow.organizations.models import Client
from fitflow.organizations.queries import clients as queries
from fitflow.organizations.refusals import AddedMeanwhile, ClientIsArchived, QuotaReached
from fitflow.organizations.rules.client_sheets import Sheet, read_text, rows_of
from fitflow.organizations.services import client_import, client_notes
from fitflow.organizations.services import clients as services

TAG = ["Clients"]
PAGING = [OpenApiParameter("cursor", str), OpenApiParameter("limit", int)]


@extend_schema(
    operation_id="clients",
    tags=TAG,
    parameters=[forms.ClientListIn, *PAGING],
    responses=forms.ClientListOut,
    methods=["GET"],
)
@extend_schema(
    operation_id="client_add",
    tags=TAG,
    request=forms.ClientRecordIn,
    responses={201: forms.ClientOut},
    methods=["POST"],
)
@refuses(QuotaReached, on="POST")
@api_view(["GET", "POST"])
@allow(Role.MANAGER)
def clients(request: ApiRequest) -> HttpResponse:
    """The clients within reach, by name, date or status; or a new record."""
    return _add(request) if request.method == "POST" else _list(request)


def _list(request: ApiRequest) -> Response:
    limit = read_limit(request.GET.get("limit", ""))
    cursor = request.GET.get("cursor", "")
    part = queries.client_list(request.actor, forms.client_filter(request.GET), cursor=cursor, limit=limit)
    linked = queries.joined_clients(request.actor, part.rows)
    rows = [Together({"has_joined": client.pk in linked}, client) for client in part.rows]
    return answer_part(forms.ClientListOut, request, Part(rows, part.next))


@idempotent
def _add(request: ApiRequest) -> Response:
    client = services.add_client(request.actor, **read(forms.ClientRecordIn, request.data), now=request.now)
    return client_answer(request.actor, client.pk, status=201)


@extend_schema(operation_id="client", tags=TAG, responses=forms.ClientOut, methods=["GET"])
@extend_schema(
    operation_id="client_edit", tags=TAG, request=forms.ClientRecordIn, responses=forms.ClientOut, methods=["PATCH"]
)
@refuses(ClientIsArchived, ChangedMeanwhile, on="PATCH")
@api_view(["GET", "PATCH"])
@allow(Role.CLIENT, Role.MANAGER)
def client(request: ApiRequest, client_id: UUID) -> HttpResponse:
    """One record. Clients see their own, and change its name, phone, goals and emergency contact."""
    if request.method == "PATCH":
        return _edit(request, client_id=client_id)
    return tagged(_read(request, client_id))


def _read(request: ApiRequest, client_id: UUID) -> Response:
    return client_answer(request.actor, client_id)


@idempotent
@edits_as(_read)
def _edit(request: ApiRequest, client_id: UUID) -> Response:
    changes = read(forms.ClientRecordIn, request.data, partial=True)
    services.edit_client(request.actor, client_id=client_id, changes=changes, now=request.now)
    return client_answer(request.actor, client_id)


@extend_schema(operation_id="client_me", tags=TAG, responses=forms.ClientOut)
@api_view(["GET"])
@allow(Role.CLIENT)
def me(request: ApiRequest) -> Response:
    """The own record, for programs that do not know its id yet."""
    return answer(forms.ClientOut, Together({"has_joined": True}, queries.own_record(request.actor)))


@extend_schema(operation_id="client_profile", tags=TAG, responses=forms.ClientProfileOut)
@api_view(["GET"])
@allow(Role.CLIENT, Role.MANAGER)
def profile(request: ApiRequest, client_id: UUID) -> Response:
    """The record with what every part of the product knows about this client."""
    found = queries.client_of(request.actor, client_id)
    known = {part.key: part.profile(request.actor, found, request.now) for part in offered(ClientPart) if part.profile}
    return answer(forms.ClientProfileOut, Together(known, *_known(request.actor, found)))


@extend_schema(operation_id="client_status", tags=TAG, request=forms.ClientStatusIn, responses=forms.ClientOut)
@refuses(ClientIsArchived)
@api_view(["POST"])
@allow(Role.MANAGER)
@idempotent
def status(request: ApiRequest, client_id: UUID) -> Response:
    """Lead, active, inactive or churned, with the reason."""
    asked = read(forms.ClientStatusIn, request.data)
    services.set_client_status(request.actor, client_id=client_id, **asked, now=request.now)
    return client_answer(request.actor, client_id)


@extend_schema(operation_id="client_archive", tags=TAG, request=None, responses=forms.ClientOut)
@api_view(["POST"])
@allow(Role.MANAGER)
@idempotent
def archive(request: ApiRequest, client_id: UUID) -> Response:
    """Out of the lists; everything is kept."""
    services.archive_client(request.actor, client_id=client_id, now=request.now)
    return client_answer(request.actor, client_id)


@extend_schema(operation_id="client_restore", tags=TAG, request=None, responses=forms.ClientOut)
@api_view(["POST"])
@allow(Role.MANAGER)
@idempotent
def restore(request: ApiRequest, client_id: UUID) -> Response:
    """Back as they were before archiving."""
    services.restore_client(request.actor, client_id=client_id, now=request.now)
    return client_answer(request.actor, client_id)


@extend_schema(
    operation_id="client_notes", tags=TAG, parameters=PAGING, responses=forms.ClientNoteListOut, methods=["GET"]
)
@extend_schema(
    operation_id="client_note_add",
    tags=TAG,
    request=forms.ClientNoteIn,
    responses={201: forms.ClientNoteOut},
    methods=["POST"],
)
@api_view(["GET", "POST"])
@allow(Role.MANAGER)
def notes(request: ApiRequest, client_id: UUID) -> HttpResponse:
    """What staff wrote, newest first; never shown to the client. Or a new note."""
    if request.method == "POST":
        return _add_note(request, client_id)
    found = queries.notes_of(request.actor, queries.client_of(request.actor, client_id).pk)
    limit = read_limit(request.GET.get("limit", ""))
    part = part_of(found, "-created_at", "-id", cursor=request.GET.get("cursor", ""), limit=limit)
    return answer_part(forms.ClientNoteListOut, request, part)


@idempotent
def _add_note(request: ApiRequest, client_id: UUID) -> Response:
    text = read(forms.ClientNoteIn, request.data)["text"]
    note = client_notes.add_note(request.actor, client_id=client_id, text=text, now=request.now)
    return answer(forms.ClientNoteOut, note, status=201)


@extend_schema(
    operation_id="client_note_edit",
    tags=TAG,
    request=forms.ClientNoteIn,
    responses=forms.ClientNoteOut,
    methods=["PATCH"],
)
@extend_schema(operation_id="client_note_remove", tags=TAG, responses={204: None}, methods=["DELETE"])
@api_view(["PATCH", "DELETE"])
@allow(Role.MANAGER)
@idempotent
def note(request: ApiRequest, client_id: UUID, note_id: UUID) -> Response:
    """Change or remove a note: its author, and for removing an admin too."""
    if request.method == "DELETE":
        client_notes.remove_note(request.actor, client_id=client_id, note_id=note_id, now=request.now)
        return Response(status=204)
    text = read(forms.ClientNoteIn, request.data)["text"]
    changed = client_notes.edit_note(request.actor, client_id=client_id, note_id=note_id, text=text, now=request.now)
    return answer(forms.ClientNoteOut, changed)


@extend_schema(operation_id="clients_import", tags=TAG, request=forms.ClientImportIn, responses=forms.ClientImportOut)
@refuses(AddedMeanwhile, ClientIsArchived, QuotaReached)
@api_view(["POST"])
@allow(Role.MANAGER)
@idempotent
def take_in(request: ApiRequest) -> Response:
    """Take in a list. A dry run (the default) says what would happen to each row; one wrong row keeps everybody out,
    unless `wrong` is `leave`.
    """
    asked = read(forms.ClientImportIn, request.data)
    sheet = _sheet(asked["csv"], asked.get("columns")) if "csv" in asked else Sheet((), rows_of(asked["rows"]))
    report = client_import.import_clients(
        request.actor, rows=sheet.rows, on_duplicate=asked["on_duplicate"], statuses=asked["statuses"],
        locations=asked["locations"], leave_wrong=asked["wrong"] == "leave", dry_run=asked["dry_run"], now=request.now,
    )  # fmt: skip
    told = answer(forms.ClientImportOut, Together(_told(report, sheet), report))
    return says_only(told) if asked["dry_run"] else told


def _sheet(text: str, columns: list[str] | None) -> Sheet:
    try:
        return read_text(text, columns)
    except Invalid as refusal:
        raise Invalid({"csv": refusal.errors["file"]}) from refusal


def _told(report: client_import.ImportReport, sheet: Sheet) -> dict[str, Any]:
    """What there is to say of a list as a whole."""
    return {
        "columns": [{"heading": heading, "field": name} for heading, name in sheet.columns],
        "titles": [{"row": number, "text": text} for number, text in sheet.titles],
        "unknown_statuses": [{"word": word, "rows": count} for word, count in report.unknown_statuses],
        "unknown_locations": [{"word": word, "rows": count} for word, count in report.unknown_locations],
    }


def client_answer(actor: Actor, client_id: UUID, *, status: int = 200) -> Response:
    """One record, as every door about it answers."""
    return answer(forms.ClientOut, Together(*_known(actor, queries.client_of(actor, client_id))), status=status)


def _known(actor: Actor, client: Client) -> tuple[Any, ...]:
    """The record, and whether its person has joined."""
    return {"has_joined": bool(queries.joined_clients(actor, [client]))}, client

"""A list of clients is taken in as a whole or not at all; a dry run says beforehand what would happen to each row."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from django.db import IntegrityError
from django.utils.translation import gettext as _

from fitflow.core import events
from fitflow.core.actor import Actor
from fitflow.core.db import in_transaction, lock_advisory
from fitflow.core.errors import Invalid
from fitflow.core.ids import new_id
from fitflow.organizations.events import ClientAdded, ClientEdited, ClientNoteAdded, ClientsImported
from fitflow.organizations.models import Client, ClientNote
from fitflow.organizations.queries import clients as queries
from fitflow.organizations.refusals import AddedMeanwhile
from fitflow.organizations.rules.access import require_manager
from fitflow.organizations.rules.client_sheets import MOST_ROWS, RowValues, SheetRow, read_row
from fitflow.organizations.rules.clients import folded, search_text
from fitflow.organizations.services.client_notes import notes_by
from fitflow.organizations.services.clients import at_home, change_status, refuse_out_of_reach, save
from fitflow.organizations.services.quotas import refuse_too_many_clients


class OnDuplicate(StrEnum):
    """What happens to a row whose address a client already has."""

    SKIP = "skip"
    UPDATE = "update"


class Action(StrEnum):
    ADD = "add"
    UPDATE = "update"
    SKIP = "skip"
    ERROR = "error"


@dataclass(frozen=True)
class RowOutcome:
    """What happens to one row, and by field what is wrong with it."""

    number: int
    action: Action
    values: dict[str, Any]
    errors: dict[str, list[str]]
    #: Who has the address already, if the actor may see them.
    client: Client | None = None


@dataclass(frozen=True)
class ImportReport:
    """Every row with its fate. Without an id nothing was written."""

    rows: tuple[RowOutcome, ...]
    import_id: UUID | None = None

    def of(self, action: Action) -> list[RowOutcome]:
        return [row for row in self.rows if row.action == action]

    @property
    def counts(self) -> dict[str, int]:
        return {action.value: len(self.of(action)) for action in Action}

    @property
    def errors(self) -> dict[str, list[str]]:
        """{"rows.7.email": [...]} for every cell that is wrong."""
        return {f"rows.{row.number}.{field}": texts for row in self.rows for field, texts in row.errors.items()}


@in_transaction
def import_clients(
    actor: Actor, *, rows: Sequence[SheetRow], on_duplicate: str = "skip", dry_run: bool, now: datetime
) -> ImportReport:
    """Adds everybody on the list, or says what is wrong with which row and adds nobody."""
    require_manager(actor)
    if on_duplicate not in {choice.value for choice in OnDuplicate}:
        raise Invalid.field("on_duplicate", _("Choose skip or update."))
    if not 1 <= len(rows) <= MOST_ROWS:
        raise Invalid.field("rows", _("Send 1 to %(most)d rows.") % {"most": MOST_ROWS})
    lock_advisory("clients-import", actor.organization_id)
    report = ImportReport(_fates(actor, rows, OnDuplicate(on_duplicate)))
    if dry_run:
        return report
    if report.errors:
        raise Invalid(report.errors)
    return _apply(actor, report, now=now)


def _fates(actor: Actor, rows: Sequence[SheetRow], on_duplicate: OnDuplicate) -> tuple[RowOutcome, ...]:
    """What would happen to each row, in their order."""
    locations = {folded(location.name): location.pk for location in queries.home_locations(actor)}
    read = [read_row(row, locations, actor.organization.country) for row in rows]
    addresses = [row.values["email"] for row in read if "email" in row.values]
    everybody = Client.objects.filter(organization_id=actor.organization_id, email__in=addresses)
    known = {client.email: client for client in everybody}
    within_reach = set(queries.clients_of(actor).filter(email__in=addresses).values_list("pk", flat=True))
    first: dict[str, int] = {}
    fates = []
    for row in read:
        address = row.values.get("email", "")
        client = known.get(address)
        if address and first.setdefault(address, row.number) != row.number:
            row.errors["email"] = [_("Row %(number)d has the same address.") % {"number": first[address]}]
        elif client and on_duplicate is OnDuplicate.UPDATE and client.pk not in within_reach:
            row.errors["email"] = [_("Somebody outside of what you manage has this address.")]
        fates.append(_fate(row, client, on_duplicate, client is not None and client.pk in within_reach))
    return tuple(fates)


def _fate(row: RowValues, client: Client | None, on_duplicate: OnDuplicate, is_seen: bool) -> RowOutcome:
    if row.errors:
        action = Action.ERROR
    elif client is None:
        action = Action.ADD
    else:
        action = Action(on_duplicate.value)
    return RowOutcome(row.number, action, row.values, row.errors, client if is_seen else None)


def _apply(actor: Actor, report: ImportReport, *, now: datetime) -> ImportReport:
    import_id = new_id()
    refuse_too_many_clients(actor, len(report.of(Action.ADD)))
    added = _add_all(actor, [row.values for row in report.of(Action.ADD)], now=now)
    updated = {row.client.pk: row.values for row in report.of(Action.UPDATE) if row.client}
    for client in Client.objects.select_for_update(no_key=True).filter(pk__in=updated).order_by("pk"):
        _update(actor, client, updated[client.pk], now=now)
    refuse_out_of_reach(actor, [client for client, _values in added], "location")
    notes = {client.pk: values["notes"] for client, values in added if "notes" in values}
    notes |= {pk: values["notes"] for pk, values in updated.items() if "notes" in values}
    _note_all(actor, notes, now=now)
    done = ClientsImported(import_id, len(added), len(updated), len(report.of(Action.SKIP)))
    events.record(actor, done, now=now)
    return ImportReport(report.rows, import_id)


def _add_all(actor: Actor, rows: Sequence[dict[str, Any]], *, now: datetime) -> list[tuple[Client, dict[str, Any]]]:
    home = at_home(actor, {"location_id": None, "trainer_id": None})
    clients = []
    for row in rows:
        values = {"phone": "", "status": "active", **home, **row}
        values.pop("notes", None)
        search = search_text(values["name"], values["email"], values["phone"])
        clients.append(Client(organization_id=actor.organization_id, created_at=now, search=search, **values))
    try:
        Client.objects.bulk_create(clients, batch_size=500)
    except IntegrityError as error:
        raise AddedMeanwhile(_("Somebody has just added a client of this list. Look at it again.")) from error
    events.record_all(actor, [ClientAdded(client.pk, client.status, "import") for client in clients], now=now)
    return list(zip(clients, rows, strict=True))


def _update(actor: Actor, client: Client, row: dict[str, Any], *, now: datetime) -> None:
    """Writes what the row says; empty cells change nothing, and who is archived stays so."""
    values = {field: value for field, value in row.items() if field != "notes" and getattr(client, field) != value}
    status = values.pop("status", client.status)
    if client.archived_at is None:
        change_status(actor, client, status, reason="", now=now)
    for field, value in values.items():
        setattr(client, field, value)
    if values:
        save(client)
        events.record(actor, ClientEdited(client.pk, tuple(sorted(values))), now=now)


def _note_all(actor: Actor, texts: dict[UUID, str], *, now: datetime) -> None:
    """Keeps the notes of the list; one that is there already is not written twice."""
    known = set(ClientNote.objects.visible_to(actor).filter(client_id__in=texts).values_list("client_id", "text"))
    notes = [note for note in notes_by(actor, texts, now=now) if (note.client_id, note.text) not in known]
    ClientNote.objects.bulk_create(notes, batch_size=500)
    events.record_all(actor, [ClientNoteAdded(note.client_id, note.pk) for note in notes], now=now)

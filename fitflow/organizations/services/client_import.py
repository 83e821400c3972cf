"""A list of clients is taken in, in one transaction; a dry run says beforehand what would happen to each row.

Rows that are wrong keep everybody out, unless whoever asks wants them left out.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
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
from fitflow.organizations.rules.client_sheets import (
    KNOWN_STATUSES,
    MOST_ROWS,
    Meanings,
    RowValues,
    SheetRow,
    read_row,
    unknown_words,
)
from fitflow.organizations.rules.clients import folded, search_text
from fitflow.organizations.services.client_notes import notes_by
from fitflow.organizations.services.clients import at_home, change_status, note_leaving, refuse_out_of_reach, save
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
    #: By field what was left out of the row although it is taken in, and why.
    left_out: dict[str, list[str]] = field(default_factory=dict)


@dataclass(frozen=True)
class ImportReport:
    """Every row with its fate. Without an id nothing was written."""

    rows: tuple[RowOutcome, ...]
    import_id: UUID | None = None
    #: Words of the list that mean nothing here, with the number of rows that have them.
    unknown_statuses: tuple[tuple[str, int], ...] = ()
    unknown_locations: tuple[tuple[str, int], ...] = ()

    def of(self, action: Action) -> list[RowOutcome]:
        return [row for row in self.rows if row.action == action]

    @property
    def counts(self) -> dict[str, int]:
        return {action.value: len(self.of(action)) for action in Action}

    @property
    def errors(self) -> dict[str, list[str]]:
        """{"rows.7.email": [...]} for every cell that is wrong."""
        return {f"rows.{row.number}.{name}": texts for row in self.rows for name, texts in row.errors.items()}


@in_transaction
def import_clients(
    actor: Actor,
    *,
    rows: Sequence[SheetRow],
    on_duplicate: str = "skip",
    statuses: Mapping[str, str] | None = None,
    locations: Mapping[str, UUID | None] | None = None,
    leave_wrong: bool = False,
    dry_run: bool,
    now: datetime,
) -> ImportReport:
    """Adds everybody on the list, or says what is wrong with which row and adds nobody.

    `statuses` and `locations` say what words of the list mean here; `leave_wrong` takes in the rows that are right.
    """
    require_manager(actor)
    if on_duplicate not in {choice.value for choice in OnDuplicate}:
        raise Invalid.field("on_duplicate", _("Choose skip or update."))
    if not 1 <= len(rows) <= MOST_ROWS:
        raise Invalid.field("rows", _("Send 1 to %(most)d rows.") % {"most": MOST_ROWS})
    lock_advisory("clients-import", actor.organization_id)
    meanings = _meanings(actor, statuses or {}, locations or {})
    report = ImportReport(
        _fates(actor, rows, OnDuplicate(on_duplicate), meanings),
        unknown_statuses=tuple(unknown_words(rows, "status", {**KNOWN_STATUSES, **meanings.statuses})),
        unknown_locations=tuple(unknown_words(rows, "location", meanings.locations)),
    )
    if dry_run:
        return report
    if report.errors and not leave_wrong:
        raise Invalid(report.errors)
    return _apply(actor, report, now=now)


def _meanings(actor: Actor, statuses: Mapping[str, str], locations: Mapping[str, UUID | None]) -> Meanings:
    """What the words of a list are here: the studio's own names, and what the person has said."""
    homes = queries.home_locations(actor)
    within = {location.pk for location in homes}
    for word, status in statuses.items():
        if status and status not in Client.Status:
            raise Invalid.field("statuses", _("“%(word)s”: choose lead, active, inactive or churned.") % {"word": word})
    for word, location_id in locations.items():
        if location_id is not None and location_id not in within:
            raise Invalid.field("locations", _("“%(word)s”: choose one of your locations.") % {"word": word})
    return Meanings(
        {folded(word): location_id for word, location_id in locations.items()}
        | {folded(location.name): location.pk for location in homes},
        {folded(word): status for word, status in statuses.items()},
    )


def _fates(
    actor: Actor, rows: Sequence[SheetRow], on_duplicate: OnDuplicate, meanings: Meanings
) -> tuple[RowOutcome, ...]:
    """What would happen to each row, in their order."""
    read = [read_row(row, meanings, actor.organization.country) for row in rows]
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
    return RowOutcome(row.number, action, row.values, row.errors, client if is_seen else None, row.left_out)


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
    return replace(report, import_id=import_id)


def _add_all(actor: Actor, rows: Sequence[dict[str, Any]], *, now: datetime) -> list[tuple[Client, dict[str, Any]]]:
    home = at_home(actor, {"location_id": None, "trainer_id": None})
    clients = []
    for row in rows:
        values = {"phone": "", "status": "active", **home, **row}
        values.pop("notes", None)
        search = search_text(values["name"], values["email"], values["phone"])
        client = Client(organization_id=actor.organization_id, created_at=now, search=search, **values)
        note_leaving(actor, client, now=now)
        clients.append(client)
    try:
        Client.objects.bulk_create(clients, batch_size=500)
    except IntegrityError as error:
        raise AddedMeanwhile(_("Somebody has just added a client of this list. Look at it again.")) from error
    events.record_all(actor, [ClientAdded(client.pk, client.status, "import") for client in clients], now=now)
    return list(zip(clients, rows, strict=True))


def _update(actor: Actor, client: Client, row: dict[str, Any], *, now: datetime) -> None:
    """Writes what the row says; empty cells change nothing, and who is archived stays so."""
    values = {name: value for name, value in row.items() if name != "notes" and getattr(client, name) != value}
    status = values.pop("status", client.status)
    if client.archived_at is None:
        change_status(actor, client, status, reason="", now=now)
    for name, value in values.items():
        setattr(client, name, value)
    if values:
        save(client)
        events.record(actor, ClientEdited(client.pk, tuple(sorted(values))), now=now)


def _note_all(actor: Actor, texts: dict[UUID, str], *, now: datetime) -> None:
    """Keeps the notes of the list; one that is there already is not written twice."""
    known = set(ClientNote.objects.visible_to(actor).filter(client_id__in=texts).values_list("client_id", "text"))
    notes = [note for note in notes_by(actor, texts, now=now) if (note.client_id, note.text) not in known]
    ClientNote.objects.bulk_create(notes, batch_size=500)
    events.record_all(actor, [ClientNoteAdded(note.client_id, note.pk) for note in notes], now=now)

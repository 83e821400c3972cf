"""What staff note about a client, for the staff alone."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from fitflow.core import events
from fitflow.core.actor import Actor, Role
from fitflow.core.db import in_transaction
from fitflow.core.errors import Forbidden, Invalid
from fitflow.organizations.events import ClientNoteAdded, ClientNoteEdited, ClientNoteRemoved
from fitflow.organizations.models import ClientNote, Staff
from fitflow.organizations.queries import clients as queries
from fitflow.organizations.rules.access import require_manager
from fitflow.organizations.rules.clients import read_note


@in_transaction
def add_note(actor: Actor, *, client_id: UUID, text: str, now: datetime) -> ClientNote:
    """Keeps a note about a client under the name of whoever writes it."""
    require_manager(actor)
    client = queries.client_of(actor, client_id)
    [note] = notes_by(actor, {client.pk: _readable(text)}, now=now)
    note.save(force_insert=True)
    events.record(actor, ClientNoteAdded(client.pk, note.pk), now=now)
    return note


@in_transaction
def edit_note(actor: Actor, *, client_id: UUID, note_id: UUID, text: str, now: datetime) -> ClientNote:
    """Changes a note; only its author may."""
    require_manager(actor)
    note = queries.note_of(actor, client_id, note_id)
    if not is_author(actor, note):
        raise Forbidden(_("Only whoever wrote a note can change it."))
    changed = _readable(text)
    if changed != note.text:
        note.text, note.edited_at = changed, now
        note.save(update_fields=["text", "edited_at"])
        events.record(actor, ClientNoteEdited(client_id, note.pk), now=now)
    return note


@in_transaction
def remove_note(actor: Actor, *, client_id: UUID, note_id: UUID, now: datetime) -> None:
    """Deletes a note for good: its author may, and an admin."""
    require_manager(actor)
    note = queries.note_of(actor, client_id, note_id)
    if not may_remove(actor, note):
        raise Forbidden(_("Only whoever wrote a note, or an admin, can remove it."))
    events.record(actor, ClientNoteRemoved(client_id, note.pk), now=now)
    note.delete()


def notes_by(actor: Actor, texts: Mapping[UUID, str], *, now: datetime) -> list[ClientNote]:
    """Notes under the name of whoever writes them, one about each client; not saved yet."""
    author = Staff.objects.visible_to(actor).filter(pk=actor.staff_id).first() if actor.staff_id else None
    name = author.name if author else ""
    by = {"organization_id": actor.organization_id, "author": author, "author_name": name, "created_at": now}
    return [ClientNote(client_id=client_id, text=text, **by) for client_id, text in texts.items()]


def is_author(actor: Actor, note: ClientNote) -> bool:
    return note.author_id is not None and note.author_id == actor.staff_id


def may_remove(actor: Actor, note: ClientNote) -> bool:
    return is_author(actor, note) or actor.can(Role.ADMIN)


def _readable(text: str) -> str:
    note = str(read_note(text))
    if not note:
        raise Invalid.field("text", _("Write something first."))
    return note

"""What people say of messages: that they read them, and which ones they want."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from fitflow.core import events
from fitflow.core.actor import Actor
from fitflow.core.db import in_transaction
from fitflow.core.errors import Invalid, NotFound
from fitflow.notify import queries
from fitflow.notify.events import PreferencesChanged
from fitflow.notify.models import Preference


@in_transaction
def mark_read(actor: Actor, *, ids: Sequence[UUID] | None, now: datetime) -> int:
    """Mark own notifications read, all of them when no ids are given. Gives how many are unread still."""
    mine = queries.inbox(actor)
    if ids is not None:
        wanted = mine.filter(pk__in=ids)
        if wanted.count() != len(set(ids)):
            raise NotFound(_("One of these notifications is not yours, or does not exist."))
        mine = wanted
    mine.unread().update(read_at=now)
    return queries.unread_count(actor)


@in_transaction
def choose_messages(actor: Actor, *, choices: Mapping[tuple[str, str], bool], now: datetime) -> None:
    """Keep what somebody wants to hear of: {(kind, channel): wanted}. What is essential cannot be turned off."""
    if actor.user_id is None:
        raise NotFound
    before = {(wish.kind.key, wish.channel.name): wish for wish in queries.wishes(actor)}
    for key, wanted in choices.items():
        _check_choice(before.get(key), key, wanted)
    changes = {key: wanted for key, wanted in choices.items() if wanted != before[key].enabled}
    if not changes:
        return
    whose = {"organization_id": actor.organization_id, "user_id": actor.user_id}
    rows = [
        Preference(**whose, kind=kind, channel=channel, enabled=wanted) for (kind, channel), wanted in changes.items()
    ]
    same = ["organization_id", "user_id", "kind", "channel"]
    Preference.objects.bulk_create(rows, update_conflicts=True, unique_fields=same, update_fields=["enabled"])
    changed = {f"{kind}:{channel}": wanted for (kind, channel), wanted in changes.items()}
    events.record(actor, PreferencesChanged(actor.user_id, changed), now=now)


def _check_choice(wish: queries.Wish | None, key: tuple[str, str], wanted: bool) -> None:
    """Name what cannot be chosen, and why."""
    if wish is None:
        words = {"kind": key[0], "channel": key[1]}
        raise Invalid.field("choices", _("There is no choice “%(channel)s” for “%(kind)s”.") % words)
    if not wish.is_free and wanted != wish.enabled:
        words = {"kind": str(wish.kind.label), "channel": str(wish.channel.label)}
        raise Invalid.field("choices", _("“%(kind)s” by “%(channel)s” is always on: you need to know.") % words)

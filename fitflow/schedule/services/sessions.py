"""Rows of sessions, new or locked, for whoever leads a session through its life."""

from collections.abc import Collection
from typing import Any
from uuid import UUID

from fitflow.core.actor import Actor
from fitflow.schedule.models import ClassType, Session


def new_session(actor: Actor, class_type: ClassType, **values: Any) -> Session:
    """A session that is not stored yet."""
    return Session(organization_id=actor.organization_id, class_type=class_type, **values)


def locked_sessions(session_ids: Collection[UUID]) -> dict[UUID, Session]:
    """These sessions, locked in id order so that opposite moves do not wait in a circle; unknown ids are left out."""
    rows = Session.objects.filter(pk__in=session_ids).order_by("pk").select_for_update(no_key=True)
    return {session.pk: session for session in rows}

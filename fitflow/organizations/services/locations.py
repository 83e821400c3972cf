"""Where sessions happen. A location is closed rather than deleted: what happened there stays."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from fitflow.core import events
from fitflow.core.actor import Actor
from fitflow.core.bounds import LONGEST_LOCATION
from fitflow.core.db import in_transaction
from fitflow.core.errors import Invalid
from fitflow.core.texts import read_name, read_note
from fitflow.organizations.events import LocationAdded, LocationChanged, LocationClosed, LocationReopened
from fitflow.organizations.models import Location
from fitflow.organizations.refusals import LastLocation


@in_transaction
def add_location(actor: Actor, *, name: str, address: str = "", is_online: bool = False, now: datetime) -> Location:
    """A new location, or "online"."""
    values = _read({"name": name, "address": address, "is_online": is_online})
    location = _save(Location(organization_id=actor.organization_id, **values))
    events.record(actor, LocationAdded(location.pk), now=now)
    return location


@in_transaction
def update_location(actor: Actor, *, location_id: UUID, changes: Mapping[str, object], now: datetime) -> Location:
    """Another name, address or kind."""
    values = _read(changes)
    location = _locked(actor, location_id)
    different = {
        key: [getattr(location, key), value] for key, value in values.items() if getattr(location, key) != value
    }
    if different:
        for key, (_old, new) in different.items():
            setattr(location, key, new)
        _save(location)
        events.record(actor, LocationChanged(location.pk, different), now=now)
    return location


@in_transaction
def close_location(actor: Actor, *, location_id: UUID, now: datetime) -> Location:
    """No new session can be there. The last open location stays open."""
    open_ones = Location.objects.visible_to(actor).filter(is_active=True).order_by("pk")
    ids = [location.pk for location in open_ones.select_for_update(no_key=True)]
    location = _locked(actor, location_id)
    if not location.is_active:
        return location
    if ids == [location.pk]:
        raise LastLocation(_("This is the only location that is open. Add another one first."))
    location.is_active = False
    location.save(update_fields=["is_active"])
    events.record(actor, LocationClosed(location.pk), now=now)
    return location


@in_transaction
def reopen_location(actor: Actor, *, location_id: UUID, now: datetime) -> Location:
    """Sessions can be there again."""
    location = _locked(actor, location_id)
    if not location.is_active:
        location.is_active = True
        location.save(update_fields=["is_active"])
        events.record(actor, LocationReopened(location.pk), now=now)
    return location


def _locked(actor: Actor, location_id: UUID) -> Location:
    location: Location = Location.objects.visible_to(actor).select_for_update(no_key=True).one(pk=location_id)
    return location


def _read(changes: Mapping[str, object]) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for key, value in changes.items():
        if key == "is_online" and isinstance(value, bool):
            values[key] = value
        elif key == "name" and isinstance(value, str):
            values[key] = read_name(value)
        elif key == "address" and isinstance(value, str):
            values[key] = read_note(value, field=key, longest=LONGEST_LOCATION)
        else:
            raise Invalid.field(key, _("A location has a name, an address and is_online (true or false)."))
    return values


def _save(location: Location) -> Location:
    try:
        with transaction.atomic():
            location.save()
    except IntegrityError as error:
        message = _("There is a location called “%(name)s” already.") % {"name": location.name}
        raise Invalid.field("name", message) from error
    return location

"""What can be taught here: class types made, edited, archived and brought back."""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from fitflow.core import events
from fitflow.core.actor import Actor, Role
from fitflow.core.db import in_transaction
from fitflow.core.errors import Forbidden, Invalid
from fitflow.organizations.queries.staff import check_location, check_trainer
from fitflow.schedule.events import ClassTypeArchived, ClassTypeChanged, ClassTypeCreated, ClassTypeRestored
from fitflow.schedule.models import CancellationPolicy, ClassType
from fitflow.schedule.queries.series import live_series
from fitflow.schedule.refusals import ClassTypeInUse
from fitflow.schedule.rules.class_types import check_window, read_class_type
from fitflow.schedule.settings import CLASS_CAPACITY

REFERENCES = ("trainer", "location", "policy")


@in_transaction
def create_class_type(actor: Actor, values: Mapping[str, object], *, now: datetime) -> ClassType:
    """A new class type: its name, and what else `rules.class_types` reads; trainer, location and policy by id."""
    require_editor(actor)
    read = _checked(actor, {"name": "", "capacity": actor.setting(CLASS_CAPACITY), **values})
    class_type = ClassType(organization_id=actor.organization_id, **_columns(read))
    check_window(class_type.registration_opens, class_type.registration_closes)
    _save(class_type)
    events.record(actor, ClassTypeCreated(class_type.pk), now=now)
    return class_type


@in_transaction
def update_class_type(actor: Actor, changes: Mapping[str, object], *, class_type_id: UUID, now: datetime) -> ClassType:
    """Other values; what is not named stays. Planned sessions keep their times, trainer and number of spots."""
    require_editor(actor)
    class_type = _locked(actor, class_type_id)
    columns = _columns(_checked(actor, changes, keep=class_type))
    different = {name: [getattr(class_type, name), value] for name, value in columns.items()}
    different = {name: pair for name, pair in different.items() if pair[0] != pair[1]}
    if different:
        for name, (_before, after) in different.items():
            setattr(class_type, name, after)
        check_window(class_type.registration_opens, class_type.registration_closes)
        _save(class_type)
        shown = {name: [_plain(value) for value in pair] for name, pair in different.items()}
        events.record(actor, ClassTypeChanged(class_type.pk, shown), now=now)
    return class_type


@in_transaction
def archive_class_type(actor: Actor, *, class_type_id: UUID, now: datetime) -> ClassType:
    """No new session of it can be planned; those that are planned take place."""
    require_editor(actor)
    class_type = _locked(actor, class_type_id)
    if not class_type.is_active:
        return class_type
    running = live_series(actor, now).filter(class_type_id=class_type_id).count()
    if running:
        message = _("A series still plans this class. End it first, then archive the class type.")
        raise ClassTypeInUse(message, series=running)
    class_type.is_active = False
    class_type.save(update_fields=["is_active"])
    events.record(actor, ClassTypeArchived(class_type.pk), now=now)
    return class_type


@in_transaction
def restore_class_type(actor: Actor, *, class_type_id: UUID, now: datetime) -> ClassType:
    """Sessions of it can be planned again."""
    require_editor(actor)
    class_type = _locked(actor, class_type_id)
    if not class_type.is_active:
        class_type.is_active = True
        class_type.save(update_fields=["is_active"])
        events.record(actor, ClassTypeRestored(class_type.pk), now=now)
    return class_type


def require_editor(actor: Actor) -> None:
    """Class types belong to the whole studio: a manager of one location or of some trainers only reads them."""
    if not actor.can(Role.MANAGER, Role.SYSTEM) or actor.is_scoped:
        raise Forbidden(_("Class types are the same everywhere in the studio: ask an owner or admin to change them."))


def _locked(actor: Actor, class_type_id: UUID) -> ClassType:
    class_type: ClassType = ClassType.objects.visible_to(actor).select_for_update(no_key=True).one(pk=class_type_id)
    return class_type


def _checked(actor: Actor, values: Mapping[str, object], keep: ClassType | None = None) -> dict[str, Any]:
    """The values in normal form; a reference is checked unless it stays what it was."""
    errors: dict[str, list[str]] = {}
    read: dict[str, Any] = {}
    try:
        read = read_class_type(values)
    except Invalid as refusal:
        errors |= refusal.errors
    for name in REFERENCES:
        given = values.get(name)
        if isinstance(given, UUID) and (keep is None or getattr(keep, f"{name}_id") != given):
            try:
                _check_reference(actor, name, given)
            except Invalid as refusal:
                errors |= refusal.errors
    if errors:
        raise Invalid(errors)
    return read


def _check_reference(actor: Actor, name: str, given: UUID) -> None:
    if name == "trainer":
        check_trainer(actor, given)
    elif name == "location":
        check_location(actor, given)
    elif not CancellationPolicy.objects.visible_to(actor).filter(pk=given, is_active=True).exists():
        raise Invalid.field("policy", _("Choose a cancellation policy of this studio."))


def _columns(values: Mapping[str, Any]) -> dict[str, Any]:
    return {f"{name}_id" if name in REFERENCES else name: value for name, value in values.items()}


def _plain(value: Any) -> Any:
    return str(value) if isinstance(value, UUID | Decimal) else value


def _save(class_type: ClassType) -> None:
    try:
        with transaction.atomic():
            class_type.save()
    except IntegrityError as error:
        message = _("There is a class type called “%(name)s” already.") % {"name": class_type.name}
        raise Invalid.field("name", message) from error

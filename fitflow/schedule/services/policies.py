"""What cancelling gives back, as the studio's own data. Bookings keep a copy, so every edit is for new ones (P10)."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from fitflow.core import events
from fitflow.core.actor import Actor, Role
from fitflow.core.db import in_transaction, lock_advisory
from fitflow.core.errors import Forbidden, Invalid
from fitflow.schedule.events import PolicyArchived, PolicyChanged, PolicyCreated, PolicyRestored
from fitflow.schedule.models import CancellationPolicy
from fitflow.schedule.queries.policies import class_types_under
from fitflow.schedule.refusals import PolicyInUse
from fitflow.schedule.rules.own_policies import read_kind, read_policy_name, read_rows
from fitflow.schedule.rules.policies import PolicyKind, kind_title

#: Those every studio begins with; rows of one's own are made when somebody wants them.
BUILT_IN = tuple(kind for kind in PolicyKind if kind is not PolicyKind.CUSTOM)


@in_transaction
def ensure_policies(actor: Actor, *, now: datetime) -> list[CancellationPolicy]:
    """Gives a studio the policies it begins with. A second call makes nothing twice, a renamed one stays renamed."""
    lock_advisory("policies", actor.organization_id)
    known = CancellationPolicy.objects.visible_to(actor)
    kinds, taken = (
        set(known.values_list("kind", flat=True)),
        {name.lower() for name in known.values_list("name", flat=True)},
    )
    names = {kind: kind_title(kind) for kind in BUILT_IN}
    made: list[CancellationPolicy] = []
    for kind in BUILT_IN:
        if kind.value in kinds or names[kind].lower() in taken:
            continue
        values = {"organization_id": actor.organization_id, "name": names[kind], "kind": kind.value}
        policy = CancellationPolicy.objects.create(**values)
        made.append(policy)
        events.record(actor, PolicyCreated(policy.pk, kind.value), now=now)
    return made


@in_transaction
def create_policy(
    actor: Actor, *, name: str, kind: str = PolicyKind.CUSTOM, tiers: object = (), now: datetime
) -> CancellationPolicy:
    """A policy with a name of its own; rows only for the custom kind."""
    require_editor(actor)
    read = read_kind(kind)
    policy = CancellationPolicy(
        organization_id=actor.organization_id, name=read_policy_name(name), kind=read.value, tiers=_rows_of(read, tiers)
    )
    _save(policy)
    events.record(actor, PolicyCreated(policy.pk, policy.kind), now=now)
    return policy


@in_transaction
def update_policy(actor: Actor, changes: Mapping[str, object], *, policy_id: UUID, now: datetime) -> CancellationPolicy:
    """Another name, or other rows (`tiers`) of a custom policy. Bookings that exist keep what they agreed to."""
    require_editor(actor)
    policy = _locked(actor, policy_id)
    values = {name: _read(policy, name, value) for name, value in changes.items()}
    different = {
        name: [getattr(policy, name), value] for name, value in values.items() if getattr(policy, name) != value
    }
    if different:
        for name, (_before, after) in different.items():
            setattr(policy, name, after)
        _save(policy)
        events.record(actor, PolicyChanged(policy.pk, different), now=now)
    return policy


@in_transaction
def archive_policy(actor: Actor, *, policy_id: UUID, now: datetime) -> CancellationPolicy:
    """Can no longer be chosen; sessions and bookings that have it keep it."""
    require_editor(actor)
    policy = _locked(actor, policy_id)
    if not policy.is_active:
        return policy
    if names := [class_type.name for class_type in class_types_under(actor, policy.pk)]:
        message = _("%(names)s still use it. Give them another policy first.")
        raise PolicyInUse(message % {"names": ", ".join(names)}, class_types=names)
    policy.is_active = False
    policy.save(update_fields=["is_active"])
    events.record(actor, PolicyArchived(policy.pk), now=now)
    return policy


@in_transaction
def restore_policy(actor: Actor, *, policy_id: UUID, now: datetime) -> CancellationPolicy:
    """Can be chosen again."""
    require_editor(actor)
    policy = _locked(actor, policy_id)
    if not policy.is_active:
        policy.is_active = True
        policy.save(update_fields=["is_active"])
        events.record(actor, PolicyRestored(policy.pk), now=now)
    return policy


def require_editor(actor: Actor) -> None:
    """Policies are about money: an admin's or owner's."""
    if not actor.can(Role.ADMIN, Role.SYSTEM):
        raise Forbidden(_("Ask an owner or admin to change what cancelling gives back."))


def _locked(actor: Actor, policy_id: UUID) -> CancellationPolicy:
    rows = CancellationPolicy.objects.visible_to(actor).select_for_update(no_key=True)
    policy: CancellationPolicy = rows.one(pk=policy_id)
    return policy


def _read(policy: CancellationPolicy, name: str, value: object) -> Any:
    if name == "name":
        return read_policy_name(value)
    if name == "tiers":
        return _rows_of(PolicyKind(policy.kind), value)
    raise Invalid.field(name, _("Only the name and the rows of a policy can be changed."))


def _rows_of(kind: PolicyKind, tiers: object) -> list[list[int | float]]:
    if kind is PolicyKind.CUSTOM:
        return read_rows(tiers)
    if tiers:
        raise Invalid.field("tiers", _("Only a policy of the kind custom has rows of its own."))
    return []


def _save(policy: CancellationPolicy) -> None:
    try:
        with transaction.atomic():
            policy.save()
    except IntegrityError as error:
        message = _("There is a policy called “%(name)s” already.") % {"name": policy.name}
        raise Invalid.field("name", message) from error

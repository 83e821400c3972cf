"""Cancellation policies, and what each would mean for a class with real clock times."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Q

from fitflow.core.actor import Actor
from fitflow.core.tenancy import TenantQuerySet
from fitflow.core.zones import instant_of, local_date
from fitflow.schedule.models import CancellationPolicy, ClassType
from fitflow.schedule.rules.deadlines import Deadline, falling, policy_deadlines, sample_words
from fitflow.schedule.rules.own_policies import days_shown
from fitflow.schedule.rules.policies import Policy, PolicyLevels, PolicySource, applicable_policy, policy_words

#: When the sample class of a preview begins.
SAMPLE_AT = time(18, 30)


@dataclass(frozen=True)
class Wanted:
    """A policy somebody is still writing."""

    kind: str
    name: str = ""
    tiers: Any = ()


@dataclass(frozen=True)
class Sample:
    """A class at a real time, and what cancelling it would give back until when."""

    starts_at: datetime
    steps: tuple[Deadline, ...]
    words: str
    rule: str

    @property
    def ends_early(self) -> bool:
        """Whether nothing comes back for a while before the start."""
        return not self.steps or self.steps[-1].until < self.starts_at


@dataclass(frozen=True)
class PolicyRow:
    """A policy on the desk's list, with the class types that name it."""

    policy: CancellationPolicy
    sample: Sample
    class_types: tuple[ClassType, ...]
    #: Whether it gives back what the studio's own gives: then it says nothing new unless a class type names it.
    is_standard: bool = False


@dataclass(frozen=True)
class PolicyList:
    """The class types that follow the studio's own policy, and the policies that can be chosen instead."""

    followers: tuple[ClassType, ...]
    rows: tuple[PolicyRow, ...]


def policies_of(actor: Actor, *, archived: bool = False) -> TenantQuerySet[CancellationPolicy]:
    """The policies that can be chosen, or those that no longer can, by name."""
    return CancellationPolicy.objects.visible_to(actor).filter(is_active=not archived).order_by("name", "pk")


def policies_for(actor: Actor, kept: UUID | None) -> TenantQuerySet[CancellationPolicy]:
    """The policies that can be chosen for something that has one already: it may keep an archived one."""
    rows = CancellationPolicy.objects.visible_to(actor)
    return rows.filter(Q(is_active=True) | Q(pk=kept)).order_by("name", "pk")


def policy_of(actor: Actor, policy_id: UUID) -> CancellationPolicy:
    return CancellationPolicy.objects.visible_to(actor).one(pk=policy_id)


def policy_names(actor: Actor, ids: set[UUID]) -> dict[UUID, str]:
    return dict(CancellationPolicy.objects.visible_to(actor).filter(pk__in=ids).values_list("pk", "name"))


def class_types_under(actor: Actor, policy_id: UUID) -> list[ClassType]:
    """The class types that name this policy and can be planned."""
    return list(ClassType.objects.visible_to(actor).filter(policy_id=policy_id, is_active=True).order_by("name"))


def policy_list(actor: Actor, *, now: datetime) -> PolicyList:
    """What can be chosen, with samples and class types: two queries, whatever their number."""
    using: defaultdict[UUID | None, list[ClassType]] = defaultdict(list)
    for class_type in ClassType.objects.visible_to(actor).filter(is_active=True).order_by("name"):
        using[class_type.policy_id].append(class_type)
    own = resolved(actor, None)
    rows = [
        PolicyRow(policy, sample_of(actor, policy, now=now), tuple(using[policy.pk]), _is_like(actor, policy, own))
        for policy in policies_of(actor)
    ]
    return PolicyList(tuple(using[None]), tuple(rows))


def _is_like(actor: Actor, policy: CancellationPolicy, own: Policy) -> bool:
    return policy.kind == own.kind and resolved(actor, policy).tiers == own.tiers


def resolved(actor: Actor, source: PolicySource | None, *, cutoff: timedelta | None = None) -> Policy:
    """The policy as a booking would keep it; None is the studio's own."""
    return applicable_policy(PolicyLevels(actor.organization.settings, class_type=source), late_cancel_before=cutoff)


def sample_of(actor: Actor, source: PolicySource | None, *, cutoff: timedelta | None = None, now: datetime) -> Sample:
    """The policy of a class some days ahead, as its members would read it."""
    policy = resolved(actor, source, cutoff=cutoff)
    on = local_date(now, actor.zone) + timedelta(days=days_shown(policy))
    starts_at = instant_of(on, SAMPLE_AT, actor.zone)
    steps = falling(step for step in policy_deadlines(policy, starts_at) if step.percent)
    return Sample(starts_at, steps, sample_words(policy, starts_at, actor.formats), policy_words(policy, actor.formats))

"""On what terms a spot is booked: the policy of a session, from the rows the database gave."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from fitflow.schedule.rules.policies import Policy, PolicyLevels, applicable_policy, late_cancel_before


@dataclass(frozen=True)
class StoredPolicy:
    """A policy as the database gave it."""

    kind: str
    name: str
    tiers: Any


def policy_for(settings: Mapping[str, Any], facts: Mapping[str, Any]) -> Policy:
    """The policy that applies to a session, from its own, its class type's, or the studio's."""
    own, of_type = (
        StoredPolicy(**stored) if stored else None for stored in (facts["session_policy"], facts["type_policy"])
    )
    levels = PolicyLevels(settings, session=own, class_type=of_type, kind=facts["kind"])
    return applicable_policy(levels, late_cancel_before=late_cancel_before(facts["starts_at"], facts["late_cancel_at"]))

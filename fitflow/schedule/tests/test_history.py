"""How the schedule's events read in the audit trail."""

import inspect
from datetime import datetime

import pytest

from fitflow.core.actor import Actor
from fitflow.core.models import Event
from fitflow.organizations.queries.history import describe, described_types
from fitflow.schedule import events
from fitflow.schedule.services.class_types import create_class_type, update_class_type
from fitflow.schedule.services.policies import create_policy, update_policy

ALL = [kind for _name, kind in inspect.getmembers(events, inspect.isclass) if kind.__module__ == events.__name__]


@pytest.mark.parametrize("kind", ALL)
def test_every_event_has_a_sentence(kind: type) -> None:
    assert kind.type in described_types()  # type: ignore[attr-defined]


def test_a_change_says_what_was_and_what_is(owner: Actor, now: datetime) -> None:
    made = create_class_type(owner, {"name": "Core", "description": "Long"}, now=now)
    update_class_type(owner, {"capacity": 9, "description": "Short"}, class_type_id=made.pk, now=now)

    changed = describe(owner, Event.objects.get(type="class_type.changed"))

    assert changed.text == "Olive Owner changed the class type Core (places: 12 → 9; description)."


def test_rows_are_readable(owner: Actor, now: datetime) -> None:
    made = create_policy(owner, name="Workshop", tiers=[[24, 100]], now=now)
    update_policy(owner, {"tiers": [[48, 100], [24, 50]]}, policy_id=made.pk, now=now)

    changed = describe(owner, Event.objects.get(type="policy.changed"))

    assert changed.text.endswith("changed the cancellation policy Workshop (rows: 24, 100 → 48, 100, 24, 50).")

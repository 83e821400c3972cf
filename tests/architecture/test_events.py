"""The trail of events cannot be changed, so no event may carry what somebody wrote: names, reasons, addresses."""

import importlib.util
from dataclasses import fields, is_dataclass
from datetime import date, datetime
from decimal import Decimal
from types import UnionType
from typing import Annotated, Any, Union, get_args, get_origin, get_type_hints
from uuid import UUID

import pytest
from django.apps import apps

from fitflow.core.events import Code, FactChanges, facts_in

FACTS = {UUID: "id", int: "number", Decimal: "number", bool: "yes or no", datetime: "time", date: "day", Code: "code"}


def event_classes() -> list[type[Any]]:
    """Every event of every app: a dataclass with a type, in a module called events."""
    found = []
    for config in apps.get_app_configs():
        if config.name.startswith("fitflow.") and config.label != "core":
            values = _values(f"{config.name}.events")
            found += [one for one in values if is_dataclass(one) and hasattr(one, "type")]
    return [one for one in found if isinstance(one, type)]


def _values(name: str) -> list[Any]:
    return list(vars(importlib.import_module(name)).values()) if importlib.util.find_spec(name) else []


def kind_of(hint: Any) -> str:
    """What a field is; "" for what the trail may not keep and that is declared as nothing else."""
    if get_origin(hint) in (Union, UnionType):
        parts = {kind_of(part) for part in get_args(hint) if part is not type(None)}
        return parts.pop() if len(parts) == 1 else ""
    if get_origin(hint) is tuple:
        return kind_of(get_args(hint)[0])
    if hint == FactChanges:
        return "changes of facts"
    if get_origin(hint) is Annotated and facts_in(hint) is not None:
        return "written by somebody, kept beside the trail"
    return FACTS.get(hint, "")


@pytest.mark.parametrize("event_class", event_classes(), ids=lambda one: one.type)
def test_every_field_of_an_event_is_a_fact_or_is_declared_as_written_by_somebody(event_class: type[Any]) -> None:
    hints = get_type_hints(event_class, include_extras=True)

    assert [one.name for one in fields(event_class) if not kind_of(hints[one.name])] == []


def test_there_are_events_of_every_app_that_has_some() -> None:
    assert len(event_classes()) > 60


@pytest.mark.parametrize("hint", [str, str | None, dict[str, Any], tuple[str, ...], Any])
def test_a_field_that_may_hold_anything_is_found(hint: Any) -> None:
    assert kind_of(hint) == ""

"""Ids of another studio inside a body or a query: refused or without effect, never shown, never half-written."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import transaction

from tests.security.acts import API, PAGES, Act, filled, values_of
from tests.security.expectations import SCOPED, STAFF
from tests.security.people import Visitor, visitor
from tests.security.routes import Route, routes
from tests.security.state import changed, state
from tests.security.two_studios import World

ROUTES = {route.name: route for route in routes()}
REFUSED = {400, 403, 404, 409, 422}
#: Names under which filters of lists and first values of forms come in an address.
ASKED = [
    "client", "client_id", "trainer", "trainer_id", "location", "location_id", "class_type", "type", "session",
    "policy", "like", "person", "entity", "lot",
]  # fmt: skip
#: People who give sessions, and locations, are the whole studio's: a manager of North may bring Ben to North.
SHARED = {"staff_id", "other_staff", "location_id"}
LISTS = [
    route
    for route in ROUTES.values()
    if route.in_studio and "GET" in route.methods and not set(route.names) - {"slug", "side", "group"}
]


def named_things(body: Any, values: dict[str, Any]) -> Iterator[str]:
    """The names of things of the world inside a body."""
    if isinstance(body, dict):
        for value in body.values():
            yield from named_things(value, values)
    elif isinstance(body, list):
        for value in body:
            yield from named_things(value, values)
    elif isinstance(body, str) and body.startswith("{") and hasattr(values[body[1:-1]], "hex"):
        yield body[1:-1]


def acts_that_name_things(world: World) -> list[tuple[Act, str]]:
    values = values_of(world.home, world.home.near, world.now)
    return [(act, name) for act in [*API, *PAGES] for name in dict.fromkeys(named_things(act.body, values))]


def post(world: World, act: Act, *, by: Visitor, body_values: dict[str, Any]) -> Any:
    """The act on the own things, with other values in its body."""
    values = values_of(world.home, world.home.near, world.now)
    address = {**values, **{name: values[other] for name, other in act.about.items()}, "side": "desk"}
    return by.knock(act.method, ROUTES[act.route].path(address), filled(act.body, values | body_values))


class TestIdsOfAnotherStudio:
    def test_in_a_body_are_refused_and_leave_nothing_behind(self, world: World) -> None:
        people = {name: visitor(world, name) for name in ("maya", "ana", "manager", "owner")}
        before, wrong = state(), []
        for act, name in acts_that_name_things(world):
            answer = post(world, act, by=people[act.by], body_values={name: world.abroad.near[name]})
            if answer.status not in REFUSED or "southside" in answer.text:
                wrong.append(f"{act.key} with a foreign {name} gave {answer.status} {answer.why or answer.text[:200]}")

        assert wrong == []
        assert changed(before, state()) == []

    def test_are_named_in_enough_bodies_to_mean_something(self, world: World) -> None:
        assert len(acts_that_name_things(world)) > 20

    @pytest.mark.parametrize("name", ["maya", "manager"])
    def test_in_a_query_show_nothing(self, world: World, name: str) -> None:
        who, wrong = visitor(world, name), []
        things = world.abroad.near
        ids = {
            "client": things["client_id"], "trainer": things["staff_id"], "location": things["location_id"],
            "class_type": things["class_type_id"], "session": things["session_id"], "policy": things["policy_id"],
            "person": world.abroad.people["maya"].user_id, "entity": things["booking_id"],
        }  # fmt: skip
        ids |= {f"{key}_id": ids[key] for key in ("client", "trainer", "location")}
        ids |= {"type": ids["class_type"], "like": ids["policy"], "lot": things["session_id"]}
        for route in doors_for(who):
            for asked in ASKED:
                path = route.path({"slug": "northside", "side": "me" if name == "maya" else "desk", "group": "booking"})
                answer = who.knock("GET", path, query={asked: str(ids[asked])})
                if answer.status not in {200, 302, 303, 400, 404, 422} or "southside" in answer.text:
                    wrong.append(f"GET {route.name}?{asked} gave {answer.status} {answer.why or answer.text[:200]}")

        assert wrong == []


def doors_for(who: Visitor) -> list[Route]:
    assert who.actor is not None
    return [route for route in LISTS if route.access and who.actor.can(*route.access)]


class TestIdsOutOfSight:
    def test_of_another_client_in_a_query_are_not_found(self, world: World) -> None:
        maya, others = visitor(world, "maya"), {"client_id": str(world.home.far["client_id"])}

        assert maya.knock("GET", "/api/v1/credits", query=others).status == 404
        assert maya.knock("GET", "/api/v1/credits/transactions", query=others).status == 404

    @pytest.mark.parametrize("name", sorted(SCOPED))
    def test_of_the_far_side_in_a_body_are_refused_to_a_manager_of_the_near_side(self, world: World, name: str) -> None:
        """Whatever a manager of North, or of Ana, may do there, they may not do it to South, or to Ben."""
        scoped, done = visitor(world, name), []
        for act, thing in acts_that_name_things(world):
            if act.by not in STAFF or thing in SHARED:
                continue
            with transaction.atomic():
                answer = post(world, act, by=scoped, body_values={thing: world.home.far[thing]})
                transaction.set_rollback(True)
            assert answer.status < 500, f"{act.key} with {thing}: {answer.why}"
            done += [f"{act.key} {thing}"] if answer.status not in REFUSED else []

        assert done == []

    def test_of_somebody_a_trainer_never_met_are_not_brought_in(self, world: World) -> None:
        ana, before = visitor(world, "ana"), state()
        book = f"/api/v1/admin/sessions/{world.home.near['empty_session']}/book"
        extra = f"/api/v1/admin/sessions/{world.home.near['empty_session']}/extra-place"
        noah = str(world.home.far["client_id"])

        assert ana.knock("POST", book, {"client": noah}).status == 404
        assert ana.knock("POST", extra, {"client": noah, "reason": "A friend."}).status == 404
        assert changed(before, state()) == []

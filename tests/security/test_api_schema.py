"""The API keeps to its own description, whatever it is sent: no crash, told media types, answers of the told shape."""

import re
from collections.abc import Iterator
from typing import Any

import hypothesis
import pytest
import schemathesis
from django.core.handlers.wsgi import WSGIHandler
from django.core.signals import request_finished, request_started
from django.db import close_old_connections, transaction
from hypothesis import HealthCheck, Phase, given
from hypothesis import strategies as st
from schemathesis import Case, GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi import checks

from tests.security.acts import ACTS, filled, new_key, values_of
from tests.security.expectations import about_of
from tests.security.people import Visitor, visitor
from tests.security.routes import Route, routes
from tests.security.two_studios import World

CHECKS = [
    not_a_server_error,
    checks.content_type_conformance,
    checks.response_schema_conformance,
    checks.response_headers_conformance,
    checks.status_code_conformance,
]
OPERATIONS = [(route, method) for route in routes() if hasattr(route.view, "cls") for method in route.methods]
NAMES = [f"{method} {route.address.removeprefix('/api/v1')}" for route, method in OPERATIONS]
#: Fields of bodies that name things, and the thing of the world each could mean.
FIELDS = {
    "class_type": "class_type_id", "trainer": "staff_id", "substitute": "other_staff", "location": "location_id",
    "location_id": "location_id", "trainer_id": "staff_id", "client": "client_id", "session": "empty_session",
    "policy": "policy_id", "staff_id": "staff_id",
}  # fmt: skip


@pytest.fixture(scope="module")
def described() -> Any:
    """The description as a program would load it, from the address under which it is served."""
    return schemathesis.openapi.from_wsgi("/api/v1/schema", WSGIHandler())


def template(route: Route) -> str:
    return re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", route.address)


def is_wild(number: int) -> bool:
    """One call in four goes wherever chance leads it; the others to what exists."""
    return number % 4 == 0


def drawn_calls(operation: Any, world: World, route: Route) -> st.SearchStrategy[tuple[int, "Case[Any]"]]:
    """A number, and a call as described or against it. Where a call goes to and who makes it is drawn for wild ones."""
    values = values_of(world.home, world.home.near, world.now)
    about = about_of(route)
    aimed = {
        "path_parameters": {name: str(values[about.get(name, name)]) for name in route.names},
        "headers": {"X-Organization": world.home.studio.slug, "Idempotency-Key": "another for each call"},
    }
    can_be_wrong = bool(operation.body or operation.query)

    def calls(number: int, mode: GenerationMode) -> st.SearchStrategy["Case[Any]"]:
        if is_wild(number):
            return operation.as_strategy(generation_mode=mode)  # type: ignore[no-any-return]
        mode = mode if can_be_wrong else GenerationMode.POSITIVE
        return operation.as_strategy(generation_mode=mode, **aimed)  # type: ignore[no-any-return]

    numbers, modes = st.integers(0, 63), st.sampled_from([GenerationMode.POSITIVE, GenerationMode.NEGATIVE])
    return st.tuples(numbers, modes).flatmap(lambda drawn: st.tuples(st.just(drawn[0]), calls(*drawn)))


def aim(case: "Case[Any]", world: World) -> None:
    """What the body names exists: otherwise nearly everything would end at 404."""
    values = values_of(world.home, world.home.near, world.now)
    if isinstance(case.body, dict):
        for name in FIELDS.keys() & case.body.keys():
            if isinstance(case.body[name], str):
                case.body[name] = str(values[FIELDS[name]])


def graft(case: "Case[Any]", world: World, route: Route, number: int) -> None:
    """A request as it should be, with one field of the odd one in it."""
    act = ACTS.get(f"{case.method.upper()} {route.name}")
    if act is None or not isinstance(case.body, dict):
        return
    sound = filled(act.body, values_of(world.home, world.home.near, world.now))
    odd = list(case.body.items())
    case.body = {**sound, **dict([odd[number % len(odd)]] if odd else [])}


def call_as(who: Visitor, case: "Case[Any]", world: World, route: Route, number: int) -> None:
    """One call, taken back afterwards. Most bodies of aimed calls are sound but for one field."""
    case.headers.pop("Authorization", None)
    own = {"Authorization": f"Bearer {who.token}"}
    if not is_wild(number):
        aim(case, world)
        own |= {"X-Organization": world.home.studio.slug, "Idempotency-Key": new_key()}
    if number % 4 > 1:
        graft(case, world, route, number // 4)
    with transaction.atomic():
        response = case.call(headers=own)
        transaction.set_rollback(True)
    case.validate_response(response, checks=CHECKS)


@pytest.fixture(autouse=True)
def _one_connection() -> Iterator[None]:
    """A request that begins must not close the connection whose transaction takes it back."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.fixture(scope="module")
def people(built_world: World, django_db_blocker: Any) -> Iterator[dict[str, Visitor]]:
    with django_db_blocker.unblock():
        yield {name: visitor(built_world, name) for name in ("maya", "owner")}


@pytest.mark.parametrize("name", ["maya", "owner"])
@pytest.mark.parametrize(("route", "method"), OPERATIONS, ids=NAMES)
def test_answers_as_described(
    world: World, described: Any, people: dict[str, Visitor], long_run: bool, name: str, route: Route, method: str
) -> None:
    operation = described[template(route)][method]

    @hypothesis.settings(
        max_examples=100 if long_run else 20,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
        derandomize=not long_run,
        database=None,
    )
    @given(drawn=drawn_calls(operation, world, route))
    def call(drawn: tuple[int, "Case[Any]"]) -> None:
        number, case = drawn
        call_as(people[name], case, world, route, number)

    call()


def test_names_every_address_of_the_api(described: Any) -> None:
    told = {(path, method.upper()) for path, methods in described.raw_schema["paths"].items() for method in methods}

    assert told == {(template(route), method) for route, method in OPERATIONS}

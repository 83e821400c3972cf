"""The wall behind the query filter: with every filter of the code taken down, the database still shows one studio."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from unittest.mock import patch

import pytest
from django.apps import apps
from django.db import DatabaseError, connection, connections, models, transaction

from fitflow.core.tenancy import TenantQuerySet, tenant
from tests.architecture.test_tables import GLOBAL_TABLES
from tests.security.people import visitor
from tests.security.routes import routes
from tests.security.two_studios import World

MODELS = sorted(
    (model for model in apps.get_models() if model._meta.db_table not in GLOBAL_TABLES),
    key=lambda model: model._meta.label,
)
#: Addresses that show lists, and one thing by its id: tried with the filters down.
LISTS = [
    "api-sessions", "api-clients", "api-messages", "api-credit-transactions", "api-audit", "api-staff", "api-series",
    "api-locations", "api-class-types", "api-policies", "api-trainers", "api-dashboard", "insights:home",
    "planning:calendar", "booking:schedule", "organizations:clients", "organizations:staff", "organizations:audit",
    "billing:movements", "billing:movements-file", "notify:log", "planning:series", "schedule:class_types",
]  # fmt: skip
THINGS = [
    "api-session", "api-client", "api-client-profile", "api-client-notes", "api-client-attendance", "api-message",
    "api-cancellation", "api-waitlist", "api-roster", "api-session-history", "api-series-one", "api-class-type",
    "api-policy", "api-staff-member", "booking:desk-session", "booking:desk-booking", "organizations:client",
    "organizations:staff_person", "billing:client-credits", "notify:message", "booking:class",
]  # fmt: skip
ROUTES = {route.name: route for route in routes()}


def everything(self: Any, _actor: Any) -> Any:
    return self.all()


def without_studio(filtering: Any) -> Any:
    """A `filter` that no longer looks at the studio."""

    def unfiltered(self: Any, *args: Any, **kwargs: Any) -> Any:
        return filtering(self, *args, **{name: value for name, value in kwargs.items() if name != "organization_id"})

    return unfiltered


def subclasses(base: type) -> Iterator[type]:
    yield base
    for inner in base.__subclasses__():
        yield from subclasses(inner)


@contextmanager
def no_filters() -> Iterator[None]:
    """Takes the query filter down on purpose: `visible_to` and `filter(organization_id=)` let everything through."""
    kinds = set(subclasses(TenantQuerySet)) | {type(model._default_manager.all()) for model in MODELS}
    patches = [patch.object(kind, "visible_to", everything) for kind in kinds if hasattr(kind, "visible_to")]
    patches += [patch.object(models.QuerySet, "filter", without_studio(models.QuerySet.filter))]
    for one in patches:
        one.start()
    try:
        yield
    finally:
        for one in patches:
            one.stop()


@contextmanager
def as_the_owner() -> Iterator[None]:
    """The application connects as the role that row-level security does not bind: the second wall is down too."""
    own, powerful = connections["default"], connections["owner"]
    before = dict(own.settings_dict)
    own.close()
    own.settings_dict |= {name: powerful.settings_dict[name] for name in ("USER", "PASSWORD", "HOST", "PORT")}
    try:
        yield
    finally:
        own.close()
        own.settings_dict |= before


def path_to(name: str, world: World, things: dict[str, Any]) -> str:
    return ROUTES[name].path({**things, "slug": world.home.studio.slug, "side": "desk"})


def seen_in_lists(world: World) -> list[str]:
    """Lists that show anything of the other studio to the owner of this one."""
    owner, found = visitor(world, "owner"), []
    for name in LISTS:
        answer = owner.knock("GET", path_to(name, world, {}), query={"limit": "200"} if ROUTES[name].is_api else None)
        assert answer.status == 200, f"{name} gave {answer.status} {answer.why or answer.text[:200]}"
        found += [name] if "southside" in answer.text else []
    return found


class TestWithoutTheQueryFilter:
    def test_lists_still_show_one_studio(self, world: World) -> None:
        with no_filters():
            assert seen_in_lists(world) == []

    def test_things_of_the_other_studio_are_still_not_found(self, world: World) -> None:
        owner = visitor(world, "owner")
        with no_filters():
            answers = {name: owner.knock("GET", path_to(name, world, world.abroad.near)) for name in THINGS}

        assert {name: answer.status for name, answer in answers.items()} == dict.fromkeys(THINGS, 404)

    def test_and_without_the_second_wall_they_would_be_seen(self, world: World) -> None:
        """Shows that the two tests above can fail at all."""
        with no_filters(), as_the_owner():
            seen = seen_in_lists(world)
            owner = visitor(world, "owner")
            found = [
                name for name in THINGS if owner.knock("GET", path_to(name, world, world.abroad.near)).status == 200
            ]

        assert len(seen) >= 8
        assert len(found) >= 5


def organizations_of(model: type[models.Model], using: str = "default") -> set[Any]:
    rows = model._default_manager.using(using).values_list("organization_id", flat=True)
    return set(rows.order_by().distinct())


@pytest.mark.parametrize("model", MODELS, ids=[model._meta.label for model in MODELS])
class TestEveryTableOfAStudio:
    def test_holds_rows_of_both_studios_here(self, world: World, model: type[models.Model]) -> None:
        """Otherwise the tests below would find nothing for the wrong reason."""
        assert organizations_of(model, "owner") >= {world.home.studio.id, world.abroad.studio.id}

    def test_shows_the_rows_of_the_studio_that_is_set(self, world: World, model: type[models.Model]) -> None:
        for house in (world.home, world.abroad):
            with tenant(house.studio.id):
                assert organizations_of(model) == {house.studio.id}

    def test_shows_nothing_while_no_studio_is_set(self, world: World, model: type[models.Model]) -> None:
        assert organizations_of(model) == set()

    def test_takes_no_row_of_another_studio_and_changes_none(self, world: World, model: type[models.Model]) -> None:
        table, home, abroad = model._meta.db_table, world.home.studio.id, world.abroad.studio.id
        with tenant(home), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f'SELECT count(*) FROM "{table}" WHERE organization_id = %s', [abroad])
            assert cursor.fetchone() == (0,)
            assert affected(f'DELETE FROM "{table}" WHERE organization_id = %s', abroad) in (0, "refused")
            assert affected(f'UPDATE "{table}" SET organization_id = %s', abroad) == "refused"


def affected(statement: str, value: Any) -> int | str:
    """How many rows a statement touched, or that the database did not let it."""
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement, [value])
            return int(cursor.rowcount)
    except DatabaseError as error:
        if getattr(error.__cause__, "sqlstate", "") in {"42501", "23001"}:  # A policy, or an append-only table.
            return "refused"
        raise

"""Joining and being added at the same moment, on real connections: one person is one record, with one login."""

import threading
from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from django.db import connection

from fitflow.accounts.factories import make_user
from fitflow.accounts.models import User
from fitflow.core.actor import Actor, Role, Studio
from fitflow.core.errors import Invalid, Refused
from fitflow.core.models import Event
from fitflow.core.tenancy import tenant
from fitflow.organizations.doors import open_door
from fitflow.organizations.factories import make_staff_actor, make_studio
from fitflow.organizations.models import Client, StudioRole
from fitflow.organizations.rules.client_sheets import rows_of
from fitflow.organizations.services.client_import import import_clients
from fitflow.organizations.services.client_logins import join_studio
from fitflow.organizations.services.clients import add_client
from tests.databases import CommittedDatabase

NOW = datetime(2026, 11, 20, 9, tzinfo=UTC)
ADDRESS = "vera@example.org"
Act = Callable[[], Any]


@pytest.fixture
def studio(committed_db: CommittedDatabase) -> Studio:
    return make_studio()


@pytest.fixture
def manager(studio: Studio) -> Actor:
    with tenant(studio.id):
        return make_staff_actor(studio, name="Mona Manager", role=Role.MANAGER)


@pytest.fixture
def vera(studio: Studio) -> User:
    return make_user(email=ADDRESS, name="Vera Voss")


def at_once(acts: list[Act]) -> Counter[str]:
    """Everybody acts at the same moment on a connection of their own; how often each answer came."""
    start, said = threading.Barrier(len(acts)), []

    def run(act: Act) -> None:
        try:
            start.wait()
            act()
            said.append("done")
        except (Refused, Invalid) as refusal:
            said.append(refusal.code)
        finally:
            connection.close()

    people = [threading.Thread(target=run, args=[act]) for act in acts]
    for person in people:
        person.start()
    for person in people:
        person.join()
    assert len(said) == len(acts), "somebody met something that is no refusal"
    return Counter(said)


def through_the_door(studio: Studio, user_id: Any, act: Callable[[Actor], Any]) -> Act:
    def run() -> None:
        with open_door(user_id, studio.slug) as actor:
            act(actor)

    return run


def join(studio: Studio, user: User) -> Act:
    return through_the_door(studio, user.pk, lambda actor: join_studio(actor, now=NOW))


def add(studio: Studio, manager: Actor) -> Act:
    return through_the_door(
        studio, manager.user_id, lambda actor: add_client(actor, name="Vera", email=ADDRESS, now=NOW)
    )


def take_in(studio: Studio, manager: Actor) -> Act:
    rows = rows_of([{"name": f"Twin {n}", "email": f"twin{n}@example.org"} for n in range(20)] + [
        {"name": "Vera", "email": ADDRESS}
    ])  # fmt: skip
    return through_the_door(
        studio, manager.user_id, lambda actor: import_clients(actor, rows=rows, dry_run=False, now=NOW)
    )


def one_record_with_one_login(studio: Studio, user: User) -> None:
    with tenant(studio.id):
        client = Client.objects.get(email=ADDRESS)
        assert StudioRole.objects.get(role="client").client_id == client.pk
        assert StudioRole.objects.get(role="client").user_id == user.pk
        made = Event.objects.filter(entity_id=client.pk, type__in=["client.added", "client.joined"])
        assert made.count() == 1


def test_twelve_first_clicks_make_one_member(studio: Studio, vera: User) -> None:
    assert at_once([join(studio, vera)] * 12) == {"done": 12}

    one_record_with_one_login(studio, vera)


def test_eight_colleagues_add_somebody_once(studio: Studio, manager: Actor, vera: User) -> None:
    assert at_once([add(studio, manager)] * 8) == {"done": 1, "invalid": 7}

    one_record_with_one_login(studio, vera)


@pytest.mark.parametrize("round_", range(6))
def test_who_joins_while_being_added_or_imported_is_one_person(
    studio: Studio, manager: Actor, vera: User, round_: int
) -> None:
    said = at_once([join(studio, vera), add(studio, manager), take_in(studio, manager), join(studio, vera)])

    assert said["done"] >= 2  # Who joins always does; of the desk at least one is told that she is there already.
    assert "busy" not in said
    one_record_with_one_login(studio, vera)

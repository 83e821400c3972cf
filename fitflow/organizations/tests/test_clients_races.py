"""Joining and being added at the same moment, on real connections: one person is one record, with one login."""

import threading
from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from typing import Any

import pytest
from django.db import connection

from fitflow.accounts.factories import make_user
from fitflow.accounts.models import User
from fitflow.core.actor import Actor, Role, Studio
from fitflow.core.errors import Denial, Invalid
from fitflow.core.models import Event
from fitflow.core.tenancy import tenant
from fitflow.organizations.doors import open_door
from fitflow.organizations.factories import make_staff_actor, make_studio
from fitflow.organizations.models import Client, Separation, StudioRole
from fitflow.organizations.queries.logins import waiting_records
from fitflow.organizations.rules.client_sheets import rows_of
from fitflow.organizations.services.client_import import import_clients
from fitflow.organizations.services.client_logins import join_record, join_studio
from fitflow.organizations.services.clients import add_client, edit_client
from fitflow.organizations.services.separating import refuse_record
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
        except (Denial, Invalid) as refusal:
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


def one_record(studio: Studio) -> Client:
    with tenant(studio.id):
        client: Client = Client.objects.get(email=ADDRESS)
        made = Event.objects.filter(entity_id=client.pk, type__in=["client.added", "client.joined"])
        assert made.count() == 1
        return client


def one_record_with_one_login(studio: Studio, user: User) -> None:
    client = one_record(studio)
    with tenant(studio.id):
        assert StudioRole.objects.get(role="client").client_id == client.pk
        assert StudioRole.objects.get(role="client").user_id == user.pk


def test_twelve_first_clicks_make_one_member(studio: Studio, vera: User) -> None:
    assert at_once([join(studio, vera)] * 12) == {"done": 12}

    one_record_with_one_login(studio, vera)


def test_eight_colleagues_add_somebody_once(studio: Studio, manager: Actor, vera: User) -> None:
    assert at_once([add(studio, manager)] * 8) == {"done": 1, "invalid": 7}

    assert [record.client_id for record in waiting_records(vera.pk)] == [one_record(studio).pk]


def test_twelve_taps_on_join_and_not_me_give_one_answer(studio: Studio, manager: Actor, vera: User) -> None:
    at_once([add(studio, manager)])
    client = one_record(studio)
    join_it, refuse_it = partial(join_record, vera), partial(refuse_record, vera)

    said = at_once([partial(act, client_id=client.pk, now=NOW) for act in (join_it, refuse_it) * 6])

    with tenant(studio.id):
        roles, apart = StudioRole.objects.filter(role="client").count(), Separation.objects.count()
    assert (roles, apart) in {(1, 0), (0, 1)}
    assert said == {"done": 1, "not_found": 11}


@pytest.mark.parametrize("round_", range(6))
def test_an_address_corrected_while_its_first_person_joins_is_never_theirs(
    studio: Studio, manager: Actor, vera: User, round_: int
) -> None:
    at_once([add(studio, manager)])
    client = one_record(studio)

    def correct(actor: Actor) -> None:
        edit_client(actor, client_id=client.pk, changes={"email": "right@example.org"}, now=NOW)

    at_once(
        [partial(join_record, vera, client_id=client.pk, now=NOW), through_the_door(studio, manager.user_id, correct)]
    )

    with tenant(studio.id):
        assert not StudioRole.objects.filter(role="client").exists()


@pytest.mark.parametrize("round_", range(6))
def test_who_joins_while_being_added_or_imported_is_one_person(
    studio: Studio, manager: Actor, vera: User, round_: int
) -> None:
    said = at_once([join(studio, vera), add(studio, manager), take_in(studio, manager), join(studio, vera)])

    assert said["done"] >= 2  # Who joins always does; of the desk at least one is told that she is there already.
    assert "busy" not in said
    one_record_with_one_login(studio, vera)

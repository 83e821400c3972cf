"""Whom an actor sees in which order, and what it costs to look."""

from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
from django.db.models import Q
from pytest_django import DjangoAssertNumQueries

from fitflow.core.actor import Actor, Role, Studio
from fitflow.core.errors import NotFound
from fitflow.organizations.factories import actor_of, make_client, make_staff_actor
from fitflow.organizations.hooks import ClientPart
from fitflow.organizations.models import Client, Location, StudioRole, StudioRoleScope
from fitflow.organizations.queries import clients as queries
from fitflow.organizations.queries.clients import (
    ClientFilter,
    client_counts,
    client_list,
    client_of,
    clients_of,
    is_client,
    own_record,
)
from fitflow.organizations.services.clients import archive_client
from fitflow.organizations.views.clients import counted
from tests.offers import also, only


def names(actor: Actor, **wanted: object) -> list[str]:
    return [client.name for client in client_list(actor, ClientFilter(**wanted)).rows]  # type: ignore[arg-type]


@pytest.fixture
def harbour(studio: Studio) -> Location:
    return Location.objects.create(organization_id=studio.id, name="Harbour")


@pytest.fixture
def club_manager(studio: Studio, harbour: Location) -> Actor:
    actor = make_staff_actor(studio, name="Hanna", role=Role.MANAGER, is_trainer=False)
    studio_role = StudioRole.objects.get(staff__name="Hanna")
    StudioRoleScope.objects.create(organization_id=studio.id, studio_role=studio_role, location=harbour)
    assert actor.user_id
    return actor_of(studio, actor.user_id)


@pytest.fixture
def four(studio: Studio, harbour: Location, now: datetime) -> list[Client]:
    """Four people in the order of their dates, whose names run another way."""
    people = [("Zoë Ørsted", "lead"), ("anna Berg", "active"), ("Ängla Ek", "inactive"), ("Bo Lind", "active")]
    return [
        make_client(
            studio, name=name, email=f"{number}@example.org", status=status, location=harbour if number < 2 else None
        )
        for number, (name, status) in enumerate(people)
    ]


class TestClientList:
    def test_is_in_the_order_of_names_as_people_read_them(self, manager: Actor, four: list[Client]) -> None:
        assert names(manager) == ["Ängla Ek", "anna Berg", "Bo Lind", "Zoë Ørsted"]

    def test_is_sorted_by_date_and_by_status(self, manager: Actor, four: list[Client], now: datetime) -> None:
        for days, client in enumerate(four):
            Client.objects.filter(pk=client.pk).update(created_at=now + timedelta(days=days))

        assert names(manager, sort="date") == ["Bo Lind", "Ängla Ek", "anna Berg", "Zoë Ørsted"]
        assert names(manager, sort="status") == ["anna Berg", "Bo Lind", "Ängla Ek", "Zoë Ørsted"]

    def test_is_searched_by_every_word(self, manager: Actor, four: list[Client]) -> None:
        assert names(manager, search="ORSTED zo") == ["Zoë Ørsted"]
        assert names(manager, search="3@example") == ["Bo Lind"]
        assert names(manager, search="100%") == []

    def test_is_filtered_by_status_and_location(self, manager: Actor, four: list[Client], harbour: Location) -> None:
        assert names(manager, status="active") == ["anna Berg", "Bo Lind"]
        assert names(manager, location_id=harbour.pk) == ["anna Berg", "Zoë Ørsted"]
        assert names(manager, location_id=harbour.pk, status="lead") == ["Zoë Ørsted"]

    def test_shows_the_archived_only_when_asked(self, manager: Actor, four: list[Client], now: datetime) -> None:
        archive_client(manager, client_id=four[0].pk, now=now)

        assert "Zoë Ørsted" not in names(manager) + names(manager, status="inactive")
        assert names(manager, status="archived") == ["Zoë Ørsted"]

    @pytest.mark.parametrize("sort", ["name", "date", "status"])
    def test_comes_in_parts_that_make_the_whole(self, manager: Actor, studio: Studio, sort: str) -> None:
        for number in range(25):
            make_client(studio, name=f"Twin {number % 3}", status="active" if number % 2 else "lead")
        wanted = ClientFilter(sort=sort, search="twin")
        whole = [client.pk for client in client_list(manager, wanted).rows]

        found, cursor = [], ""
        while True:
            part = client_list(manager, wanted, cursor=cursor, limit=7)
            found += [client.pk for client in part.rows]
            cursor = part.next
            if not cursor:
                break

        assert found == whole
        assert len(set(found)) == 25

    def test_costs_three_queries_however_long_it_is(
        self, manager: Actor, studio: Studio, django_assert_num_queries: DjangoAssertNumQueries
    ) -> None:
        home = Location.objects.get()
        trainer = make_staff_actor(studio, name="Ana").staff_id
        Client.objects.bulk_create(
            Client(
                organization_id=studio.id, name=f"Person {n}", search=f"person {n}", location=home,
                trainer_id=trainer, created_at=datetime.fromisoformat("2026-01-01T00:00:00Z"),
            )
            for n in range(10_000)
        )  # fmt: skip

        with django_assert_num_queries(2):
            part = client_list(manager, ClientFilter(search="person 99"))
            assert all(client.location and client.trainer for client in part.rows)

        assert len(part.rows) == 50


class TestClientCounts:
    def test_count_everybody_within_reach_by_status(
        self, manager: Actor, club_manager: Actor, four: list[Client], now: datetime,
        django_assert_num_queries: DjangoAssertNumQueries,
    ) -> None:  # fmt: skip
        archive_client(manager, client_id=four[1].pk, now=now)

        with django_assert_num_queries(1):
            counts = client_counts(manager)

        assert (counts.total, counts.lead, counts.active, counts.inactive, counts.churned) == (3, 1, 1, 1, 0)
        assert counts.archived == 1
        assert client_counts(club_manager).total == 1

    def test_count_no_further_than_is_shown(
        self, manager: Actor, four: list[Client], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(queries, "MOST_COUNTED", 1)

        counts = client_counts(manager)

        assert (counts.total, counts.active) == (2, 2)
        assert (counted(manager.formats, counts.active), counted(manager.formats, counts.lead)) == ("1+", "1")


class TestReach:
    @pytest.fixture
    def _goals_reach(self) -> Iterator[None]:
        """An app above that says: whoever has goals has booked at the manager's location."""
        reach = ClientPart("test", reach=lambda actor: ~Q(goals="") if actor.scope_locations else Q(pk__in=[]))
        with also(reach):
            yield

    def test_of_a_club_manager_is_who_lives_there(self, club_manager: Actor, four: list[Client]) -> None:
        with only(ClientPart):
            assert {client.name for client in clients_of(club_manager)} == {"Zoë Ørsted", "anna Berg"}
            with pytest.raises(NotFound):
                client_of(club_manager, four[3].pk)

    @pytest.mark.usefixtures("_goals_reach")
    def test_is_widened_by_an_app_above(self, club_manager: Actor, manager: Actor, four: list[Client]) -> None:
        Client.objects.filter(pk=four[3].pk).update(goals="Swim")

        assert {client.name for client in clients_of(club_manager)} == {"Zoë Ørsted", "anna Berg", "Bo Lind"}
        assert clients_of(manager).count() == 4

    def test_of_a_client_is_the_own_record(self, maya: Actor, noah: Actor) -> None:
        assert [client.pk for client in clients_of(maya)] == [maya.client_id]
        assert own_record(maya).name == "Maya Lind"

    def test_of_a_trainer_is_nobody_but_names_can_be_checked(self, trainer: Actor, maya: Actor) -> None:
        assert not clients_of(trainer).exists()
        assert maya.client_id
        assert is_client(trainer, maya.client_id)

    def test_ends_at_the_studio(self, stranger: Actor, maya: Actor) -> None:
        assert maya.client_id
        assert not clients_of(stranger).exists()
        assert not is_client(stranger, maya.client_id)
        with pytest.raises(NotFound):
            own_record(stranger)

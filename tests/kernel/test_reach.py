"""What is an actor's to run: Python, conditions of queries and SQL say the same of the same rows."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from itertools import product
from typing import Any
from uuid import UUID

import pytest

from fitflow.booking.factories import give_credits, make_class_type, make_session
from fitflow.booking.models import Booking
from fitflow.booking.queries.access import run_session
from fitflow.booking.queries.sessions import sessions_by_id
from fitflow.booking.services.holds import book_spot
from fitflow.core import clock
from fitflow.core.actor import Actor, Role, Studio
from fitflow.core.db import rows
from fitflow.core.errors import Forbidden, NotFound
from fitflow.core.ids import new_id
from fitflow.core.reach import reach_q, reach_sql, reach_values
from fitflow.organizations.factories import make_client, make_staff
from fitflow.organizations.models import Client, Location, Staff
from fitflow.organizations.queries.clients import clients_of
from fitflow.schedule.models import ClassType, Series, Session
from fitflow.schedule.queries.series import series_of
from fitflow.schedule.queries.sessions import runnable

#: Everybody there is: single roles, and people who have two.
ROLES = (
    *({role} for role in Role),
    {Role.MANAGER, Role.TRAINER},
    {Role.OWNER, Role.TRAINER},
    {Role.TRAINER, Role.CLIENT},
    {Role.MANAGER, Role.CLIENT},
)
#: What has a location and a trainer, or may have.
TABLES: tuple[Any, ...] = (Session, Series, ClassType, Client)


@dataclass(frozen=True)
class World:
    """Two locations and two trainers with everything that can be between them."""

    studio: Studio
    locations: tuple[Location, Location]
    trainers: tuple[Staff, Staff]
    sessions: tuple[Session, ...]
    maya: Actor

    def actor(self, roles: set[Role], **scope: Any) -> Actor:
        """Somebody with these roles; who works here is the first trainer."""
        staff = self.trainers[0].pk if roles - {Role.CLIENT, Role.PUBLIC, Role.SYSTEM} else None
        client = self.maya.client_id if Role.CLIENT in roles else None
        return Actor(self.studio, new_id(), frozenset(roles), client_id=client, staff_id=staff, **scope)

    def actors(self) -> Iterator[Actor]:
        """Every role, limited to nothing, to each location or trainer, to both and not at all."""
        here, ben = self.locations[0].pk, self.trainers[1].pk
        parts: tuple[tuple[set[UUID] | None, set[UUID] | None], ...] = (
            (None, None),
            (set(), set()),
            ({here}, None),
            (None, {ben}),
            ({here}, {ben}),
            (set(), {ben}),
        )
        for roles, (locations, trainers) in product(ROLES, parts):
            yield self.actor(
                roles,
                scope_locations=None if locations is None else frozenset(locations),
                scope_trainers=None if trainers is None else frozenset(trainers),
            )

    def named(self, actor: Actor) -> set[str]:
        """The sessions within reach, as "location trainer"."""
        found = Session.objects.filter(reach_q(actor)).select_related("location", "trainer")
        return {f"{one.location.name} {one.trainer.name}" for one in found}


@pytest.fixture
def world(studio: Studio, maya: Actor, now: datetime) -> World:
    here = Location.objects.get(organization_id=studio.id)
    there = Location.objects.create(organization_id=studio.id, name="Harbour")
    trainers = make_staff(studio, name="Ana"), make_staff(studio, name="Ben")
    kind = make_class_type(studio, trainer=None, location=None)
    made = []
    for number, (location, trainer, status) in enumerate(
        product((here, there), trainers, (Session.Status.PUBLISHED, Session.Status.DRAFT))
    ):
        session = make_session(
            studio, class_type=kind, starts_in=timedelta(days=2 + number), now=now, trainer_id=trainer.pk,
            location_id=location.pk, publish=status == Session.Status.PUBLISHED,
        )  # fmt: skip
        made.append(session)
    for number, (at, by) in enumerate(product((here, there, None), (*trainers, None))):
        make_client(studio, name=f"Client {number}", location=at, trainer=by)
        make_class_type(studio, name=f"Type {number}", location=at, trainer=by)
        if at and by:
            make_series(studio, kind, location=at, trainer=by, starts_on=now.date())
    return World(studio, (here, there), trainers, tuple(made), maya)


def make_series(studio: Studio, class_type: ClassType, **values: Any) -> Series:
    usual = {"weekdays": [1], "starts_at_local": time(18), "duration_minutes": 60, "capacity": 3}
    return Series.objects.create(organization_id=studio.id, class_type=class_type, **usual, **values)


class TestThreeWordings:
    def test_say_the_same_of_every_row_for_every_actor(self, world: World) -> None:
        for actor, table in product(world.actors(), TABLES):
            every = list(table.objects.all())
            in_python = {
                one.pk for one in every if actor.reaches(location_id=one.location_id, trainer_id=one.trainer_id)
            }
            as_condition = set(table.objects.filter(reach_q(actor)).values_list("pk", flat=True))
            sql = f'SELECT x.id FROM "{table._meta.db_table}" x WHERE {reach_sql("x")}'
            in_sql = {row["id"] for row in rows(sql, reach_values(actor))}

            assert as_condition == in_python, (actor, table)
            assert in_sql == in_python, (actor, table)
            assert actor.reach.is_nothing <= (not in_python)

    def test_say_it_by_way_of_a_session_too(self, world: World, maya: Actor, now: datetime) -> None:
        give_credits(maya, 20)
        with clock.at(now):
            for session in world.sessions:
                if session.status == Session.Status.PUBLISHED:
                    book_spot(maya, session_id=session.pk, now=now)

        for actor in world.actors():
            booked = set(Booking.objects.filter(reach_q(actor, "session__")).values_list("session_id", flat=True))
            joined = "SELECT s.id FROM booking_booking b JOIN schedule_session s ON s.id = b.session_id"
            in_sql = rows(f"{joined} WHERE {reach_sql('s')}", reach_values(actor))
            assert booked == {row["id"] for row in in_sql}
            assert booked == {
                one.pk for one in world.sessions if one.status == Session.Status.PUBLISHED and one.is_run_by(actor)
            }

    def test_stand_beside_other_conditions_without_losing_a_row(self, world: World) -> None:
        """An empty condition would be left out of an OR, and the whole studio would be the smaller half of it."""
        owner = world.actor({Role.OWNER})
        assert Client.objects.filter(reach_q(owner) | reach_q(world.actor({Role.TRAINER}))).count() == 10


class TestReach:
    def test_of_a_manager_is_the_scope(self, world: World) -> None:
        here, harbour = world.locations
        ana, ben = world.trainers
        everything = {"Main studio Ana", "Main studio Ben", "Harbour Ana", "Harbour Ben"}
        both = {"scope_locations": frozenset([here.pk]), "scope_trainers": frozenset([ben.pk])}

        assert world.named(world.actor({Role.MANAGER})) == everything
        assert world.named(world.actor({Role.MANAGER}, scope_locations=frozenset([harbour.pk]))) == {
            "Harbour Ana",
            "Harbour Ben",
        }
        assert world.named(world.actor({Role.MANAGER}, scope_trainers=frozenset([ben.pk]))) == {
            "Main studio Ben",
            "Harbour Ben",
        }
        assert world.named(world.actor({Role.MANAGER}, **both)) == everything - {"Harbour Ana"}

    def test_of_a_manager_who_is_limited_to_nothing_is_nothing(self, world: World) -> None:
        limited = world.actor({Role.MANAGER}, scope_locations=frozenset(), scope_trainers=frozenset())
        assert (world.named(limited), limited.is_scoped) == (set(), True)

    def test_of_a_limited_manager_who_gives_sessions_is_the_scope_alone(self, world: World) -> None:
        """Ana gives sessions at the harbour, but manages the main studio."""
        ana = world.actor({Role.MANAGER, Role.TRAINER}, scope_locations=frozenset([world.locations[0].pk]))
        assert world.named(ana) == {"Main studio Ana", "Main studio Ben"}

    def test_of_a_trainer_is_the_own(self, world: World) -> None:
        ana = world.actor({Role.TRAINER, Role.CLIENT})
        assert (world.named(ana), ana.is_scoped) == ({"Main studio Ana", "Harbour Ana"}, False)

    @pytest.mark.parametrize("role", [Role.OWNER, Role.ADMIN, Role.SYSTEM])
    def test_of_whoever_has_the_whole_studio_is_everything(self, world: World, role: Role) -> None:
        assert len(world.named(world.actor({role}))) == 4

    @pytest.mark.parametrize("role", [Role.CLIENT, Role.PUBLIC])
    def test_of_everybody_else_is_nothing(self, world: World, role: Role) -> None:
        assert world.named(world.actor({role})) == set()


class TestEveryDoor:
    def test_shows_by_the_same_rule(self, world: World) -> None:
        """The schedule's SQL, the querysets and the look that every act begins with."""
        ids = [one.pk for one in world.sessions]
        for actor in world.actors():
            seen = set(Session.objects.visible_to(actor).values_list("pk", flat=True))
            own = {one.pk for one in world.sessions if one.is_run_by(actor)}
            published = {one.pk for one in world.sessions if one.status == Session.Status.PUBLISHED}

            assert seen == (own if actor.can(Role.MANAGER) else own | published), actor
            assert {row.id for row in sessions_by_id(actor, ids)} == seen, actor
            assert set(runnable(actor).values_list("pk", flat=True)) == own, actor
            assert {pk: answer_of(actor, pk) for pk in ids} == {
                pk: "yes" if pk in own else "forbidden" if pk in seen else "not found" for pk in ids
            }, actor
            assert {one.pk for one in series_of(actor)} == {
                one.pk
                for one in Series.objects.all()
                if actor.reaches(location_id=one.location_id, trainer_id=one.trainer_id)
            }, actor

    def test_shows_a_manager_the_clients_of_the_scope(self, world: World) -> None:
        for actor in world.actors():
            if not actor.can(Role.MANAGER):
                continue
            assert {one.pk for one in clients_of(actor)} == {
                one.pk
                for one in Client.objects.all()
                if actor.reaches(location_id=one.location_id, trainer_id=one.trainer_id)
            }, actor


def answer_of(actor: Actor, session_id: UUID) -> str:
    try:
        run_session(actor, session_id)
    except Forbidden:
        return "forbidden"
    except NotFound:
        return "not found"
    return "yes"

"""Rooms and equipment beside trainers: they are occupied by their capacity, and go where their session goes."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from fitflow.booking.factories import make_class_type, make_room, make_session
from fitflow.booking.services.moving import SessionMove
from fitflow.booking.services.sessions import cancel_session, move_session
from fitflow.core.actor import Actor, Studio
from fitflow.core.errors import Refused
from fitflow.organizations.factories import make_staff
from fitflow.organizations.models import Location
from fitflow.planning.services.substitutes import replace_trainer
from fitflow.schedule.models import Resource, ResourceClaim, Session
from fitflow.schedule.queries.sessions import Selection
from fitflow.schedule.refusals import EquipmentBusy, ResourceRetired, RoomBusy, TrainerBusy
from fitflow.schedule.services.resources import lock_resources, occupy_another

HOUR = timedelta(hours=1)


@pytest.fixture
def blue(studio: Studio) -> Resource:
    return make_room(studio, name="Blue room")


@pytest.fixture
def reformers(studio: Studio) -> Resource:
    return make_room(studio, kind="equipment", name="Reformers", capacity=6)


@pytest.fixture
def sessions(studio: Studio, now: datetime) -> list[Session]:
    """Two of different trainers at the same time, and one that begins when they end."""
    starts = [2 * HOUR, 2 * HOUR, 3 * HOUR]
    return [make_session(studio, starts_in=at, now=now) for at in starts]


def use(manager: Actor, resource: Resource, session: Session, **values: Any) -> None:
    locked = lock_resources(manager, [], others=[resource.pk])[resource.pk]
    occupy_another(locked, session, **values)


def used(resource: Resource) -> list[Any]:
    return list(ResourceClaim.objects.filter(resource=resource).order_by("starts_at").values_list("session", flat=True))


class TestARoom:
    def test_is_taken_by_one_session_at_a_time(self, manager: Actor, blue: Resource, sessions: list[Session]) -> None:
        first, beside, after = sessions
        use(manager, blue, first)

        with pytest.raises(RoomBusy) as refused:
            use(manager, blue, beside)
        use(manager, blue, after)

        assert (refused.value.status, refused.value.code) == (409, "room_busy")
        assert refused.value.message.startswith("Blue room is taken then: ")
        assert [one["session"] for one in refused.value.details["conflicts"]] == [str(first.pk)]
        assert used(blue) == [first.pk, after.pk]

    def test_with_room_for_two_holds_two(self, manager: Actor, blue: Resource, sessions: list[Session]) -> None:
        Resource.objects.filter(pk=blue.pk).update(capacity=2)

        for session in sessions:
            use(manager, blue, session)

        assert len(used(blue)) == 3

    def test_is_shared_where_staff_say_why(self, manager: Actor, blue: Resource, sessions: list[Session]) -> None:
        use(manager, blue, sessions[0])

        use(manager, blue, sessions[1], override_reason="It is large")

        assert ResourceClaim.objects.get(session=sessions[1], resource=blue).override_reason == "It is large"

    def test_moves_along_and_is_asked_there(
        self, manager: Actor, blue: Resource, sessions: list[Session], now: datetime
    ) -> None:
        first, _beside, after = sessions
        use(manager, blue, first)
        use(manager, blue, after)

        with pytest.raises(RoomBusy):
            move_session(manager, SessionMove(starts_at=after.starts_at), session_id=first.pk, now=now)
        later = after.starts_at + HOUR
        move_session(manager, SessionMove(starts_at=later), session_id=first.pk, now=now)

        assert used(blue) == [after.pk, first.pk]
        assert set(ResourceClaim.objects.filter(session=first).values_list("starts_at", flat=True)) == {later}

    def test_stays_with_the_session_when_somebody_else_teaches_it(
        self, studio: Studio, manager: Actor, blue: Resource, sessions: list[Session], now: datetime
    ) -> None:
        ben = make_staff(studio, name="Ben")
        use(manager, blue, sessions[0])

        replace_trainer(manager, Selection(session_ids=(sessions[0].pk,)), trainer_id=ben.pk, now=now)

        claims = ResourceClaim.objects.filter(session=sessions[0]).order_by("resource__kind")
        assert [(claim.resource.name, claim.resource.trainer_id) for claim in claims] == [
            ("Blue room", None),
            ("", ben.pk),
        ]

    def test_is_let_go_when_the_session_goes_elsewhere(
        self, studio: Studio, manager: Actor, blue: Resource, sessions: list[Session], now: datetime
    ) -> None:
        hall = Location.objects.create(organization_id=studio.id, name="Hall")
        use(manager, blue, sessions[0])

        move_session(manager, SessionMove(location_id=hall.pk), session_id=sessions[0].pk, now=now)

        assert used(blue) == []
        assert ResourceClaim.objects.filter(session=sessions[0]).count() == 1

    def test_is_free_again_when_the_session_is_cancelled(
        self, manager: Actor, blue: Resource, sessions: list[Session], now: datetime
    ) -> None:
        use(manager, blue, sessions[0])

        cancel_session(manager, session_id=sessions[0].pk, reason="Ill", now=now)

        assert not ResourceClaim.objects.filter(session=sessions[0]).exists()

    def test_that_is_retired_takes_nothing_new(
        self, manager: Actor, blue: Resource, sessions: list[Session], now: datetime
    ) -> None:
        use(manager, blue, sessions[0])
        Resource.objects.filter(pk=blue.pk).update(is_active=False)

        with pytest.raises(ResourceRetired):
            use(manager, blue, sessions[2])
        move_session(manager, SessionMove(starts_at=now + 6 * HOUR), session_id=sessions[0].pk, now=now)

        assert used(blue) == [sessions[0].pk]

    def test_of_another_studio_is_not_there(self, stranger: Actor, blue: Resource) -> None:
        assert lock_resources(stranger, [], others=[blue.pk]) == {}


class TestEquipment:
    def test_is_used_by_weight(
        self, manager: Actor, reformers: Resource, sessions: list[Session], now: datetime
    ) -> None:
        first, beside, _after = sessions
        use(manager, reformers, first, weight=4)

        with pytest.raises(EquipmentBusy) as refused:
            use(manager, reformers, beside, weight=3)
        use(manager, reformers, beside, weight=2)

        assert refused.value.code == "equipment_busy"
        assert len(used(reformers)) == 2

    def test_keeps_its_weight_when_its_session_moves(
        self, manager: Actor, reformers: Resource, sessions: list[Session], now: datetime
    ) -> None:
        use(manager, reformers, sessions[0], weight=4)

        move_session(manager, SessionMove(starts_at=now + 8 * HOUR), session_id=sessions[0].pk, now=now)

        assert ResourceClaim.objects.get(resource=reformers).weight == 4


class TestATrainer:
    def test_with_room_for_two_still_has_one_class_at_a_time(self, studio: Studio, now: datetime) -> None:
        class_type = make_class_type(studio)
        make_session(studio, class_type=class_type, starts_in=2 * HOUR, now=now)
        Resource.objects.update(capacity=2)

        with pytest.raises(TrainerBusy):
            make_session(studio, class_type=class_type, starts_in=2 * HOUR, now=now)

    def test_is_named_by_what_is_in_the_way(self, studio: Studio, now: datetime) -> None:
        class_type = make_class_type(studio, name="Yoga")
        make_session(studio, class_type=class_type, starts_in=2 * HOUR, now=now)

        with pytest.raises(Refused, match="The trainer is busy then: Yoga."):
            make_session(studio, class_type=class_type, starts_in=2 * HOUR, now=now)

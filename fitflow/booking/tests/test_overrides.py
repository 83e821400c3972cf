"""A session put over another with a reason: excused against that one, in the way of all that comes later."""

from datetime import datetime, timedelta

import pytest

from fitflow.booking.factories import make_class_type
from fitflow.booking.services.moving import SessionMove
from fitflow.booking.services.new_sessions import SessionDraft, create_session
from fitflow.booking.services.sessions import cancel_session, move_session
from fitflow.core.actor import Actor, Studio
from fitflow.organizations.models import Location
from fitflow.schedule.models import ClassType, ResourceClaim, Session
from fitflow.schedule.refusals import TrainerBusy

MINUTE = timedelta(minutes=1)


@pytest.fixture
def class_type(studio: Studio) -> ClassType:
    return make_class_type(studio, duration_minutes=60)


class Day:
    """A day of one trainer; minutes count from ten o'clock."""

    def __init__(self, manager: Actor, class_type: ClassType, now: datetime) -> None:
        self.manager, self.class_type, self.now = manager, class_type, now
        self.ten = now + timedelta(days=3, hours=1)

    def plan(self, start: int, end: int, reason: str = "") -> Session:
        draft = SessionDraft(
            class_type_id=self.class_type.pk, starts_at=self.ten + start * MINUTE, ends_at=self.ten + end * MINUTE
        )
        return create_session(self.manager, draft, override_reason=reason, now=self.now)

    def move(self, session: Session, start: int, end: int, reason: str = "") -> Session:
        to = SessionMove(self.ten + start * MINUTE, self.ten + end * MINUTE)
        return move_session(self.manager, to, session_id=session.pk, override_reason=reason, now=self.now)

    def cancel(self, session: Session) -> None:
        cancel_session(self.manager, session_id=session.pk, reason="Ill", now=self.now)

    def refuses(self, start: int, end: int) -> bool:
        """Whether the trainer is busy then."""
        before = Session.objects.count()
        try:
            session = self.plan(start, end)
        except TrainerBusy:
            return Session.objects.count() == before
        self.cancel(session)
        return False


@pytest.fixture
def day(manager: Actor, class_type: ClassType, now: datetime) -> Day:
    return Day(manager, class_type, now)


def claim_of(session: Session) -> ResourceClaim:
    return ResourceClaim.objects.get(session=session)


class TestASessionPutOverAnother:
    def test_is_in_the_way_of_what_comes_later(self, day: Day) -> None:
        under = day.plan(0, 60)
        over = day.plan(30, 90, "Ana takes both")

        assert day.refuses(60, 90)
        with pytest.raises(TrainerBusy) as refused:
            day.plan(60, 90)
        assert [one["session"] for one in refused.value.details["conflicts"]] == [str(over.pk)]
        assert claim_of(over).over == [claim_of(under).pk]

    def test_is_in_the_way_when_what_lies_under_it_is_cancelled(self, day: Day) -> None:
        under = day.plan(0, 60)
        day.plan(30, 90, "Ana takes both")

        day.cancel(under)

        assert not day.refuses(0, 30)
        assert day.refuses(0, 60)
        assert day.refuses(30, 45)

    def test_is_excused_against_what_it_was_put_over_alone(self, day: Day) -> None:
        day.plan(0, 60)
        over = day.plan(30, 90, "Ana takes both")
        later = day.plan(90, 150)

        with pytest.raises(TrainerBusy) as refused:
            day.move(over, 30, 100)
        moved = day.move(over, 30, 100, "She takes all three")

        assert len(refused.value.details["conflicts"]) == 2
        assert claim_of(later).pk in claim_of(moved).over

    def test_needs_no_reason_any_more_when_it_goes_where_nothing_is(self, day: Day) -> None:
        day.plan(0, 60)
        over = day.plan(30, 90, "Ana takes both")

        moved = day.move(over, 60, 120)

        assert (claim_of(moved).over, claim_of(moved).override_reason) == ([], "")

    def test_keeps_no_reason_where_nothing_was_in_the_way(self, day: Day) -> None:
        free = day.plan(0, 60, "Just in case")

        assert (claim_of(free).over, claim_of(free).override_reason) == ([], "")

    def test_takes_as_many_as_staff_say(self, day: Day) -> None:
        first, second = day.plan(0, 60), day.plan(60, 120)

        third = day.plan(30, 90, "Help is there")
        fourth = day.plan(30, 90, "More help is there")

        assert set(claim_of(third).over) == {claim_of(first).pk, claim_of(second).pk}
        assert set(claim_of(fourth).over) == {claim_of(one).pk for one in (first, second, third)}


class TestASessionThatAnotherWasPutOver:
    def test_cannot_be_moved_within_the_time_of_the_other_unasked(self, day: Day) -> None:
        """Whoever moves decides anew: what is in the way at the new time, the other one too, needs a reason."""
        under = day.plan(0, 60)
        over = day.plan(30, 90, "Ana takes both")

        with pytest.raises(TrainerBusy):
            day.move(under, 15, 75)
        moved = day.move(under, 15, 75, "Still both")

        assert claim_of(moved).over == [claim_of(over).pk]

    def test_can_go_away_and_then_not_come_back_unasked(self, day: Day) -> None:
        under = day.plan(0, 60)
        day.plan(30, 90, "Ana takes both")

        day.move(under, 120, 180)

        with pytest.raises(TrainerBusy):
            day.move(under, 0, 60)

    def test_may_go_elsewhere_at_the_same_time(self, studio: Studio, day: Day) -> None:
        """Its trainer and its time stay, so there is nothing to decide."""
        under = day.plan(0, 60)
        over = day.plan(30, 90, "Ana takes both")
        hall = Location.objects.create(organization_id=studio.id, name="Hall")
        known = claim_of(under).pk, claim_of(over).over

        for session in (under, over):
            move_session(day.manager, SessionMove(location_id=hall.pk), session_id=session.pk, now=day.now)

        assert (claim_of(under).pk, claim_of(over).over) == known
        assert claim_of(over).override_reason == "Ana takes both"

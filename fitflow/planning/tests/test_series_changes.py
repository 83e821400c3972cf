"""Editing series: one, following, all; and what happens to the people who are booked."""

from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal

import pytest

from fitflow.booking.factories import give_credits, make_session
from fitflow.booking.models import Spot, WaitlistEntry
from fitflow.booking.refusals import CapacityBelowOccupied
from fitflow.booking.services.moving import SessionMove
from fitflow.booking.services.sessions import cancel_session, move_session
from fitflow.booking.services.waitlist import join_waitlist
from fitflow.core.actor import Actor, Studio
from fitflow.core.errors import Invalid
from fitflow.core.models import Event, Timer
from fitflow.organizations.factories import make_staff
from fitflow.organizations.models import Location
from fitflow.planning.models import CancelRun
from fitflow.planning.services.series import create_series, extend_series
from fitflow.planning.services.series_changes import Choice, edit_one, edit_series
from fitflow.planning.tests.series import balance, book, sessions_of, starts
from fitflow.schedule.models import ClassType, ResourceClaim, Series, Session
from fitflow.schedule.queries.series import SeriesDraft, one_series

HOUR = timedelta(hours=1)
pytestmark = pytest.mark.usefixtures("engine_time")


class TestAll:
    def test_moves_every_session_to_come_with_the_people_in_it(
        self, manager: Actor, maya: Actor, series: Series, now: datetime
    ) -> None:
        booking = book(maya, sessions_of(series)[1], now)

        edited = edit_series(manager, {"at": time(19)}, series_id=series.pk, now=now)

        assert starts(series) == ["11-23 19:00", "11-30 19:00", "12-07 19:00", "12-14 19:00"]
        assert (edited.sessions, edited.bookings) == (4, 1)
        booking.refresh_from_db()
        assert booking.starts_at == datetime(2026, 11, 30, 19, tzinfo=UTC)
        assert Event.objects.filter(type="session.moved").count() == 4
        claim = ResourceClaim.objects.get(session_id=booking.session_id)
        assert claim.starts_at == booking.starts_at
        assert Timer.objects.get(kind="session.start", entity_id=booking.session_id).due_at == booking.starts_at
        assert not any(one.detached for one in sessions_of(series))
        changed = Event.objects.get(type="series.changed")
        assert changed.payload["changes"] == {"starts_at_local": ["18:00:00", "19:00:00"]}
        assert (changed.payload["sessions"], changed.payload["bookings"]) == (4, 1)

    def test_leaves_alone_what_was_changed_by_itself(self, manager: Actor, series: Series, now: datetime) -> None:
        second = sessions_of(series)[1]
        move_session(manager, SessionMove(starts_at=second.starts_at + 26 * HOUR), session_id=second.pk, now=now)

        edited = edit_series(manager, {"at": time(19)}, series_id=series.pk, now=now)

        assert starts(series) == ["11-23 19:00", "12-01 20:00", "12-07 19:00", "12-14 19:00"]
        assert (edited.sessions, edited.left_alone) == (3, 1)

    def test_leaves_alone_what_has_begun_or_was_cancelled(self, manager: Actor, series: Series) -> None:
        first, second, *_others = sessions_of(series)
        later = first.starts_at + 2 * HOUR
        cancel_session(manager, session_id=second.pk, reason="Holiday", now=later)

        edit_series(manager, {"at": time(19)}, series_id=series.pk, now=later)

        assert starts(series) == ["11-23 18:00", "11-30 18:00", "12-07 19:00", "12-14 19:00"]

    def test_leaves_alone_what_would_be_over_already(self, manager: Actor, series: Series) -> None:
        same_day_at_noon = datetime(2026, 11, 23, 12, tzinfo=UTC)

        edit_series(manager, {"at": time(8)}, series_id=series.pk, now=same_day_at_noon)

        assert starts(series) == ["11-23 18:00", "11-30 08:00", "12-07 08:00", "12-14 08:00"]

    def test_changes_trainer_place_length_price_and_places_together(
        self, studio: Studio, manager: Actor, series: Series, now: datetime
    ) -> None:
        ben = make_staff(studio, name="Ben Okafor")
        hall = Location.objects.create(organization_id=studio.id, name="Hall")
        changes = {
            "trainer": ben.pk,
            "location": hall.pk,
            "duration_minutes": 45,
            "cost_credits": Decimal("1.5"),
            "capacity": 5,
            "online_url": "https://meet.example.com/hall",
        }

        edit_series(manager, changes, series_id=series.pk, now=now)

        for one in sessions_of(series):
            assert (one.trainer_id, one.location_id, one.capacity) == (ben.pk, hall.pk, 5)
            assert one.ends_at - one.starts_at == timedelta(minutes=45)
            assert (one.cost_credits, one.online_url) == (Decimal("1.50"), "https://meet.example.com/hall")
            assert Spot.objects.filter(session=one).count() == 5
        assert set(ResourceClaim.objects.values_list("resource__trainer_id", flat=True)) == {ben.pk}
        changed = one_series(manager, series.pk)
        assert (changed.trainer_id, changed.capacity, changed.cost_credits) == (ben.pk, 5, Decimal("1.50"))

    def test_is_what_the_next_sessions_follow(
        self, system: Actor, manager: Actor, series: Series, now: datetime
    ) -> None:
        Series.objects.filter(pk=series.pk).update(ends_on=None)

        edit_series(manager, {"at": time(19)}, series_id=series.pk, now=now)
        extend_series(system, series_id=series.pk, now=now + timedelta(days=7))

        assert starts(series)[-1].endswith("19:00")
        assert len(starts(series)) > 4

    def test_without_a_difference_does_nothing(self, manager: Actor, series: Series, now: datetime) -> None:
        edited = edit_series(manager, {"at": time(18), "capacity": 3}, series_id=series.pk, now=now)

        assert edited.sessions == 0
        assert not Event.objects.filter(type__in=["series.changed", "session.moved"]).exists()

    def test_never_lowers_places_below_the_people(
        self, manager: Actor, maya: Actor, noah: Actor, series: Series, now: datetime
    ) -> None:
        third = sessions_of(series)[2]
        book(maya, third, now)
        book(noah, third, now)

        with pytest.raises(CapacityBelowOccupied) as refused:
            edit_series(manager, {"capacity": 1}, series_id=series.pk, now=now)

        assert refused.value.details == {"occupied": 2, "sessions": [str(third.pk)]}
        assert str(refused.value).startswith("In 1 session more places are held or booked.")
        assert {one.capacity for one in sessions_of(series)} == {3}
        assert edit_series(manager, {"capacity": 2}, series_id=series.pk, now=now).sessions == 4

    def test_serves_the_queue_when_places_are_added(
        self, studio: Studio, manager: Actor, maya: Actor, noah: Actor, series: Series, now: datetime
    ) -> None:
        edit_series(manager, {"capacity": 1}, series_id=series.pk, now=now)
        first = sessions_of(series)[0]
        book(maya, first, now)
        give_credits(noah, now=now)
        join_waitlist(noah, session_id=first.pk, now=now)

        edit_series(manager, {"capacity": 2}, series_id=series.pk, now=now)

        assert WaitlistEntry.objects.get().status == "offered"


class TestFollowing:
    def test_splits_the_series_and_leaves_the_sessions_before(
        self, manager: Actor, series: Series, now: datetime
    ) -> None:
        edited = edit_series(manager, {"at": time(19)}, series_id=series.pk, from_on=date(2026, 12, 7), now=now)

        old, new = one_series(manager, series.pk), edited.series
        assert new.pk != old.pk
        assert (old.ends_on, old.starts_at_local) == (date(2026, 12, 6), time(18))
        assert (new.starts_on, new.ends_on, new.starts_at_local) == (date(2026, 12, 7), date(2026, 12, 14), time(19))
        assert starts(old) == ["11-23 18:00", "11-30 18:00"]
        assert starts(new) == ["12-07 19:00", "12-14 19:00"]
        assert Event.objects.get(type="series.split").payload["from_series_id"] == str(old.pk)

    def test_from_the_first_session_to_come_needs_no_split(self, manager: Actor, series: Series) -> None:
        after_the_first = datetime(2026, 11, 24, 9, tzinfo=UTC)

        edited = edit_series(
            manager, {"at": time(19)}, series_id=series.pk, from_on=date(2026, 11, 30), now=after_the_first
        )

        assert edited.series.pk == series.pk
        assert starts(series) == ["11-23 18:00", "11-30 19:00", "12-07 19:00", "12-14 19:00"]

    def test_keeps_both_halves_going_the_way_they_should(
        self, system: Actor, manager: Actor, class_type: ClassType, now: datetime
    ) -> None:
        open_end = SeriesDraft(
            class_type_id=class_type.pk, weekdays=frozenset({2}), at=time(7), starts_on=date(2026, 11, 24)
        )
        old = create_series(manager, open_end, now=now).series
        new = edit_series(manager, {"at": time(8)}, series_id=old.pk, from_on=date(2027, 1, 5), now=now).series
        later = now + timedelta(days=30)

        assert extend_series(system, series_id=old.pk, now=later).sessions == 0
        assert extend_series(system, series_id=new.pk, now=later).sessions > 0
        assert all(start.endswith("07:00") for start in starts(old))
        assert all(start.endswith("08:00") for start in starts(new))
        assert len(set(starts(old) + starts(new))) == len(starts(old)) + len(starts(new))

    def test_takes_single_sessions_along_untouched(self, manager: Actor, series: Series, now: datetime) -> None:
        third = sessions_of(series)[2]
        edit_one(manager, {"at": time(10)}, series_id=series.pk, session_id=third.pk, now=now)

        new = edit_series(manager, {"at": time(19)}, series_id=series.pk, from_on=date(2026, 11, 30), now=now).series

        assert starts(new) == ["11-30 19:00", "12-07 10:00", "12-14 19:00"]

    def test_beyond_the_end_is_refused(self, manager: Actor, series: Series, now: datetime) -> None:
        with pytest.raises(Invalid):
            edit_series(manager, {"at": time(19)}, series_id=series.pk, from_on=date(2027, 1, 4), now=now)

        assert Series.objects.count() == 1


class TestThis:
    def test_changes_one_session_which_then_stands_alone(
        self, manager: Actor, maya: Actor, series: Series, now: datetime
    ) -> None:
        second = sessions_of(series)[1]
        book(maya, second, now)

        edit_one(
            manager,
            {"at": time(20), "capacity": 4, "cost_credits": Decimal(2)},
            series_id=series.pk,
            session_id=second.pk,
            now=now,
        )

        second.refresh_from_db()
        assert second.starts_at == datetime(2026, 11, 30, 20, tzinfo=UTC)
        assert second.ends_at - second.starts_at == HOUR
        assert (second.capacity, second.cost_credits, second.detached) == (4, Decimal(2), True)
        assert starts(series) == ["11-23 18:00", "11-30 20:00", "12-07 18:00", "12-14 18:00"]

    def test_without_a_move_stands_alone_too(self, manager: Actor, series: Series, now: datetime) -> None:
        second = sessions_of(series)[1]

        edit_one(manager, {"capacity": 9}, series_id=series.pk, session_id=second.pk, now=now)

        second.refresh_from_db()
        assert (second.capacity, second.detached) == (9, True)
        assert not Event.objects.filter(type="session.moved").exists()

    def test_keeps_its_day(self, manager: Actor, series: Series, now: datetime) -> None:
        with pytest.raises(Invalid):
            edit_one(manager, {"weekdays": {2}}, series_id=series.pk, session_id=sessions_of(series)[0].pk, now=now)

    def test_is_one_of_this_series(self, studio: Studio, manager: Actor, series: Series, now: datetime) -> None:
        other = make_session(studio, now=now)

        with pytest.raises(Invalid):
            edit_one(manager, {"at": time(9)}, series_id=series.pk, session_id=other.pk, now=now)


class TestWeekdays:
    def test_added_get_sessions_and_removed_lose_those_nobody_is_in(
        self, manager: Actor, series: Series, now: datetime
    ) -> None:
        edited = edit_series(manager, {"weekdays": {3}}, series_id=series.pk, now=now)

        assert starts(series) == ["11-25 18:00", "12-02 18:00", "12-09 18:00"]
        assert (edited.made, edited.dropped.withdrawn, edited.dropped.cancelled) == (3, 4, 0)
        assert not Session.objects.visible_to(manager).filter(status="cancelled").exists()
        assert ResourceClaim.objects.count() == 3
        assert Spot.objects.count() == 9
        assert Event.objects.filter(type="session.withdrawn").count() == 4

    def test_removed_with_people_need_a_reason_and_refund_everybody(
        self, manager: Actor, maya: Actor, series: Series, now: datetime
    ) -> None:
        booking = book(maya, sessions_of(series)[0], now)
        with pytest.raises(Invalid) as refused:
            edit_series(manager, {"weekdays": {3}}, series_id=series.pk, now=now)
        assert list(refused.value.errors) == ["reason"]
        assert refused.value.errors["reason"][0].startswith("1 booking falls away with these days.")

        edited = edit_series(
            manager, {"weekdays": {3}}, series_id=series.pk, choice=Choice(reason="Mondays are over."), now=now
        )

        booking.refresh_from_db()
        assert (booking.status, booking.refund_percent) == ("cancelled", 100)
        assert balance(maya, now) == Decimal(10)
        assert (edited.dropped.withdrawn, edited.dropped.cancelled) == (3, 1)
        assert [run.done_at for run in CancelRun.objects.all()] == [now]

    def test_taken_back_come_back(self, manager: Actor, series: Series, now: datetime) -> None:
        edit_series(manager, {"weekdays": {3}}, series_id=series.pk, now=now)

        edit_series(manager, {"weekdays": {1}}, series_id=series.pk, now=now)

        assert starts(series) == ["11-23 18:00", "11-30 18:00", "12-07 18:00", "12-14 18:00"]

"""What stands in the way of an edit, how a series ends, and who may do it."""

from datetime import date, datetime, time, timedelta
from typing import Any

import pytest

from fitflow.booking.factories import make_session
from fitflow.core.actor import Actor, Studio
from fitflow.core.errors import Forbidden, Invalid, NotFound, Refused
from fitflow.core.models import Event
from fitflow.organizations.factories import make_staff
from fitflow.organizations.models import Location, Staff
from fitflow.organizations.queries.history import describe
from fitflow.planning.refusals import SeriesOver
from fitflow.planning.services.series import OnConflict, create_series, extend_series
from fitflow.planning.services.series_changes import Choice, edit_series, end_series, preview_edit
from fitflow.planning.tests.series import book, sessions_of, starts
from fitflow.schedule.models import ClassType, ResourceClaim, Series, Session
from fitflow.schedule.queries.series import SeriesDraft, one_series

HOUR = timedelta(hours=1)
pytestmark = pytest.mark.usefixtures("engine_time")


class TestConflictsOfAnEdit:
    @pytest.fixture
    def busy(self, studio: Studio, class_type: ClassType, now: datetime) -> Session:
        """The trainer has something else on Monday 30 November at 19:30."""
        return make_session(studio, class_type=class_type, starts_in=timedelta(days=10, hours=10, minutes=30), now=now)

    def test_are_shown_first(self, manager: Actor, maya: Actor, series: Series, busy: Session, now: datetime) -> None:
        book(maya, sessions_of(series)[0], now)

        plan = preview_edit(manager, {"at": time(19)}, series_id=series.pk, now=now)

        assert (len(plan.touched), plan.bookings) == (4, 1)
        assert [on for on, _at, _with in plan.conflict_dates] == [date(2026, 11, 30)]
        assert starts(series)[0] == "11-23 18:00"

    def test_change_nothing_while_nobody_chose(
        self, manager: Actor, series: Series, busy: Session, now: datetime
    ) -> None:
        with pytest.raises(Refused) as refused:
            edit_series(manager, {"at": time(19)}, series_id=series.pk, now=now)

        assert refused.value.code == "trainer_busy"
        assert [row["on"] for row in refused.value.details["conflicts"]] == ["2026-11-30"]
        assert starts(series) == ["11-23 18:00", "11-30 18:00", "12-07 18:00", "12-14 18:00"]

    def test_can_stay_as_they_are(self, manager: Actor, series: Series, busy: Session, now: datetime) -> None:
        edit_series(manager, {"at": time(19)}, series_id=series.pk, choice=Choice(OnConflict.SKIP), now=now)

        assert starts(series) == ["11-23 19:00", "11-30 18:00", "12-07 19:00", "12-14 19:00"]
        assert [one.detached for one in sessions_of(series)] == [False, True, False, False]

    def test_can_be_overridden_with_a_reason(
        self, manager: Actor, series: Series, busy: Session, now: datetime
    ) -> None:
        choice = Choice(OnConflict.OVERRIDE, override_reason="Short one")

        edit_series(manager, {"at": time(19)}, series_id=series.pk, choice=choice, now=now)

        assert starts(series)[1] == "11-30 19:00"
        assert ResourceClaim.objects.exclude(override_reason="").get().override_reason == "Short one"

    def test_are_not_the_series_own_sessions(self, manager: Actor, class_type: ClassType, now: datetime) -> None:
        """Moved by 13 hours, a session of 12 would meet tomorrow's where that is now."""
        daily = SeriesDraft(
            class_type_id=class_type.pk,
            weekdays=frozenset(range(1, 8)),
            at=time(0),
            starts_on=date(2026, 11, 21),
            ends_on=date(2026, 11, 24),
            duration_minutes=720,
        )
        series = create_series(manager, daily, now=now).series

        edit_series(manager, {"at": time(12)}, series_id=series.pk, now=now)

        assert starts(series) == ["11-21 12:00", "11-22 12:00", "11-23 12:00", "11-24 12:00"]

    def test_with_a_place_alone_keep_what_was_allowed_before(
        self, studio: Studio, manager: Actor, class_type: ClassType, now: datetime
    ) -> None:
        make_session(studio, class_type=class_type, starts_in=timedelta(days=3, hours=9), now=now)
        draft = SeriesDraft(
            class_type_id=class_type.pk,
            weekdays=frozenset({1}),
            at=time(18),
            starts_on=date(2026, 11, 23),
            ends_on=date(2026, 11, 30),
        )
        series = create_series(
            manager, draft, on_conflict=OnConflict.OVERRIDE, override_reason="Both at once", now=now
        ).series
        hall = Location.objects.create(organization_id=studio.id, name="Hall")

        edit_series(manager, {"location": hall.pk}, series_id=series.pk, now=now)

        assert {one.location_id for one in sessions_of(series)} == {hall.pk}
        assert ResourceClaim.objects.filter(override_reason="Both at once").count() == 1

    def test_of_members_are_counted(
        self, studio: Studio, manager: Actor, maya: Actor, series: Series, now: datetime
    ) -> None:
        book(maya, sessions_of(series)[0], now)
        other = make_session(studio, starts_in=timedelta(days=3, hours=10), now=now)
        book(maya, other, now)

        assert preview_edit(manager, {"at": time(19)}, series_id=series.pk, now=now).overlapping == 1
        assert preview_edit(manager, {"at": time(20)}, series_id=series.pk, now=now).overlapping == 0


class TestEnd:
    def test_takes_away_what_nobody_is_in_and_refunds_the_others(
        self, manager: Actor, maya: Actor, series: Series, now: datetime
    ) -> None:
        booking = book(maya, sessions_of(series)[3], now)

        dropped = end_series(
            manager, series_id=series.pk, last_on=date(2026, 11, 30), reason="The course is over.", now=now
        )

        assert (dropped.withdrawn, dropped.cancelled) == (1, 1)
        assert starts(series) == ["11-23 18:00", "11-30 18:00", "12-14 18:00"]
        booking.refresh_from_db()
        assert (booking.status, booking.cancel_reason) == ("cancelled", "The course is over.")
        ended = one_series(manager, series.pk)
        assert (ended.ends_on, ended.ended_at) == (date(2026, 11, 30), now)
        assert Event.objects.get(type="series.ended").payload["removed"] == 1

    def test_before_it_began_takes_everything_away(self, manager: Actor, series: Series, now: datetime) -> None:
        dropped = end_series(manager, series_id=series.pk, last_on=date(2026, 11, 20), now=now)

        assert dropped.withdrawn == 4
        assert starts(series) == []

    def test_happens_once(self, system: Actor, manager: Actor, series: Series, now: datetime) -> None:
        end_series(manager, series_id=series.pk, last_on=date(2026, 11, 30), now=now)

        with pytest.raises(SeriesOver):
            end_series(manager, series_id=series.pk, last_on=date(2026, 11, 30), now=now)
        with pytest.raises(SeriesOver):
            edit_series(manager, {"at": time(19)}, series_id=series.pk, now=now)
        assert extend_series(system, series_id=series.pk, now=now + timedelta(days=90)).sessions == 0

    def test_does_not_rewrite_the_past(self, manager: Actor, series: Series, now: datetime) -> None:
        with pytest.raises(Invalid):
            end_series(manager, series_id=series.pk, last_on=date(2026, 11, 1), now=now)


class TestTrail:
    def test_reads_like_what_was_done(self, owner: Actor, series: Series, now: datetime) -> None:
        new = edit_series(owner, {"at": time(19)}, series_id=series.pk, from_on=date(2026, 12, 7), now=now).series
        end_series(owner, series_id=new.pk, last_on=date(2026, 12, 7), reason="Holidays", now=now)

        def told(kind: str) -> str:
            return describe(owner, Event.objects.with_words().get(type=kind)).text

        name = "Morning Strength (Every Monday at 18:00, until 6 Dec 2026)"
        assert told("series.split") == (
            f"From 7 Dec 2026 the sessions of {name} belong to a new series, "
            "Morning Strength (Every Monday at 19:00, until 7 Dec 2026)."
        )
        assert "from 7 Dec 2026 (time: 18:00 → 19:00): 2 sessions." in told("series.changed")
        assert told("series.ended").endswith("after 7 Dec 2026. “Holidays”")
        assert told("series.created").endswith(": 4 sessions.")
        assert told("session.withdrawn").endswith("was taken off the schedule; nobody was in it.")


class TestRightsOfAnEdit:
    def test_are_a_trainers_for_the_own_series_only(
        self, trainer: Actor, manager: Actor, class_type: ClassType, series: Series, now: datetime
    ) -> None:
        own = create_series(
            trainer,
            SeriesDraft(class_type.pk, frozenset({4}), time(9), date(2026, 11, 26), trainer_id=trainer.staff_id),
            now=now,
        ).series

        assert edit_series(trainer, {"at": time(10)}, series_id=own.pk, now=now).sessions > 0
        with pytest.raises(NotFound):
            edit_series(trainer, {"at": time(10)}, series_id=series.pk, now=now)
        with pytest.raises(Forbidden):
            edit_series(trainer, {"trainer": class_type.trainer_id}, series_id=own.pk, now=now)

    def test_are_not_a_clients_nor_a_strangers(
        self, maya: Actor, stranger: Actor, series: Series, now: datetime
    ) -> None:
        for somebody in (maya, stranger):
            with pytest.raises(NotFound):
                edit_series(somebody, {"at": time(10)}, series_id=series.pk, now=now)
            with pytest.raises(NotFound):
                end_series(somebody, series_id=series.pk, last_on=date(2026, 11, 30), now=now)
        assert starts(series)[0] == "11-23 18:00"

    @pytest.mark.parametrize(
        ("changes", "field"),
        [
            ({"at": "soon"}, "at"),
            ({"weekdays": set()}, "weekdays"),
            ({"capacity": "many"}, "capacity"),
            ({"trainer": None}, "trainer"),
            ({"class_type": None}, "class_type"),
        ],
    )
    def test_name_what_is_wrong(
        self, manager: Actor, series: Series, now: datetime, changes: dict[str, Any], field: str
    ) -> None:
        with pytest.raises(Invalid) as refused:
            edit_series(manager, changes, series_id=series.pk, now=now)

        assert list(refused.value.errors) == [field]

    def test_need_a_trainer_who_works_here(self, studio: Studio, manager: Actor, series: Series, now: datetime) -> None:
        gone = make_staff(studio, name="Gone", is_active=False)

        with pytest.raises(Invalid):
            edit_series(manager, {"trainer": gone.pk}, series_id=series.pk, now=now)
        assert Staff.objects.get(pk=series.trainer_id).is_active

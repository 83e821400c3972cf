"""Series: what they plan, across clock changes, day by day, and what stands in their way."""

from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from fitflow.booking.events import SessionPublished
from fitflow.booking.factories import make_class_type, make_session
from fitflow.booking.models import Spot
from fitflow.core.actor import Actor, Studio
from fitflow.core.errors import Invalid, Refused
from fitflow.core.models import Event, Timer
from fitflow.core.tenancy import tenant
from fitflow.organizations.factories import make_studio
from fitflow.planning.services.series import OnConflict, create_series, plan_left_out_date, preview_series
from fitflow.planning.tests.series import EVERY_DAY, draft_of, starts
from fitflow.schedule.models import ClassType, ResourceClaim, Series, Session
from fitflow.schedule.queries.series import one_series, rule_of
from fitflow.schedule.rules.series import series_words

pytestmark = pytest.mark.usefixtures("engine_time")


class TestCreateSeries:
    def test_plans_three_calendar_months_of_bookable_sessions(
        self, manager: Actor, class_type: ClassType, now: datetime
    ) -> None:
        made = create_series(manager, draft_of(class_type), now=now)

        sessions = Session.objects.filter(series_id=made.series.pk).order_by("starts_at")
        assert made.sessions == sessions.count() == 65
        first, last = sessions[0], sessions.reverse()[0]
        assert (first.series_on, last.series_on) == (date(2026, 11, 23), date(2027, 2, 19))
        assert made.series.made_until == date(2027, 2, 20)
        assert first.starts_at == datetime(2026, 11, 23, 6, 30, tzinfo=UTC)
        assert first.ends_at - first.starts_at == timedelta(minutes=60)
        assert (first.status, first.opens_at, first.closes_at) == ("published", now, first.starts_at)
        assert Spot.objects.filter(session=first).count() == 3
        assert ResourceClaim.objects.filter(session=first, resource__trainer_id=class_type.trainer_id).count() == 1
        assert set(Timer.objects.filter(entity_id=first.pk).values_list("kind", flat=True)) == {
            "session.start",
            "session.end",
        }
        assert Event.objects.filter(type=SessionPublished.type).count() == 65
        assert Event.objects.get(type="series.created").payload["sessions"] == 65

    def test_says_itself_in_plain_words(self, manager: Actor, class_type: ClassType, now: datetime) -> None:
        made = create_series(manager, draft_of(class_type, ends_on=date(2026, 12, 18)), now=now)

        assert series_words(rule_of(made.series), manager.formats) == "Every weekday at 06:30, until 18 Dec 2026"
        assert made.sessions == 20

    def test_reaches_as_far_as_members_may_book(self, now: datetime) -> None:
        far = make_studio(slug="far-ahead", booking__window=6)
        with tenant(far.id):
            made = create_series(Actor.system(far), draft_of(make_class_type(far), weekdays=frozenset({1})), now=now)

            assert made.series.made_until == date(2027, 5, 20)
            assert made.sessions == 26

    def test_takes_the_rules_of_registration_from_the_class_type(
        self, studio: Studio, manager: Actor, now: datetime
    ) -> None:
        strict = make_class_type(
            studio, name="Strict", registration_opens=7 * 86_400, registration_closes=3_600, late_cancel_cutoff=7_200
        )

        made = create_series(manager, draft_of(strict), now=now)

        last = Session.objects.filter(series_id=made.series.pk).latest("starts_at")
        assert last.opens_at == last.starts_at - timedelta(days=7)
        assert last.closes_at == last.starts_at - timedelta(hours=1)
        assert last.late_cancel_at == last.starts_at - timedelta(hours=2)

    def test_plans_a_daily_class_in_a_few_statements(
        self, manager: Actor, class_type: ClassType, now: datetime
    ) -> None:
        with CaptureQueriesContext(connection) as statements:
            made = create_series(manager, draft_of(class_type, weekdays=EVERY_DAY), now=now)

        assert made.sessions == 90
        assert len(statements) <= 24

    def test_makes_no_session_that_has_begun_already(
        self, manager: Actor, class_type: ClassType, now: datetime
    ) -> None:
        made = create_series(manager, draft_of(class_type, weekdays=EVERY_DAY, starts_on=date(2026, 11, 20)), now=now)

        assert starts(made.series)[0] == "11-21 06:30"

    @pytest.mark.parametrize(
        ("values", "field"),
        [
            ({"weekdays": frozenset()}, "weekdays"),
            ({"weekdays": frozenset({8})}, "weekdays"),
            ({"starts_on": date(2026, 11, 19)}, "starts_on"),
            ({"starts_on": date(2036, 11, 19)}, "starts_on"),
            ({"ends_on": date(2026, 11, 22)}, "ends_on"),
            ({"duration_minutes": 0}, "duration_minutes"),
            ({"duration_minutes": 1441}, "duration_minutes"),
            ({"capacity": 0}, "capacity"),
            ({"cost_credits": Decimal("-1")}, "cost_credits"),
            ({"cost_credits": Decimal("0.001")}, "cost_credits"),
            ({"online_url": "javascript:alert(1)"}, "online_url"),
            ({"trainer_id": UUID(int=1)}, "trainer"),
            ({"location_id": UUID(int=1)}, "location"),
        ],
    )
    def test_names_what_is_wrong_and_writes_nothing(
        self, manager: Actor, class_type: ClassType, now: datetime, values: dict[str, Any], field: str
    ) -> None:
        with pytest.raises(Invalid) as refused:
            create_series(manager, draft_of(class_type, **values), now=now)

        assert list(refused.value.errors) == [field]
        assert not Series.objects.exists()
        assert not Session.objects.exists()

    def test_names_everything_that_is_wrong_at_once(self, manager: Actor, class_type: ClassType, now: datetime) -> None:
        with pytest.raises(Invalid) as refused:
            create_series(manager, draft_of(class_type, weekdays=frozenset(), capacity=0), now=now)

        assert set(refused.value.errors) == {"weekdays", "capacity"}

    def test_is_not_for_an_archived_class_type(self, manager: Actor, class_type: ClassType, now: datetime) -> None:
        ClassType.objects.filter(pk=class_type.pk).update(is_active=False)

        with pytest.raises(Invalid):
            create_series(manager, draft_of(class_type), now=now)


class TestClockChanges:
    """A time that the clocks skip, a time that comes twice, and the zone whose clocks change by half an hour."""

    @pytest.mark.parametrize(
        ("zone", "today", "at", "on", "expected"),
        [
            (
                "Europe/London",
                "2027-03-20T00:00Z",
                time(6, 30),
                "2027-03-25",
                ["03-25 06:30", "03-26 06:30", "03-29 05:30"],
            ),
            (
                "Europe/London",
                "2026-10-15T00:00Z",
                time(6, 30),
                "2026-10-22",
                ["10-22 05:30", "10-23 05:30", "10-26 06:30"],
            ),
            (
                "America/New_York",
                "2027-03-01T00:00Z",
                time(18, 0),
                "2027-03-11",
                ["03-11 23:00", "03-12 23:00", "03-15 22:00"],
            ),
            (
                "America/New_York",
                "2026-10-20T00:00Z",
                time(18, 0),
                "2026-10-29",
                ["10-29 22:00", "10-30 22:00", "11-02 23:00"],
            ),
            (
                "Australia/Lord_Howe",
                "2026-09-25T00:00Z",
                time(7, 0),
                "2026-10-01",
                ["09-30 20:30", "10-01 20:30", "10-04 20:00"],
            ),
            (
                "Australia/Lord_Howe",
                "2027-03-25T00:00Z",
                time(7, 0),
                "2027-04-01",
                ["03-31 20:00", "04-01 20:00", "04-04 20:30"],
            ),
        ],
    )
    def test_leave_the_wall_time_alone(
        self, db: None, zone: str, today: str, at: time, on: str, expected: list[str]
    ) -> None:
        away = make_studio(slug="away", timezone=zone)
        with tenant(away.id):
            draft = draft_of(make_class_type(away), at=at, starts_on=date.fromisoformat(on))
            made = create_series(Actor.system(away), draft, now=datetime.fromisoformat(today))

            assert starts(made.series)[:3] == expected

    def test_move_a_skipped_time_forward_and_say_so(self, db: None) -> None:
        rome = make_studio(slug="roma", timezone="Europe/Rome")
        now = datetime(2026, 3, 20, tzinfo=UTC)
        with tenant(rome.id):
            draft = draft_of(
                make_class_type(rome),
                weekdays=frozenset({7}),
                at=time(2, 30),
                starts_on=date(2026, 3, 22),
                ends_on=date(2026, 4, 5),
            )
            _series, dates = preview_series(Actor.system(rome), draft, now=now)
            made = create_series(Actor.system(rome), draft, now=now)

            assert [one.is_shifted for one in dates] == [False, True, False]
            assert starts(made.series) == ["03-22 01:30", "03-29 01:30", "04-05 00:30"]

    def test_use_the_first_of_two_ambiguous_times(self, db: None) -> None:
        york = make_studio(slug="york", timezone="America/New_York")
        now = datetime(2026, 10, 25, tzinfo=UTC)
        with tenant(york.id):
            draft = draft_of(
                make_class_type(york), weekdays=frozenset({7}), at=time(1, 30), starts_on=date(2026, 11, 1)
            )
            _series, dates = preview_series(Actor.system(york), draft, now=now)

            assert dates[0].is_twice
            assert dates[0].starts_at == datetime(2026, 11, 1, 5, 30, tzinfo=UTC)


class TestConflicts:
    @pytest.fixture
    def busy(self, studio: Studio, class_type: ClassType, now: datetime) -> Session:
        """The trainer has a class on Wednesday 25 November from 06:00 to 07:00."""
        return make_session(studio, class_type=class_type, starts_in=timedelta(days=4, hours=21), now=now)

    def test_are_listed_before_anything_is_saved(
        self, manager: Actor, class_type: ClassType, busy: Session, now: datetime
    ) -> None:
        _series, dates = preview_series(manager, draft_of(class_type), now=now)

        conflicts = [one for one in dates if one.conflicts]
        assert [one.on for one in conflicts] == [date(2026, 11, 25)]
        assert conflicts[0].conflicts[0].session_id == busy.pk
        assert not Series.objects.exists()

    def test_are_refused_unless_somebody_chose(
        self, manager: Actor, class_type: ClassType, busy: Session, now: datetime
    ) -> None:
        with pytest.raises(Refused) as refused:
            create_series(manager, draft_of(class_type), now=now)

        assert (refused.value.status, refused.value.code) == (409, "trainer_busy")
        assert [row["on"] for row in refused.value.details["conflicts"]] == ["2026-11-25"]
        assert not Series.objects.exists()

    def test_can_be_left_out_and_stay_left_out(
        self, manager: Actor, class_type: ClassType, busy: Session, now: datetime
    ) -> None:
        made = create_series(manager, draft_of(class_type), on_conflict=OnConflict.SKIP, now=now)

        assert made.left_out == (date(2026, 11, 25),)
        assert one_series(manager, made.series.pk).except_on == ["2026-11-25"]
        assert "11-25 06:30" not in starts(made.series)
        assert made.sessions == 64

    def test_can_be_planned_with_a_reason(
        self, manager: Actor, class_type: ClassType, busy: Session, now: datetime
    ) -> None:
        made = create_series(
            manager, draft_of(class_type), on_conflict=OnConflict.OVERRIDE, override_reason="Ana does both.", now=now
        )

        reasons = ResourceClaim.objects.filter(session__series_id=made.series.pk).exclude(override_reason="")
        assert made.sessions == 65
        assert [claim.override_reason for claim in reasons] == ["Ana does both."]

    def test_cannot_be_planned_without_one(self, manager: Actor, class_type: ClassType, now: datetime) -> None:
        with pytest.raises(Invalid) as refused:
            create_series(manager, draft_of(class_type), on_conflict=OnConflict.OVERRIDE, now=now)

        assert list(refused.value.errors) == ["override_reason"]

    def test_leave_other_dates_out_too_when_asked(self, manager: Actor, class_type: ClassType, now: datetime) -> None:
        made = create_series(
            manager, draft_of(class_type, except_on=frozenset({date(2026, 12, 25), date(2027, 1, 1)})), now=now
        )

        assert made.left_out == (date(2026, 12, 25), date(2027, 1, 1))
        assert not {"12-25 06:30", "01-01 06:30"} & set(starts(made.series))

    def test_left_out_date_can_be_planned_after_all(
        self, manager: Actor, class_type: ClassType, busy: Session, now: datetime
    ) -> None:
        made = create_series(manager, draft_of(class_type), on_conflict=OnConflict.SKIP, now=now)
        with pytest.raises(Refused):
            plan_left_out_date(manager, series_id=made.series.pk, on=date(2026, 11, 25), now=now)

        plan_left_out_date(
            manager, series_id=made.series.pk, on=date(2026, 11, 25), override_reason="It works.", now=now
        )

        assert "11-25 06:30" in starts(made.series)
        assert one_series(manager, made.series.pk).except_on == []

"""What the first page of a client's record says of how they come."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from fitflow.booking.factories import give_credits, make_class_type, make_session
from fitflow.booking.models import Booking
from fitflow.booking.queries.habits import habits_of
from fitflow.booking.rules.habits import UsualTime, streak_weeks, usual_times
from fitflow.booking.services.holds import book_spot
from fitflow.booking.tests.browsing import browser, inside, words
from fitflow.booking.tests.desk_helpers import api_call
from fitflow.core import clock
from fitflow.core.actor import Actor, Studio
from fitflow.organizations.factories import make_staff

HOUR, DAY, WEEK = timedelta(hours=1), timedelta(days=1), timedelta(days=7)
MONDAY = date(2026, 11, 30)


class TestStreak:
    def test_counts_weeks_in_a_row_up_to_this_one(self) -> None:
        days = {MONDAY, MONDAY - WEEK + DAY, MONDAY - 2 * WEEK + 6 * DAY, MONDAY - 4 * WEEK}

        assert streak_weeks(days, MONDAY + 3 * DAY) == 3

    def test_lasts_while_this_week_is_not_over(self) -> None:
        assert streak_weeks({MONDAY - DAY, MONDAY - WEEK - DAY}, MONDAY) == 2

    def test_ends_with_a_week_without_a_visit(self) -> None:
        assert streak_weeks({MONDAY - WEEK - DAY}, MONDAY) == 0


def test_usual_times_are_those_that_came_twice_the_most_frequent_first() -> None:
    starts = [
        datetime(2026, 11, day, hour, tzinfo=UTC)
        for day, hour in ((2, 18), (9, 18), (16, 18), (3, 7), (10, 7), (4, 12))
    ]

    assert usual_times(starts) == (UsualTime(1, time(18), 3), UsualTime(2, time(7), 2))


class TestHabits:
    @pytest.fixture
    def year(self, studio: Studio, maya: Actor, now: datetime) -> Actor:
        """Came with Ana in each of the last three weeks, missed Ben three times, and left one of his."""
        give_credits(maya, 50, now=now - 60 * DAY)
        kind = make_class_type(studio, name="Flow")
        ana, ben = make_staff(studio, name="Ana Ruiz"), make_staff(studio, name="Ben Cole")
        for age, person in ((17, ben), (16, ben), (15, ana), (9, ben), (8, ana), (2, ben), (1, ana)):
            then = now - age * DAY
            session = make_session(studio, class_type=kind, trainer_id=person.pk, starts_in=HOUR, now=then)
            with clock.at(then):
                made = book_spot(maya, session_id=session.pk, now=then)
            status = "completed" if person == ana else "no_show"
            Booking.objects.filter(pk=made.booking_id).update(status=status)
        last = Booking.objects.filter(status="no_show").latest("starts_at")
        Booking.objects.filter(pk=last.pk).update(
            status="cancelled",
            cancelled_at=now - 2 * DAY,
            refund_percent=0,
            credits_refunded=0,
            refund_why="policy",
            refund_counted_from=last.starts_at,
        )
        return maya

    def test_tell_streak_times_and_trainers_apart(self, manager: Actor, year: Actor, now: datetime) -> None:
        assert year.client_id is not None
        found = habits_of(manager, year.client_id, now=now)

        assert [(one.name, one.attended, one.no_shows, one.cancelled) for one in found.trainers] == [
            ("Ana Ruiz", 3, 0, 0),
            ("Ben Cole", 0, 3, 1),
        ]
        assert found.streak_weeks == 3
        assert (found.no_shows_90d, found.cancellations_90d) == (3, 1)
        assert found.flags == ("3 no-shows in 90 days",)

    def test_show_a_client_no_flag_of_their_own(self, year: Actor, now: datetime) -> None:
        assert year.client_id is not None

        assert habits_of(year, year.client_id, now=now).flags == ()

    def test_cost_two_queries(self, manager: Actor, year: Actor, now: datetime) -> None:
        assert year.client_id is not None
        with CaptureQueriesContext(connection) as asked:
            habits_of(manager, year.client_id, now=now)

        assert len(asked) == 2

    @pytest.mark.wall_clock
    def test_stand_on_the_record_with_the_next_and_the_last_sessions(
        self, studio: Studio, manager: Actor, year: Actor, now: datetime
    ) -> None:
        with clock.at(now):
            soon = make_session(studio, class_type=make_class_type(studio, name="Pilates"), now=now)
            book_spot(year, session_id=soon.pk, now=now)

        said = words(browser(manager).get(f"/s/northside/desk/clients/{year.client_id}"))

        assert "3 no-shows in 90 days" in said
        assert said.index("Next") < said.index("Pilates") < said.index("Lately") < said.index("Flow")
        assert "Weeks in a row 3" in said
        assert "With Ben Cole, in a year" in said

    @pytest.mark.wall_clock
    def test_are_in_the_api(self, studio: Studio, manager: Actor, year: Actor, now: datetime) -> None:
        found = api_call(studio)(manager, "get", f"clients/{year.client_id}/profile").json()["bookings"]

        assert (found["streak_weeks"], found["no_shows_90d"]) == (3, 3)
        assert [one["name"] for one in found["trainers"]] == ["Ana Ruiz", "Ben Cole"]
        assert found["flags"] == ["3 no-shows in 90 days"]
        with inside(studio):
            assert Booking.objects.count() == 7

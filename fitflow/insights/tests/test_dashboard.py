"""The first page of the desk: its numbers, who sees what, the check-list of a new studio, the proof."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

import pytest

from fitflow.booking.factories import give_credits, make_class_type, make_session
from fitflow.booking.services.attendance import mark_attendance
from fitflow.booking.services.bookings import cancel_booking
from fitflow.booking.services.holds import hold_spot
from fitflow.booking.services.sessions import cancel_session
from fitflow.booking.services.waitlist import join_waitlist
from fitflow.booking.tests.browsing import browser, inside, words
from fitflow.booking.tests.desk_helpers import DAY, HOUR, MINUTE, api_call, at, book, counted, crowd, only_at, page
from fitflow.core import clock
from fitflow.core.actor import Actor, Role, Studio
from fitflow.core.timers import set_timer
from fitflow.insights.queries.audit import audit_of
from fitflow.insights.queries.dashboard import Dashboard, dashboard_of, week_of, worker_health
from fitflow.organizations.factories import make_client, make_staff_actor, make_studio
from fitflow.organizations.models import Location
from fitflow.schedule.models import ClassType, Session

#: A Friday morning when London is on UTC; the doors' tests use the wall clock instead.
FRIDAY = date(2026, 11, 20)


@pytest.fixture
def strength(studio: Studio, trainer: Actor) -> ClassType:
    return make_class_type(studio, name="Morning Strength", trainer_id=trainer.staff_id, capacity=4)


@pytest.fixture
def today(studio: Studio, strength: ClassType, now: datetime) -> Session:
    """A class of four spots at noon."""
    return at(studio, strength, FRIDAY, time(12), now, capacity=4)


class TestTheNumbers:
    @pytest.fixture(autouse=True)
    def engine_time(self, studio: Studio, now: datetime) -> Iterator[None]:
        with clock.at(now):
            yield

    def test_of_today(self, studio: Studio, manager: Actor, today: Session, now: datetime) -> None:
        ann, bob, cem, dan, *rest = crowd(studio, 6, now=now)
        came = book(ann, today, now)
        book(bob, today, now)
        cancel_booking(cem, booking_id=book(cem, today, now).pk, now=now)
        hold_spot(dan, session_id=today.pk, now=now)
        mark_attendance(manager, booking_id=came.pk, status="late", now=today.starts_at)

        board = dashboard_of(manager, now=now)

        one = board.today[0]
        assert (board.on, board.expected, board.arrived) == (FRIDAY, 2, 1)
        assert (one.expected, one.arrived, one.held, one.row.open_spots) == (2, 1, 1, 1)
        assert board.holds == 1

    def test_of_today_leave_out_what_was_cancelled(
        self, studio: Studio, manager: Actor, today: Session, now: datetime
    ) -> None:
        book(crowd(studio, 1, now=now)[0], today, now)
        cancel_session(manager, session_id=today.pk, reason="Flood", now=now)

        board = dashboard_of(manager, now=now)

        assert (len(board.today), board.live, board.expected) == (1, [], 0)

    def test_of_the_queues(self, studio: Studio, manager: Actor, strength: ClassType, now: datetime) -> None:
        short, long = (at(studio, strength, FRIDAY + DAY, time(hour), now, capacity=1) for hour in (8, 12))
        people = crowd(studio, 5, now=now)
        for person, session in ((people[0], short), (people[1], long)):
            book(person, session, now)
        for person, session in ((people[2], short), (people[3], long), (people[4], long)):
            join_waitlist(person, session_id=session.pk, now=now)

        waitlists = dashboard_of(manager, now=now).waitlists

        assert (waitlists.waiting, waitlists.offered) == (3, 0)
        assert [(line.row.id, line.waiting) for line in waitlists.longest] == [(long.pk, 2), (short.pk, 1)]

    def test_of_the_week_are_booked_places_of_all_places(
        self, studio: Studio, manager: Actor, strength: ClassType, now: datetime
    ) -> None:
        before = now - 8 * DAY
        ann, bob = crowd(studio, 2, now=before)
        last_week = at(studio, strength, FRIDAY - 7 * DAY, time(12), before, capacity=4)
        with clock.at(before):
            book(ann, last_week, before)
        saturday = at(studio, strength, FRIDAY + DAY, time(12), now, capacity=4)
        for person in (ann, bob):
            book(person, saturday, now)
        at(studio, strength, FRIDAY + 9 * DAY, time(12), now, capacity=4)
        at(studio, strength, FRIDAY + DAY, time(18), now, capacity=4, publish=False)

        week = week_of(manager, now)

        assert (week.percent, week.before) == (50, 25)
        assert [(fill.on.isoweekday(), fill.percent) for fill in week.days if fill.capacity] == [(6, 50)]
        assert [fill.on for fill in week.days] == [FRIDAY + timedelta(days=number) for number in range(-4, 3)]

    def test_of_new_clients_and_of_credits_that_run_out(
        self, studio: Studio, manager: Actor, maya: Actor, noah: Actor, now: datetime
    ) -> None:
        for name, age in (("New One", 1), ("New Two", 6), ("Older", 9)):
            make_client(studio, name=name).__class__.objects.filter(name=name).update(created_at=now - age * DAY)
        give_credits(maya, 3, now=now, valid_until=now + 13 * DAY)
        give_credits(noah, "1.5", now=now, valid_until=now + 5 * DAY)
        give_credits(noah, 5, now=now, valid_until=now + 15 * DAY)

        board = dashboard_of(manager, now=now)

        assert (board.new_clients, board.new_clients_before) == (2, 1)
        assert board.expiring is not None
        assert (board.expiring.credits, board.expiring.clients) == (Decimal("4.50"), 2)

    def test_keep_to_the_scope_of_a_manager(self, studio: Studio, today: Session, now: datetime) -> None:
        book(crowd(studio, 1, now=now)[0], today, now)

        board = dashboard_of(only_at(studio, "Harbour"), now=now)

        assert (board.today, board.week.percent, board.waitlists.waiting, board.expiring) == ((), 0, 0, None)

    def test_take_as_many_queries_on_a_busy_day(
        self, studio: Studio, manager: Actor, strength: ClassType, now: datetime
    ) -> None:
        counts = []
        for hours in ([12], [13, 14, 15, 16, 17, 18]):
            for hour in hours:
                at(studio, strength, FRIDAY, time(hour), now)
            with counted() as statements:
                board: Dashboard = dashboard_of(manager, now=now)
            counts.append(len(statements))

        assert len(board.today) == 7
        assert counts[0] == counts[1] <= 9


class TestTheWorker:
    def test_is_fine_while_nothing_is_overdue(self, admin: Actor, now: datetime) -> None:
        set_timer(admin.organization_id, "session.start", admin.organization_id, due_at=now - MINUTE / 2)

        assert worker_health(admin, now=now).is_fine

    def test_is_missed_when_work_waits(self, admin: Actor, now: datetime) -> None:
        set_timer(admin.organization_id, "session.start", admin.organization_id, due_at=now - HOUR)

        assert worker_health(admin, now=now).late_since == now - HOUR


@pytest.mark.wall_clock
class TestThePages:
    @pytest.fixture
    def soon(self, studio: Studio, strength: ClassType, now: datetime) -> Session:
        """Today if the day is long enough, else tomorrow: shown either way."""
        return make_session(studio, class_type=strength, starts_in=HOUR / 2, capacity=4, now=now)

    def test_show_the_studio_to_managers(self, manager: Actor, soon: Session) -> None:
        response = browser(manager).get(page("insights:home"))

        text = words(response)
        assert response.status_code == 200
        assert "Expected today" in text
        assert "Morning Strength" in text
        assert "Never sold twice" in text
        assert "Behind the scenes" not in text

    def test_show_the_own_day_to_trainers(self, studio: Studio, trainer: Actor, soon: Session) -> None:
        with inside(studio):
            ben = make_staff_actor(studio, name="Ben Okafor", role=Role.TRAINER)

        assert "Morning Strength" in words(browser(trainer).get(page("insights:home")))
        assert "Nothing today" in words(browser(ben).get(page("insights:home")))

    def test_renew_themselves_only_when_something_changed(
        self, studio: Studio, manager: Actor, trainer: Actor, maya: Actor, soon: Session, now: datetime
    ) -> None:
        for who in (manager, trainer):
            visit = browser(who)
            first = visit.get(page("insights:home"), headers={"HX-Request": "true"})
            same = visit.get(page("insights:home"), headers={"HX-Request": "true", "If-None-Match": first["ETag"]})
            assert (first.status_code, same.status_code) == (200, 304)
        with inside(studio):
            give_credits(maya, now=now)
            book(maya, soon, now)

        other = visit.get(page("insights:home"), headers={"HX-Request": "true", "If-None-Match": first["ETag"]})

        assert other.status_code == 200
        assert "1/4" in words(other)

    def test_prove_that_nothing_was_sold_twice(
        self, studio: Studio, manager: Actor, maya: Actor, soon: Session, now: datetime
    ) -> None:
        give_credits(maya, now=now)
        book(maya, soon, now)

        text = words(browser(manager).get(page("insights:proof")))

        assert "Bookings checked: 1 , overbookings: 0" in text
        assert "No session has more people than places." in text

    def test_boast_of_it_to_whoever_sees_the_whole_studio(self, studio: Studio, manager: Actor) -> None:
        harbour = only_at(studio, "Harbour")

        assert "Never sold twice" not in words(browser(harbour).get(page("insights:home")))
        assert "Never sold twice" in words(browser(manager).get(page("insights:home")))

    def test_are_staffs(self, maya: Actor, stranger: Actor, studio: Studio) -> None:
        for name in ("insights:home", "today", "insights:proof"):
            assert browser(maya).get(page(name)).status_code == 403
            assert browser(stranger).get(page(name)).status_code == 404
            assert browser().get(page(name)).status_code == 302

    def test_lead_where_the_role_may_go(self, studio: Studio, owner: Actor, trainer: Actor) -> None:
        found = {
            who: browser(actor).get(page("insights:home")).content.decode()
            for who, actor in (("owner", owner), ("trainer", trainer))
        }

        for path in ("desk/clients", "desk/settings/", "desk/audit/"):
            assert f'href="/s/northside/{path}"' in found["owner"]
            assert f'href="/s/northside/{path}"' not in found["trainer"]
        assert 'href="/s/northside/desk/calendar"' in found["trainer"]


class TestTheApi:
    @pytest.fixture
    def api(self, studio: Studio) -> Any:
        return api_call(studio)

    def test_gives_the_same_numbers_and_the_proof(
        self, api: Any, studio: Studio, admin: Actor, manager: Actor, strength: ClassType, maya: Actor
    ) -> None:
        now = datetime.now(UTC)
        give_credits(maya, now=now - DAY)
        book(maya, make_session(studio, class_type=strength, now=now), now)

        found = api(admin, "get", "admin/dashboard").json()

        assert (found["bookings_checked"], found["overbookings"], found["violations"]) == (1, 0, [])
        assert found["today"]["expected"] == 0
        assert found["clients"] == {"new": 0, "new_before": 0}
        assert found["worker"]["dead"] == 0
        assert set(found["week"]["days"][0]) == {"on", "places", "booked", "percent"}
        assert api(manager, "get", "admin/dashboard").json()["worker"] is None

    def test_is_managers(self, api: Any, trainer: Actor, maya: Actor, stranger: Actor) -> None:
        for who, status in ((None, 401), (trainer, 403), (maya, 403), (stranger, 404)):
            assert api(who, "get", "admin/dashboard").status_code == status


@pytest.mark.wall_clock
class TestAClientsRecord:
    @pytest.fixture
    def visits(self, studio: Studio, manager: Actor, maya: Actor, strength: ClassType, now: datetime) -> None:
        """Came late, did not come, cancelled; one to come."""
        give_credits(maya, now=now - 20 * DAY)
        for number, mark in enumerate(("late", "no_show", "")):
            then = now - (10 - number) * DAY
            session = make_session(studio, class_type=strength, starts_in=HOUR, capacity=4, now=then)
            with clock.at(then):
                booking = book(maya, session, then)
                if mark:
                    mark_attendance(manager, booking_id=booking.pk, status=mark, now=then + HOUR)
                else:
                    cancel_booking(maya, booking_id=booking.pk, now=then)
        with clock.at(now):
            book(maya, make_session(studio, class_type=strength, starts_in=60 * DAY, capacity=4, now=now), now)

    @pytest.fixture
    def api(self, studio: Studio) -> Any:
        return api_call(studio)

    def test_tells_who_came(self, api: Any, manager: Actor, maya: Actor, visits: None) -> None:
        found = api(manager, "get", f"clients/{maya.client_id}/attendance").json()

        counts = found["counts"]
        assert [row["attendance"] for row in found["results"]] == [None, None, "no_show", "late"]
        names = ("upcoming", "attended", "late", "no_shows", "cancelled", "attendance_percent")
        assert [counts[name] for name in names] == [1, 1, 1, 1, 1, 50]

    def test_is_a_tab_with_what_is_to_come_and_what_was(self, manager: Actor, maya: Actor, visits: None) -> None:
        visit, path = browser(manager), page("client-bookings", maya.client_id)

        coming, past = words(visit.get(path)), words(visit.get(path, {"when": "past"}))

        assert "Booked" in coming
        assert ("Late" in past, "No-show" in past, "Cancelled" in past) == (True, True, True)

    def test_has_a_card_and_figures_in_the_profile(self, api: Any, manager: Actor, maya: Actor, visits: None) -> None:
        profile = api(manager, "get", f"clients/{maya.client_id}/profile").json()
        record = words(browser(manager).get(f"/s/northside/desk/clients/{maya.client_id}"))

        assert (profile["bookings"]["upcoming"], profile["bookings"]["no_shows"]) == (1, 1)
        assert "All bookings" in record

    def test_stands_on_the_list_with_the_last_visit_the_next_and_the_credits(
        self, studio: Studio, manager: Actor, maya: Actor, noah: Actor, visits: None, now: datetime
    ) -> None:
        visit, path = browser(manager), "/s/northside/desk/clients"
        last, ahead = now - 10 * DAY + HOUR, now + 60 * DAY

        said = words(visit.get(path))
        with counted() as few:
            visit.get(path)
        with inside(studio):
            for person in crowd(studio, 12, now=now):
                give_credits(person, now=now)
        with counted() as many:
            visit.get(path)

        assert f"{studio.formats.day_at(last, 'date')} {studio.formats.moment(ahead)}" in said
        assert len(few) == len(many)

    def test_shows_a_client_the_own_attendance_only(
        self, api: Any, trainer: Actor, maya: Actor, noah: Actor, stranger: Actor, visits: None
    ) -> None:
        path = f"clients/{maya.client_id}/attendance"

        assert len(api(maya, "get", path).json()["results"]) == 4
        for who, status in ((noah, 404), (trainer, 403), (stranger, 404), (None, 401)):
            assert api(who, "get", path).status_code == status

    def test_names_what_is_wrong(self, api: Any, maya: Actor) -> None:
        answer = api(maya, "get", f"clients/{maya.client_id}/attendance", {"when": "never"})

        assert (answer.status_code, list(answer.json()["errors"])) == (400, ["when"])

    def test_is_in_reach_of_whoever_has_the_place_they_booked_at(
        self, api: Any, studio: Studio, maya: Actor, now: datetime
    ) -> None:
        harbour, pier = (only_at(studio, name) for name in ("Harbour", "Pier"))
        kind = make_class_type(studio, name="Sea Swim")
        path = f"clients/{maya.client_id}"
        assert api(pier, "get", path).status_code == 404

        with inside(studio), clock.at(now):
            give_credits(maya, now=now)
            location = Location.objects.get(name="Pier")
            book(maya, make_session(studio, class_type=kind, location_id=location.pk, now=now), now)

        assert api(pier, "get", path).status_code == 200
        assert api(harbour, "get", path).status_code == 404


def test_the_audit_of_another_studio_counts_its_own(studio: Studio, stranger: Actor, manager: Actor) -> None:
    assert audit_of(manager, now=datetime.now(UTC)).bookings_checked == 0
    assert make_studio(slug="third").slug == "third"

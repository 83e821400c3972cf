"""The calendar: the list of a day, the feed, and what the island asks and drops."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.urls import reverse

from fitflow.accounts.models import User
from fitflow.booking.factories import give_credits, make_class_type, make_session
from fitflow.booking.services.holds import hold_spot
from fitflow.booking.services.waitlist import join_waitlist
from fitflow.booking.tests.browsing import browser, inside, post, words
from fitflow.booking.tests.desk_helpers import DAY, at, booked, counted, only_at, page, times
from fitflow.core.actor import Actor, Role, Studio
from fitflow.core.models import Event
from fitflow.core.tenancy import tenant
from fitflow.core.zones import day_bounds, local_date
from fitflow.organizations.factories import make_client_actor, make_staff_actor, make_studio
from fitflow.organizations.models import Location
from fitflow.planning.queries.calendar import calendar_part
from fitflow.schedule.models import ClassType, ResourceClaim, Session

pytestmark = pytest.mark.wall_clock


@pytest.fixture
def on(studio: Studio, now: datetime) -> date:
    """The day after tomorrow, in the studio."""
    return local_date(now, studio.zone) + 2 * DAY


@pytest.fixture
def strength(studio: Studio, trainer: Actor) -> ClassType:
    return make_class_type(studio, name="Morning Strength", trainer_id=trainer.staff_id, color="#0d9488", capacity=2)


@pytest.fixture
def session(studio: Studio, strength: ClassType, on: date, now: datetime) -> Session:
    """Ana's class, the day after tomorrow from ten to eleven, two spots."""
    return at(studio, strength, on, time(10), now)


@pytest.fixture
def ben(studio: Studio) -> Actor:
    """Another trainer."""
    return make_staff_actor(studio, name="Ben Okafor", role=Role.TRAINER)


def days(first: date, last: date | None = None) -> dict[str, str]:
    """What the feed is asked."""
    return {"from": first.isoformat(), "to": (last or first).isoformat()}


def next_long_day(now: datetime, studio: Studio) -> date:
    """The next day of 25 hours there: the clocks go back."""
    today = local_date(now, studio.zone)
    coming = (today + number * DAY for number in range(1, 400))
    return next(day for day in coming if (bounds := day_bounds(day, studio.zone)).end - bounds.start > DAY)


class TestTheCalendar:
    def test_lists_a_day_without_scripts(self, studio: Studio, manager: Actor, session: Session, on: date) -> None:
        text = words(browser(manager).get(page("planning:calendar"), {"on": on.isoformat()}))

        assert "10:00 11:00 Morning Strength Ana Ruiz" in text
        assert "0/2" in text

    def test_begins_with_today_when_the_day_makes_no_sense(self, manager: Actor, session: Session) -> None:
        assert (
            browser(manager).get(page("planning:calendar"), {"on": "soon", "view": "x", "trainer": "y"}).status_code
            == 200
        )

    def test_of_a_trainer_begins_with_the_own_sessions(
        self, trainer: Actor, ben: Actor, session: Session, on: date
    ) -> None:
        own, all_of_them = ({"on": on.isoformat()}, {"on": on.isoformat(), "trainer": "all"})

        assert "Morning Strength" in words(browser(trainer).get(page("planning:calendar"), own))
        assert "Morning Strength" not in words(browser(ben).get(page("planning:calendar"), own))
        assert "Morning Strength" in words(browser(ben).get(page("planning:calendar"), all_of_them))

    def test_opens_as_the_same_person_left_it(self, manager: Actor, trainer: Actor, on: date) -> None:
        visit = browser(manager)
        visit.get(page("planning:calendar"), {"on": on.isoformat(), "view": "list", "trainer": str(trainer.staff_id)})
        again = visit.get(page("planning:calendar"))

        assert (again.context["view"], again.context["chosen"]) == ("list", trainer.staff_id)
        assert again.context["on"] == again.context["today"]
        assert trainer.user_id is not None
        visit.force_login(User.objects.get(pk=trainer.user_id))
        assert visit.get(page("planning:calendar")).context["view"] == ""

    def test_is_narrowed_to_a_location(
        self, studio: Studio, manager: Actor, session: Session, strength: ClassType, on: date, now: datetime
    ) -> None:
        pier = Location.objects.create(organization_id=studio.id, name="Pier")
        there = at(studio, strength, on + DAY, time(10), now, location_id=pier.pk)
        query = days(on, on + 7 * DAY)
        visit = browser(manager)

        found = [
            {
                one["id"]
                for one in visit.get(page("planning:calendar-feed"), {**query, "location": where}).json()["events"]
            }
            for where in ("", str(pier.pk), str(session.location_id))
        ]

        assert found == [{str(session.pk), str(there.pk)}, {str(there.pk)}, {str(session.pk)}]
        shown = visit.get(page("planning:calendar"), {"on": on.isoformat(), "location": str(session.location_id)})
        assert [one.row.id for one in shown.context["rows"]] == [session.pk]
        assert visit.get(page("planning:calendar-feed"), {**query, "location": "pier"}).status_code == 400

    def test_keeps_the_view_that_was_chosen_and_no_other(self, manager: Actor, session: Session, on: date) -> None:
        query = {"on": on.isoformat(), "view": "calendar", "mode": "week", "by": "trainer"}
        chosen = browser(manager).get(page("planning:calendar"), query).content.decode()
        odd = browser(manager).get(page("planning:calendar"), {**query, "mode": "year", "by": "x"}).content.decode()

        assert f"on={on}&amp;trainer=all&amp;view=list&amp;mode=week&amp;by=trainer" in chosen
        assert '"mode": "week", "by": "trainer"' in chosen
        assert '"mode": "", "by": ""' in odd
        assert 'value="year"' not in odd

    def test_is_staffs(self, maya: Actor, stranger: Actor, session: Session) -> None:
        assert browser(maya).get(page("planning:calendar")).status_code == 403
        assert browser(stranger).get(page("planning:calendar")).status_code == 404
        assert browser().get(page("planning:calendar")).status_code == 302


class TestTheFeed:
    def test_speaks_in_floating_times_of_the_studio(
        self, studio: Studio, manager: Actor, maya: Actor, session: Session, on: date, now: datetime
    ) -> None:
        booked(maya, session, now)

        answer = browser(manager).get(page("planning:calendar-feed"), days(on))

        event = answer.json()["events"][0]
        assert (event["start"], event["end"]) == (f"{on}T10:00:00", f"{on}T11:00:00")
        assert (event["title"], event["taken"], event["places"], event["tone"]) == ("Morning Strength", 1, 2, "teal")
        assert event["mine"] is True
        assert answer.json()["isCut"] is False

    def test_shows_held_places_and_who_waits(
        self, studio: Studio, manager: Actor, session: Session, on: date, now: datetime
    ) -> None:
        people = [make_client_actor(studio, name=f"Client {letter}") for letter in "ABC"]
        booked(people[0], session, now)
        give_credits(people[1], now=now - DAY)
        hold_spot(people[1], session_id=session.pk, now=now)
        join_waitlist(people[2], session_id=session.pk, now=now)

        event = browser(manager).get(page("planning:calendar-feed"), days(on)).json()["events"][0]

        assert (event["taken"], event["held"], event["waiting"]) == (1, 1, 1)

    def test_answers_304_while_nothing_changed(
        self, manager: Actor, maya: Actor, session: Session, on: date, studio: Studio, now: datetime
    ) -> None:
        visit, query = browser(manager), days(on)
        first = visit.get(page("planning:calendar-feed"), query)

        same = visit.get(page("planning:calendar-feed"), query, headers={"If-None-Match": first["ETag"]})
        with inside(studio):
            booked(maya, session, now)
        other = visit.get(page("planning:calendar-feed"), query, headers={"If-None-Match": first["ETag"]})

        assert (same.status_code, other.status_code) == (304, 200)

    def test_says_what_may_be_dragged(self, trainer: Actor, ben: Actor, session: Session, on: date) -> None:
        query = days(on)

        assert browser(trainer).get(page("planning:calendar-feed"), query).json()["events"][0]["mine"] is True
        assert browser(ben).get(page("planning:calendar-feed"), query).json()["events"][0]["mine"] is False

    def test_takes_its_colours_from_where_the_studio_wants(
        self, studio: Studio, strength: ClassType, on: date, now: datetime
    ) -> None:
        for by, tone in (("trainer", "blue"), ("status", "blue"), ("type", "teal")):
            other = make_studio(slug=f"by-{by}", calendar__color_by=by)
            with tenant(other.id):
                owner = make_staff_actor(other, name="Olga", role=Role.OWNER, is_trainer=False)
                kind = make_class_type(other, name="Flow", color="#0d9488")
                make_session(other, class_type=kind, starts_in=DAY, now=now)
            shown = days(local_date(now, other.zone), local_date(now + 2 * DAY, other.zone))
            path = reverse("planning:calendar-feed", args=[other.slug])
            assert [one["tone"] for one in browser(owner).get(path, shown).json()["events"]] == [tone]

    @pytest.mark.parametrize(
        "query",
        [{}, {"from": "x", "to": "2026-11-20"}, {"from": "2026-11-21", "to": "2026-11-20"},
         {"from": "2026-01-01", "to": "2026-03-01"}, {"from": "2026-11-20", "to": "2026-11-20", "trainer": "me"}],
    )  # fmt: skip
    def test_names_what_is_wrong(self, manager: Actor, query: dict[str, str]) -> None:
        answer = browser(manager).get(page("planning:calendar-feed"), query)

        assert answer.status_code == 400
        assert answer.json()["errors"]

    def test_of_a_week_takes_one_query_of_its_own(
        self, studio: Studio, manager: Actor, strength: ClassType, on: date, now: datetime
    ) -> None:
        for number in range(7):
            at(studio, strength, on + number * DAY, time(10), now)
        visit = browser(manager)

        with counted() as statements:
            found = visit.get(page("planning:calendar-feed"), days(on, on + 6 * DAY)).json()["events"]

        assert len(found) == 7
        assert len(statements) == 1

    def test_says_when_there_is_more_than_it_shows(
        self, studio: Studio, manager: Actor, strength: ClassType, session: Session, on: date, now: datetime
    ) -> None:
        at(studio, strength, on, time(15), now)
        period = day_bounds(on, studio.zone)

        one, both = (calendar_part(manager, period, most=most) for most in (1, 2))

        assert (len(one.sessions), one.is_cut) == (1, True)
        assert (len(both.sessions), both.is_cut) == (2, False)

    def test_is_cut_to_the_scope_of_a_manager(self, studio: Studio, session: Session, on: date) -> None:
        elsewhere = only_at(studio, "Harbour")

        assert browser(elsewhere).get(page("planning:calendar-feed"), days(on)).json()["events"] == []

    def test_draws_an_hour_that_ends_before_it_began_with_its_length(self, db: None, now: datetime) -> None:
        """In the night the clocks go back 01:30 to 01:30 is an hour."""
        studio = make_studio(slug="autumn")
        with tenant(studio.id):
            owner = make_staff_actor(studio, name="Olga", role=Role.OWNER, is_trainer=False)
            sunday = next_long_day(now, studio)
            starts_at = datetime.combine(sunday, time(0, 30), UTC)
            make_session(studio, starts_in=starts_at - now, now=now)

        feed = browser(owner).get(reverse("planning:calendar-feed", args=["autumn"]), days(sunday))
        event = feed.json()["events"][0]

        assert (event["start"], event["end"]) == (f"{sunday}T01:30:00", f"{sunday}T02:30:00")


class TestDropping:
    def drop(self, who: Actor, session: Session, values: dict[str, Any]) -> Any:
        return post(browser(who), page("planning:calendar-drop", session.pk), **values)

    def test_moves_a_session_nobody_is_in_at_once(
        self, studio: Studio, manager: Actor, session: Session, on: date
    ) -> None:
        answer = self.drop(manager, session, times(on, "12:15", "13:30"))

        assert answer.status_code == 200, answer.content
        with inside(studio):
            session.refresh_from_db()
        assert session.starts_at.astimezone(studio.zone).time() == time(12, 15)
        assert session.ends_at - session.starts_at == timedelta(minutes=75)

    def test_to_another_column_is_another_trainer(
        self, studio: Studio, manager: Actor, ben: Actor, session: Session, on: date
    ) -> None:
        assert self.drop(manager, session, times(on, "10:00", "11:00", trainer=ben.staff_id)).status_code == 200
        with inside(studio):
            session.refresh_from_db()
            assert session.trainer_id == ben.staff_id
            assert ResourceClaim.objects.get(session=session).resource.trainer_id == ben.staff_id

    def test_asks_before_people_are_moved(
        self, studio: Studio, manager: Actor, maya: Actor, session: Session, on: date, now: datetime
    ) -> None:
        booked(maya, session, now)
        where = times(on, "15:00", "16:00")

        asked = browser(manager).get(page("planning:calendar-preview", session.pk), where)
        unasked = self.drop(manager, session, where)
        agreed = self.drop(manager, session, {**where, "agreed": "yes"})

        assert "1 person is booked. They will be told, and may leave for free." in asked.json()["ask"]
        assert (unasked.status_code, unasked.json()["code"]) == (409, "ask_first")
        assert agreed.status_code == 200
        with inside(studio):
            assert Event.objects.filter(type="session.moved", entity_id=session.pk).count() == 1

    def test_on_a_busy_trainer_is_refused_with_the_reason(
        self, studio: Studio, manager: Actor, strength: ClassType, session: Session, on: date, now: datetime
    ) -> None:
        at(studio, strength, on, time(14), now)
        where = times(on, "14:30", "15:30")

        seen = browser(manager).get(page("planning:calendar-preview", session.pk), where).json()
        refused = self.drop(manager, session, where)
        anyway = self.drop(manager, session, {**where, "override_reason": "Ben helps"})

        assert seen["is_busy"] is True
        assert (refused.status_code, refused.json()["code"]) == (409, "trainer_busy")
        assert "Morning Strength" in refused.json()["detail"]
        assert anyway.status_code == 200

    def test_into_the_past_or_nowhere_is_refused(
        self, studio: Studio, manager: Actor, session: Session, on: date
    ) -> None:
        past = self.drop(manager, session, times(on - 9 * DAY, "10:00", "11:00"))
        unreadable = self.drop(manager, session, {"on": "soon", "starts": "10", "ends": ""})
        nobody = self.drop(manager, session, times(on, "10:00", "11:00", trainer=uuid4()))

        assert [one.status_code for one in (past, unreadable, nobody)] == [400, 400, 400]
        assert set(unreadable.json()["errors"]) == {"on", "starts"}
        with inside(studio):
            session.refresh_from_db()
            assert session.starts_at.astimezone(studio.zone).time() == time(10)

    @pytest.mark.parametrize(("day", "clock"), [("2027-03-28", "01:30"), ("2027-10-31", "01:30")])
    def test_on_a_time_the_clocks_skip_or_show_twice_is_refused(
        self, manager: Actor, session: Session, day: str, clock: str
    ) -> None:
        answer = self.drop(manager, session, times(date.fromisoformat(day), clock, "03:30"))

        assert answer.status_code == 400
        assert "Choose a later or earlier time." in answer.json()["errors"]["starts"][0]

    def test_on_its_own_place_changes_nothing(self, studio: Studio, manager: Actor, session: Session, on: date) -> None:
        assert self.drop(manager, session, times(on, "10:00", "11:00")).status_code == 200
        with inside(studio):
            assert not Event.objects.filter(type="session.moved").exists()

    def test_is_for_whoever_runs_the_session(
        self, studio: Studio, ben: Actor, maya: Actor, stranger: Actor, session: Session, on: date
    ) -> None:
        elsewhere = only_at(studio, "Harbour")
        for who, status in ((ben, 403), (maya, 403), (stranger, 404), (elsewhere, 404)):
            assert self.drop(who, session, times(on, "12:00", "13:00")).status_code == status
        with inside(studio):
            session.refresh_from_db()
            assert session.starts_at.astimezone(studio.zone).time() == time(10)

    def test_trainers_keep_their_own(
        self, studio: Studio, trainer: Actor, ben: Actor, session: Session, on: date
    ) -> None:
        given = self.drop(trainer, session, times(on, "12:00", "13:00", trainer=ben.staff_id))
        moved = self.drop(trainer, session, times(on, "12:00", "13:00"))

        assert (given.status_code, moved.status_code) == (400, 200)

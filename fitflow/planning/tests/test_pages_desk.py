"""Acts on a session by form: moved, made, edited, cancelled - by whom, and by whom not."""

from datetime import date, datetime, time, timedelta

import pytest

from fitflow.booking.factories import make_class_type
from fitflow.booking.models import Booking
from fitflow.booking.tests.browsing import browser, inside, post, sheet, words
from fitflow.booking.tests.desk_helpers import DAY, SHEET, at, booked, only_at, page, times, unmoved
from fitflow.core.actor import Actor, Role, Studio
from fitflow.core.models import Event
from fitflow.core.zones import local_date
from fitflow.organizations.factories import make_staff_actor
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


class TestTheMoveForm:
    def test_moves_without_a_script(self, studio: Studio, manager: Actor, session: Session, on: date) -> None:
        visit, path = browser(manager), page("planning:session-move", session.pk)
        assert 'value="10:00"' in visit.get(path).content.decode()

        answer = post(visit, path, **times(on, "16:00", "17:00", **unmoved(session)))

        assert (answer.status_code, answer["Location"]) == (303, page("desk-session", session.pk))
        with inside(studio):
            session.refresh_from_db()
            assert session.starts_at.astimezone(studio.zone).time() == time(16)

    def test_shows_who_is_affected_and_asks(
        self, studio: Studio, manager: Actor, maya: Actor, noah: Actor, session: Session, on: date, now: datetime
    ) -> None:
        for person in (maya, noah):
            booked(person, session, now)
        visit, path = browser(manager), page("planning:session-move", session.pk)
        where = times(on, "16:00", "17:00", **unmoved(session))

        asked = post(visit, path, **where, **SHEET)
        agreed = post(visit, path, **where, agreed="yes")

        assert asked.status_code == 409
        assert "2 people are booked. They will be told, and may leave for free." in words(asked)
        assert 'name="agreed" value="yes"' in asked.content.decode()
        assert agreed.status_code == 303

    def test_asks_for_a_reason_when_the_trainer_is_busy(
        self, studio: Studio, manager: Actor, strength: ClassType, session: Session, on: date, now: datetime
    ) -> None:
        at(studio, strength, on, time(14), now)
        visit, path = browser(manager), page("planning:session-move", session.pk)
        where = times(on, "14:00", "15:00", **unmoved(session))

        asked = post(visit, path, **where)
        silent = post(visit, path, **where, agreed="yes", override_reason="")
        anyway = post(visit, path, **where, agreed="yes", override_reason="Two rooms")

        assert [one.status_code for one in (asked, silent, anyway)] == [409, 409, 303]
        assert "The trainer is busy then: Morning Strength 14:00–15:00." in words(asked)
        assert 'name="override_reason"' in silent.content.decode()
        with inside(studio):
            assert ResourceClaim.objects.get(session=session).override_reason == "Two rooms"

    def test_names_the_field_that_is_wrong(self, manager: Actor, session: Session, on: date) -> None:
        answer = post(
            browser(manager), page("planning:session-move", session.pk), **times(on, "", "25:00", **unmoved(session))
        )

        assert answer.status_code == 422
        assert "Starts: Fill this in." in words(answer)

    def test_closes_the_sheet_over_the_calendar(self, manager: Actor, session: Session, on: date) -> None:
        under = {**SHEET, "HTTP_HX_CURRENT_URL": f"http://testserver{page('planning:calendar')}?on={on}"}

        answer = post(
            browser(manager),
            page("planning:session-move", session.pk),
            **times(on, "16:00", "17:00", **unmoved(session)),
            **under,
        )

        assert answer.status_code == 204
        assert {"ui:close-sheet", "desk:changed", "ui:toasts"} <= set(answer.headers["HX-Trigger"].split('"'))

    def test_gives_a_session_to_another_trainer(
        self, studio: Studio, manager: Actor, trainer: Actor, ben: Actor, session: Session
    ) -> None:
        path = page("planning:session-trainer", session.pk)

        assert browser(trainer).get(path).status_code == 403
        assert post(browser(manager), path, trainer=ben.staff_id, override_reason="").status_code == 303
        with inside(studio):
            session.refresh_from_db()
            assert session.trainer_id == ben.staff_id


class TestANewSession:
    def test_is_published_from_the_stretch_that_was_drawn(
        self, studio: Studio, manager: Actor, strength: ClassType, on: date
    ) -> None:
        visit, path = browser(manager), page("planning:session-new")
        drawn = visit.get(path, {"on": on.isoformat(), "starts": "18:00", "ends": "18:45"}).content.decode()
        assert f'value="{on}"' in drawn
        assert 'value="18:45"' in drawn

        answer = post(visit, path, **times(on, "18:00", "18:45", class_type=strength.pk, status="published"))

        with inside(studio):
            made = Session.objects.get()
            assert (made.status, made.ends_at - made.starts_at) == ("published", timedelta(minutes=45))
        assert answer["Location"] == page("desk-session", made.pk)

    def test_ends_on_the_next_day_only_when_that_is_said(
        self, studio: Studio, manager: Actor, strength: ClassType, on: date
    ) -> None:
        visit, path = browser(manager), page("planning:session-new")
        where = times(on, "23:00", "00:30", class_type=strength.pk, status="published")
        assert 'name="overnight"' not in visit.get(path).content.decode()

        slip = post(visit, path, **where)
        too_long = post(visit, path, **{**where, "ends": "23:30", "overnight": "on"})
        meant = post(visit, path, **where, overnight="on")

        assert (slip.status_code, too_long.status_code, meant.status_code) == (422, 422, 303)
        assert "This is before the start. If it ends on the next day, say so." in words(slip)
        assert 'name="overnight"' in slip.content.decode()
        with inside(studio):
            made = Session.objects.get()
            assert made.ends_at - made.starts_at == timedelta(minutes=90)

    def test_can_stay_a_draft_until_it_is_published(
        self, studio: Studio, manager: Actor, strength: ClassType, on: date
    ) -> None:
        visit = browser(manager)
        post(visit, page("planning:session-new"), **times(on, "18:00", "", class_type=strength.pk, status="draft"))
        with inside(studio):
            draft = Session.objects.get()
            assert draft.status == "draft"

        assert post(visit, page("session-publish", draft.pk), reason="").status_code == 303
        with inside(studio):
            draft.refresh_from_db()
            assert draft.status == "published"

    def test_says_what_is_missing_or_in_the_way(
        self, studio: Studio, manager: Actor, strength: ClassType, session: Session, on: date
    ) -> None:
        visit, path = browser(manager), page("planning:session-new")

        empty = post(visit, path)
        busy = post(visit, path, **times(on, "10:30", "11:30", class_type=strength.pk))

        assert (empty.status_code, busy.status_code) == (422, 409)
        assert "Class: Choose one." in words(empty)
        assert "The trainer is busy then" in words(busy)
        assert 'name="override_reason"' in busy.content.decode()
        with inside(studio):
            assert Session.objects.count() == 1

    def test_needs_a_class_type_first(self, manager: Actor) -> None:
        assert "First say what you teach" in words(browser(manager).get(page("planning:session-new")))

    def test_of_a_trainer_is_the_own(self, studio: Studio, ben: Actor, strength: ClassType, on: date) -> None:
        visit, path = browser(ben), page("planning:session-new")
        values = times(on, "18:00", "19:00", class_type=strength.pk)

        theirs = post(visit, path, **values, trainer=strength.trainer_id)
        mine = post(visit, path, **values, trainer=ben.staff_id)

        assert (theirs.status_code, mine.status_code) == (422, 303)


class TestActsOnASession:
    def test_changes_details_nobody_is_told_about(self, studio: Studio, manager: Actor, session: Session) -> None:
        visit, path = browser(manager), page("session-edit", session.pk)
        shown = visit.get(path).content.decode()
        with inside(studio):
            opens, closes = (
                getattr(session, name).astimezone(studio.zone).strftime("%Y-%m-%dT%H:%M")
                for name in ("opens_at", "closes_at")
            )
        assert opens in shown

        answer = post(visit, path, cost_credits="2.5", policy="", opens_at=opens, closes_at=closes, note="Bring mats")

        assert answer.status_code == 303
        with inside(studio):
            session.refresh_from_db()
            changed = Event.objects.get(type="session.changed").payload["fields"]
        assert (str(session.cost_credits), session.note) == ("2.50", "Bring mats")
        assert changed == ["cost_credits", "note"]

    def test_refuses_a_registration_that_ends_before_it_begins(
        self, studio: Studio, manager: Actor, session: Session
    ) -> None:
        answer = post(
            browser(manager), page("session-edit", session.pk),
            cost_credits="", policy="", opens_at="2027-01-02T10:00", closes_at="2027-01-01T10:00",
        )  # fmt: skip

        assert answer.status_code == 422
        assert "Registration must close after it opens." in words(answer)

    def test_changes_the_number_of_places_but_not_below_the_occupied(
        self, studio: Studio, manager: Actor, maya: Actor, noah: Actor, session: Session, now: datetime
    ) -> None:
        for person in (maya, noah):
            booked(person, session, now)
        visit, path = browser(manager), page("session-places", session.pk)

        fewer, more = (post(visit, path, capacity=count, reason="") for count in (1, 5))

        assert (fewer.status_code, more.status_code) == (409, 303)
        assert "2 places are held or booked." in words(fewer)
        with inside(studio):
            session.refresh_from_db()
            assert session.capacity == 5

    def test_adds_an_extra_place_with_a_reason_only(self, studio: Studio, trainer: Actor, session: Session) -> None:
        visit, path = browser(trainer), page("session-extra", session.pk)

        silent, said = (post(visit, path, reason=reason) for reason in ("", "A guest"))

        assert (silent.status_code, said.status_code) == (422, 303)
        with inside(studio):
            session.refresh_from_db()
            assert session.capacity == 3

    def test_shows_who_gets_what_back_then_cancels(
        self, studio: Studio, manager: Actor, maya: Actor, session: Session, now: datetime
    ) -> None:
        booking_id = booked(maya, session, now)
        visit, path = browser(manager), page("session-cancel", session.pk)

        shown = words(sheet(visit, path))
        silent, said = (post(visit, path, reason=reason) for reason in ("", "Ana is ill"))

        assert "Maya Lind +1" in shown
        assert (silent.status_code, said.status_code) == (422, 303)
        with inside(studio):
            session.refresh_from_db()
            assert (session.status, session.cancel_reason) == ("cancelled", "Ana is ill")
            assert Booking.objects.get(pk=booking_id).credits_refunded == 1
        assert "Ana is ill" in words(visit.get(page("desk-session", session.pk)))

    @pytest.mark.parametrize(
        "name",
        [
            "session-edit",
            "session-places",
            "session-extra",
            "session-cancel",
            "session-publish",
            "planning:session-move",
        ],
    )
    def test_is_closed_to_others_and_changes_nothing(
        self, studio: Studio, ben: Actor, maya: Actor, stranger: Actor, session: Session, name: str
    ) -> None:
        with inside(studio):
            elsewhere = only_at(studio, "Harbour")
            before = Event.objects.count()
        path = page(name, session.pk)
        for who, status in ((ben, 403), (maya, 403), (stranger, 404), (elsewhere, 404)):
            visit = browser(who)
            assert visit.get(path).status_code == status
            assert post(visit, path, reason="x", capacity=9).status_code == status
        assert post(browser(), path, reason="x").status_code == 302
        with inside(studio):
            session.refresh_from_db()
            assert (session.status, session.capacity) == ("published", 2)
            assert Event.objects.count() == before

    @pytest.mark.parametrize(
        ("status", "acts"),
        [
            ("draft", {"Move…", "Another trainer…", "Details…", "Places…", "Cancel the session…"}),
            (
                "published",
                {"Move…", "Another trainer…", "Details…", "Places…", "Cancel the session…"},
            ),
            ("in_progress", {"Details…", "Places…", "Cancel the session…"}),
            ("completed", set()),
        ],
    )
    def test_offers_what_its_state_allows(
        self, studio: Studio, manager: Actor, session: Session, status: str, acts: set[str]
    ) -> None:
        with inside(studio):
            Session.objects.filter(pk=session.pk).update(status=status)

        text = words(sheet(browser(manager), page("session-peek", session.pk)))

        everything = {
            "Move…",
            "Another trainer…",
            "Details…",
            "Places…",
            "Cancel the session…",
        }
        assert {act for act in everything if act in text} == acts

    def test_seen_by_another_trainer_has_no_acts(self, ben: Actor, session: Session) -> None:
        text = words(sheet(browser(ben), page("session-peek", session.pk)))

        assert "Morning Strength" in text or "Ana Ruiz" in text
        assert "Open the roster" not in text
        assert browser(ben).get(page("desk-session", session.pk)).status_code == 403

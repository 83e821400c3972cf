"""Why so much came back: said on the booking, in the wallet, in the ledger, in the mail and by the API alike."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from fitflow.billing.queries import MovementFilter, movement_list
from fitflow.booking.factories import give_credits, make_class_type, make_session
from fitflow.booking.models import Booking
from fitflow.booking.rules.outcome import outcome_of, outcome_words
from fitflow.booking.services.bookings import cancel_booking, reschedule_booking
from fitflow.booking.services.holds import book_spot
from fitflow.booking.services.moving import SessionMove
from fitflow.booking.services.notices import tell_cancelled
from fitflow.booking.services.sessions import move_session
from fitflow.booking.tests.browsing import browser, words
from fitflow.core import clock
from fitflow.core.actor import Actor, Studio
from fitflow.notify.models import Message
from fitflow.schedule.models import Session

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
RULE = "all back more than 24 h before, half back until 12 h before, then nothing."


@pytest.fixture
def session(studio: Studio, now: datetime) -> Session:
    kind = make_class_type(studio, name="Vinyasa Flow")
    return make_session(studio, class_type=kind, starts_in=3 * DAY, now=now)


def booked(client: Actor, session: Session, *, at: datetime) -> Booking:
    give_credits(client, now=at - HOUR)
    with clock.at(at):
        made = book_spot(client, session_id=session.pk, now=at)
    return Booking.objects.get(pk=made.booking_id)


def cancelled(actor: Actor, booking: Booking, *, at: datetime, **options: Any) -> Booking:
    with clock.at(at):
        cancel_booking(actor, booking_id=booking.pk, now=at, **options)
    booking.refresh_from_db()
    return booking


def said(booking: Booking, actor: Actor) -> str:
    return outcome_words(booking, actor.formats)


@pytest.mark.usefixtures("engine_time")
class TestTheSentence:
    @pytest.mark.parametrize(
        ("before", "opening"),
        [
            (16 * HOUR, "Half back: cancelled 16 h before the start. Agreed on "),
            (24 * HOUR, "Half back: cancelled 24 h before the start. Agreed on "),
            (3 * HOUR + 30 * MINUTE, "Nothing back: cancelled 3 h 30 min before the start. Agreed on "),
            (30 * HOUR, "All back: cancelled 30 h before the start. Agreed on "),
        ],
    )
    def test_says_when_it_was_cancelled_and_what_was_agreed(
        self, maya: Actor, session: Session, now: datetime, before: timedelta, opening: str
    ) -> None:
        booking = cancelled(maya, booked(maya, session, at=now), at=session.starts_at - before)

        agreed_on = maya.formats.day_at(now)
        assert said(booking, maya) == f"{opening}{agreed_on}: {RULE}"

    def test_of_a_slip_a_move_and_the_studio_says_that(
        self, maya: Actor, manager: Actor, session: Session, now: datetime
    ) -> None:
        slip = cancelled(maya, booked(maya, session, at=now), at=now + MINUTE)
        assert said(slip, maya) == "All back: cancelled within 5 minutes of booking."

        by_studio = cancelled(manager, booked(maya, session, at=now), at=now + DAY, full_refund=True)
        assert said(by_studio, maya) == "All back: cancelled by the studio."

        late = booked(maya, session, at=now)
        move = SessionMove(starts_at=session.starts_at + HOUR)
        move_session(manager, move, session_id=session.pk, now=session.starts_at - 2 * HOUR)
        left = cancelled(maya, late, at=session.starts_at - HOUR)
        assert said(left, maya) == "All back: the studio had moved the class after it was booked."

    def test_of_another_class_says_so_and_the_ledger_has_no_word_of_ours(
        self, studio: Studio, maya: Actor, session: Session, now: datetime
    ) -> None:
        other = make_session(studio, starts_in=4 * DAY, now=now)
        first = booked(maya, session, at=now)
        reschedule_booking(maya, booking_id=first.pk, to_session_id=other.pk, now=now + HOUR)

        first.refresh_from_db()
        assert said(first, maya) == "All back: moved to another class."
        rows = movement_list(maya, MovementFilter(client_id=maya.client_id)).rows
        assert [row.outcome for row in rows if row.kind == "refund"] == ["All back: moved to another class."]
        assert {row.reason for row in rows if row.kind == "refund"} == {""}

    def test_stays_the_same_when_the_class_is_moved_or_the_policy_edited_later(
        self, maya: Actor, manager: Actor, session: Session, now: datetime
    ) -> None:
        booking = cancelled(maya, booked(maya, session, at=now), at=session.starts_at - 16 * HOUR)
        before = said(booking, maya)

        later = session.starts_at + 5 * DAY
        move_session(manager, SessionMove(starts_at=later), session_id=session.pk, now=session.starts_at - HOUR)

        booking.refresh_from_db()
        assert booking.starts_at == later
        assert said(booking, maya) == before

    def test_has_nothing_to_say_of_what_stands_or_was_free(
        self, studio: Studio, maya: Actor, session: Session, now: datetime
    ) -> None:
        free = make_session(studio, starts_in=5 * DAY, now=now, cost_credits=0)

        assert outcome_of(booked(maya, session, at=now)) is None
        assert outcome_of(cancelled(maya, booked(maya, free, at=now + MINUTE), at=now + DAY)) is None


@pytest.mark.usefixtures("engine_time")
class TestItIsSaid:
    def test_at_the_refund_for_the_member_and_the_desk(
        self, maya: Actor, manager: Actor, session: Session, now: datetime
    ) -> None:
        booking = cancelled(maya, booked(maya, session, at=now), at=session.starts_at - 16 * HOUR)

        for reader in (maya, manager):
            refund, charge, grant = movement_list(reader, MovementFilter(client_id=maya.client_id)).rows
            assert refund.outcome == said(booking, reader)
            assert (charge.outcome, grant.outcome) == ("", "")

    def test_at_the_charge_where_nothing_came_back(self, maya: Actor, session: Session, now: datetime) -> None:
        booking = cancelled(maya, booked(maya, session, at=now), at=session.starts_at - HOUR)

        charge = movement_list(maya, MovementFilter(client_id=maya.client_id)).rows[0]
        assert (charge.kind, charge.outcome) == ("charge", said(booking, maya))
        assert charge.outcome.startswith("Nothing back: cancelled 1 h before the start.")

    def test_in_the_mail(self, maya: Actor, session: Session, now: datetime) -> None:
        at = session.starts_at - 16 * HOUR
        booking = cancelled(maya, booked(maya, session, at=now), at=at)

        tell_cancelled(Actor.system(maya.organization), booking_id=booking.pk, why="policy", now=at)

        mail = Message.objects.get(template="booking/cancelled", channel="email")
        assert said(booking, maya) in mail.text.replace("\n", " ")


@pytest.mark.wall_clock
def test_the_pages_of_the_booking_and_the_api_say_it_too(
    studio: Studio, maya: Actor, manager: Actor, now: datetime
) -> None:
    session = make_session(studio, starts_in=DAY + 16 * HOUR, now=now - DAY)
    booking = cancelled(maya, booked(maya, session, at=now - HOUR), at=session.starts_at - 16 * HOUR - MINUTE)
    expected = said(booking, maya)
    assert expected.startswith("Half back: cancelled 16 h 1 min before the start.")

    own = browser(maya).get(f"/s/northside/me/bookings/{booking.pk}")
    desk = browser(manager).get(f"/s/northside/desk/bookings/{booking.pk}")
    wallet = browser(maya).get("/s/northside/me/wallet")
    listed = browser(maya).get("/api/v1/bookings/me", HTTP_X_ORGANIZATION="northside").json()["results"][0]
    moved = browser(maya).get("/api/v1/credits/transactions", HTTP_X_ORGANIZATION="northside").json()["results"]

    assert [expected in words(shown) for shown in (own, desk, wallet)] == [True, True, True]
    outcome = listed["outcome"]
    assert (outcome["refund_percent"], outcome["why"], outcome["hours_before"]) == (50, "policy", 16.02)
    assert (outcome["policy"]["kind"], outcome["was_rescheduled"], outcome["words"]) == ("tiered", False, expected)
    assert [row["outcome"] for row in moved] == [expected, "", ""]

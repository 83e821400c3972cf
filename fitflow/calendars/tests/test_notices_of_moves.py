"""What members, those in line and trainers hear when a booking or a class moves; how calendars follow."""

from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

import pytest
from ical.calendar_stream import IcsCalendarStream

from fitflow.booking.factories import give_credits, make_class_type, make_session
from fitflow.booking.models import Booking, WaitlistEntry
from fitflow.booking.services.bookings import cancel_booking, reschedule_booking
from fitflow.booking.services.holds import book_spot
from fitflow.booking.services.moving import SessionMove
from fitflow.booking.services.sessions import SessionDetails, cancel_session, edit_session, move_session
from fitflow.booking.services.waitlist import join_waitlist
from fitflow.booking.tests.browsing import browser, inside, post, words
from fitflow.calendars.queries import client_calendar, trainer_calendar
from fitflow.core import clock
from fitflow.core.actor import Actor, Studio
from fitflow.core.jobs import drain
from fitflow.notify.models import Message
from fitflow.notify.services import choose_messages
from fitflow.organizations.factories import make_staff
from fitflow.planning.services.series import create_series
from fitflow.planning.services.series_changes import end_series
from fitflow.planning.services.substitutes import replace_trainer
from fitflow.schedule.models import Session
from fitflow.schedule.queries.series import SeriesDraft
from fitflow.schedule.queries.sessions import Selection

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
pytestmark = pytest.mark.usefixtures("engine_time")


@pytest.fixture
def morning(studio: Studio, trainer: Actor) -> Session:
    """Ana's, in two days, one spot."""
    kind = make_class_type(studio, name="Morning Strength", trainer_id=trainer.staff_id)
    return make_session(studio, class_type=kind, capacity=1)


@pytest.fixture
def evening(studio: Studio) -> Session:
    """Ben's, half a day later."""
    kind = make_class_type(studio, name="Evening Flow", trainer=make_staff(studio, name="Ben Okafor"))
    return make_session(studio, class_type=kind, starts_in=timedelta(days=2, hours=9))


@pytest.fixture
def booked(engine_time: None, maya: Actor, morning: Session, now: datetime) -> UUID:
    give_credits(maya)
    made = book_spot(maya, session_id=morning.pk, now=now)
    drain(now)
    Message.objects.all().delete()  # What was said about the booking itself.
    return present(made.booking_id)


def present(id_: UUID | None) -> UUID:
    assert id_ is not None
    return id_


def told(now: datetime, *, client: Actor | None = None, staff: UUID | None = None) -> list[Message]:
    """The e-mails that were written since, to one person."""
    drain(now)
    found = Message.objects.filter(channel="email").order_by("created_at", "template")
    if client is not None:
        return list(found.filter(client_id=present(client.client_id)))
    return list(found.filter(staff_id=present(staff)))


def names(mails: list[Message]) -> list[str]:
    return [mail.template.removeprefix("booking/") for mail in mails]


def entry(text: str) -> dict[str, Any]:
    """The one entry of a calendar file, and the file's method, as another program than its writer reads them."""
    calendar = IcsCalendarStream.calendar_from_ics(text)
    (event,) = calendar.events
    found = {"uid": event.uid, "sequence": str(event.sequence), "status": event.status}
    times = {"starts_at": event.dtstart, "changed_at": event.dtstamp}
    return {**found, **times, "method": calendar.method}


class TestSpotMoved:
    @pytest.fixture
    def moved(self, maya: Actor, booked: UUID, evening: Session, now: datetime) -> UUID:
        done = reschedule_booking(maya, booking_id=booked, to_session_id=evening.pk, now=now + MINUTE)
        return present(done.booking_id)

    @pytest.mark.usefixtures("moved")
    def test_is_one_message_to_the_member(self, maya: Actor, now: datetime) -> None:
        (mail,) = told(now + 2 * MINUTE, client=maya)

        assert mail.template == "booking/rescheduled"
        assert mail.subject == "Your place moved: Evening Flow, Sun 22 Nov 18:00"
        assert "From Morning Strength, Sun 22 Nov 09:00, to Evening Flow, Sun 22 Nov 18:00." in mail.text
        assert "Cancel free until" in mail.text
        assert "/a/" in mail.text

    def test_moves_the_entry_that_the_calendar_has(
        self, maya: Actor, booked: UUID, moved: UUID, evening: Session, now: datetime
    ) -> None:
        (mail,) = told(now + 2 * MINUTE, client=maya)

        sent = entry(mail.attachments[0]["text"])
        assert sent["uid"] == f"{booked}@fitflow"
        assert (sent["method"], sent["sequence"], sent["status"]) == ("PUBLISH", "1", "CONFIRMED")
        assert sent["starts_at"] == evening.starts_at

    def test_stays_one_entry_of_the_subscribed_calendar_and_counts_up(
        self, maya: Actor, manager: Actor, booked: UUID, moved: UUID, evening: Session, morning: Session, now: datetime
    ) -> None:
        assert entry(client_calendar(maya, now=now))["sequence"] == "1"

        move_session(manager, SessionMove(starts_at=evening.starts_at + HOUR), session_id=evening.pk, now=now + HOUR)
        assert entry(client_calendar(maya, now=now))["sequence"] == "2"

        back = reschedule_booking(maya, booking_id=moved, to_session_id=morning.pk, now=now + 2 * HOUR)
        again = entry(client_calendar(maya, now=now))
        assert (again["uid"], again["sequence"]) == (f"{booked}@fitflow", "3")
        assert again["starts_at"] == morning.starts_at

        cancel_booking(maya, booking_id=present(back.booking_id), now=now + 3 * HOUR)
        gone = entry(client_calendar(maya, now=now))
        assert (gone["uid"], gone["sequence"], gone["status"]) == (f"{booked}@fitflow", "4", "CANCELLED")

    @pytest.mark.usefixtures("booked")
    def test_counts_up_by_a_move_that_was_asked_for_before_and_done_after_the_booking(
        self, maya: Actor, manager: Actor, morning: Session, now: datetime
    ) -> None:
        """Its request waited for locks while Maya booked."""
        later = SessionMove(starts_at=morning.starts_at + HOUR)
        move_session(manager, later, session_id=morning.pk, now=now - MINUTE)

        assert entry(client_calendar(maya, now=now))["sequence"] == "1"

    @pytest.mark.usefixtures("moved")
    def test_is_told_to_both_trainers(self, morning: Session, evening: Session, now: datetime) -> None:
        (lost,) = told(now + 2 * MINUTE, staff=morning.trainer_id)
        (won,) = told(now + 2 * MINUTE, staff=evening.trainer_id)

        assert lost.subject == "Maya Lind left Morning Strength, Sun 22 Nov 09:00"
        assert "Maya Lind moved to Evening Flow, Sun 22 Nov 18:00." in lost.text
        assert won.subject == "Maya Lind booked Evening Flow, Sun 22 Nov 18:00"

    def test_between_two_classes_of_one_trainer_is_one_message(
        self, studio: Studio, maya: Actor, trainer: Actor, booked: UUID, morning: Session, now: datetime
    ) -> None:
        later = make_session(studio, class_type=morning.class_type, starts_in=3 * DAY)
        choose_messages(trainer, choices={("booking.gone_for_trainer", "email"): False}, now=now)

        reschedule_booking(maya, booking_id=booked, to_session_id=later.pk, now=now + MINUTE)

        (mail,) = told(now + 2 * MINUTE, staff=trainer.staff_id)
        assert mail.subject == "Maya Lind moved to Morning Strength, Mon 23 Nov 09:00"
        assert Message.objects.filter(staff_id=present(trainer.staff_id), channel="in_app").count() == 1

    def test_reminds_of_the_new_class_only(
        self, maya: Actor, moved: UUID, morning: Session, evening: Session, now: datetime
    ) -> None:
        told(now + 2 * MINUTE, client=maya)

        before = told(morning.starts_at - 10 * MINUTE, client=maya)
        after = told(evening.starts_at - 10 * MINUTE, client=maya)

        assert names(before).count("reminder") == 1  # 24 hours before the evening.
        assert names(after).count("reminder") == 2

    def test_and_cancelled_before_the_worker_came_tells_only_that(
        self, maya: Actor, moved: UUID, now: datetime
    ) -> None:
        cancel_booking(maya, booking_id=moved, now=now + MINUTE)

        assert names(told(now + 2 * MINUTE, client=maya)) == ["cancelled"]

    @pytest.mark.usefixtures("moved")
    def test_is_not_told_again_when_the_old_class_is_called_off(
        self, maya: Actor, manager: Actor, morning: Session, now: datetime
    ) -> None:
        cancel_session(manager, session_id=morning.pk, reason="rescheduled", now=now + 2 * MINUTE)

        assert names(told(now + 3 * MINUTE, client=maya)) == ["rescheduled"]


class TestCalendarOfATrainer:
    def test_counts_up_with_each_move_and_when_the_class_is_called_off(
        self, manager: Actor, trainer: Actor, morning: Session, now: datetime
    ) -> None:
        assert entry(trainer_calendar(trainer, now=now))["sequence"] == "0"

        for hours in (1, 2):
            move = SessionMove(starts_at=morning.starts_at + hours * HOUR)
            move_session(manager, move, session_id=morning.pk, now=now)
        moved = entry(trainer_calendar(trainer, now=now))
        cancel_session(manager, session_id=morning.pk, reason="Storm", now=now + MINUTE)
        gone = entry(trainer_calendar(trainer, now=now + MINUTE))

        assert (moved["sequence"], moved["status"], moved["changed_at"]) == ("2", "CONFIRMED", now)
        assert (gone["uid"], gone["status"], gone["changed_at"]) == (moved["uid"], "CANCELLED", now + MINUTE)
        assert int(gone["sequence"]) > 2

    def test_has_not_changed_at_a_time_that_is_still_to_come(
        self, trainer: Actor, manager: Actor, morning: Session, now: datetime
    ) -> None:
        """Registration opens tomorrow; a calendar program that compares times would miss a move of today."""
        edit_session(
            manager, SessionDetails(frozenset({"opens_at"}), opens_at=now + DAY), session_id=morning.pk, now=now
        )
        before = entry(trainer_calendar(trainer, now=now))

        later = SessionMove(starts_at=morning.starts_at + HOUR)
        with clock.at(now + MINUTE):
            move_session(manager, later, session_id=morning.pk, now=now + MINUTE)
        after = entry(trainer_calendar(trainer, now=now + HOUR))

        assert before["changed_at"] < now
        assert after["changed_at"] == now + MINUTE

    def test_counts_up_when_many_move_in_one_act(
        self, manager: Actor, evening: Session, morning: Session, now: datetime
    ) -> None:
        taught = replace(manager, staff_id=evening.trainer_id)
        of_ana = Selection(trainer_id=morning.trainer_id)

        replace_trainer(manager, of_ana, trainer_id=present(evening.trainer_id), now=now)

        found = IcsCalendarStream.calendar_from_ics(trainer_calendar(taught, now=now)).events
        assert sorted(event.sequence or 0 for event in found) == [0, 1]


class TestReminder:
    @pytest.mark.usefixtures("booked")
    def test_stands_in_the_inbox_too_unless_the_member_does_not_want_it(
        self, maya: Actor, morning: Session, now: datetime
    ) -> None:
        drain(morning.starts_at - 24 * HOUR)
        inbox = Message.objects.filter(client_id=present(maya.client_id), channel="in_app", template="booking/reminder")
        assert inbox.get().text == "Morning Strength, Sun 22 Nov 09:00: with Ana Ruiz, Main studio."

        choose_messages(maya, choices={("booking.reminder", "in_app"): False}, now=now)
        drain(morning.starts_at - HOUR)

        assert inbox.count() == 1
        assert names(told(morning.starts_at, client=maya)).count("reminder") == 2


class TestClassMovedForTrainer:
    def test_tells_who_gives_it_where_it_went(
        self, manager: Actor, trainer: Actor, morning: Session, now: datetime
    ) -> None:
        move_session(manager, SessionMove(starts_at=morning.starts_at + DAY), session_id=morning.pk, now=now)

        (mail,) = told(now + MINUTE, staff=trainer.staff_id)
        assert mail.subject == "Changed: Morning Strength is now Mon 23 Nov 09:00"
        assert "Morning Strength, Sun 22 Nov 09:00: now Mon 23 Nov 09:00, Main studio." in mail.text
        assert mail.url.endswith(f"/desk/sessions/{morning.pk}")

    def test_says_nothing_to_who_did_it(self, trainer: Actor, morning: Session, now: datetime) -> None:
        move_session(trainer, SessionMove(starts_at=morning.starts_at + DAY), session_id=morning.pk, now=now)

        assert told(now + MINUTE, staff=trainer.staff_id) == []

    def test_tells_who_hands_it_over_and_who_takes_it(
        self, manager: Actor, trainer: Actor, morning: Session, evening: Session, now: datetime
    ) -> None:
        move_session(manager, SessionMove(trainer_id=evening.trainer_id), session_id=morning.pk, now=now)

        (lost,) = told(now + MINUTE, staff=trainer.staff_id)
        (won,) = told(now + MINUTE, staff=evening.trainer_id)
        assert lost.subject == "Ben Okafor teaches Morning Strength, Sun 22 Nov 09:00"
        assert lost.url.endswith("/desk/calendar")
        assert won.subject == "You teach Morning Strength, Sun 22 Nov 09:00"
        assert "you teach it now, instead of Ana Ruiz." in won.text

    def test_is_one_message_for_many_classes(
        self, manager: Actor, trainer: Actor, morning: Session, evening: Session, now: datetime
    ) -> None:
        draft = SeriesDraft(
            present(morning.class_type_id), frozenset(range(1, 8)), time(17), date(2026, 11, 23), date(2026, 12, 6)
        )
        series = create_series(manager, draft, now=now).series
        chosen = Selection(series_id=series.pk)

        done = replace_trainer(manager, chosen, trainer_id=evening.trainer_id, now=now + MINUTE)

        assert done.sessions == 14
        (lost,) = told(now + 2 * MINUTE, staff=trainer.staff_id)
        assert lost.subject == "14 of your classes have changed"
        assert lost.text.count("Ben Okafor teaches it now, instead of you.") == 12
        assert "2 more classes changed" in lost.text

    def test_leaves_out_what_was_withdrawn_before_the_worker_came(
        self, manager: Actor, trainer: Actor, morning: Session, evening: Session, now: datetime
    ) -> None:
        draft = SeriesDraft(present(morning.class_type_id), frozenset({1, 2}), time(17), date(2026, 11, 23))
        series = create_series(manager, replace(draft, ends_on=date(2026, 11, 24)), now=now).series
        chosen = Selection(series_id=series.pk)
        replace_trainer(manager, chosen, trainer_id=present(evening.trainer_id), now=now + MINUTE)

        end_series(manager, series_id=series.pk, last_on=date(2026, 11, 23), now=now + MINUTE)

        (lost,) = told(now + 2 * MINUTE, staff=trainer.staff_id)
        assert lost.subject == "Ben Okafor teaches Morning Strength, Mon 23 Nov 17:00"

    def test_is_told_of_each_of_two_acts(self, manager: Actor, trainer: Actor, morning: Session, now: datetime) -> None:
        for days in (1, 2):
            with clock.at(now + days * MINUTE):
                move = SessionMove(starts_at=morning.starts_at + days * DAY)
                move_session(manager, move, session_id=morning.pk, now=now)

        subjects = {mail.subject for mail in told(now + 3 * MINUTE, staff=trainer.staff_id)}
        assert subjects == {
            "Changed: Morning Strength is now Mon 23 Nov 09:00",
            "Changed: Morning Strength is now Tue 24 Nov 09:00",
        }

    def test_can_be_switched_off(self, manager: Actor, trainer: Actor, morning: Session, now: datetime) -> None:
        kind = "booking.moved_for_trainer"
        choose_messages(trainer, choices={(kind, "email"): False, (kind, "in_app"): False}, now=now)

        move_session(manager, SessionMove(starts_at=morning.starts_at + DAY), session_id=morning.pk, now=now)

        drain(now + MINUTE)
        assert not Message.objects.filter(staff_id=present(trainer.staff_id)).exists()

    def test_is_silent_about_drafts(
        self, studio: Studio, manager: Actor, trainer: Actor, morning: Session, now: datetime
    ) -> None:
        draft = make_session(studio, class_type=morning.class_type, starts_in=5 * DAY, publish=False)

        move_session(manager, SessionMove(starts_at=draft.starts_at + DAY), session_id=draft.pk, now=now)

        assert told(now + MINUTE, staff=trainer.staff_id) == []


@pytest.mark.usefixtures("doors_read_now")
class TestWaiting:
    @pytest.fixture
    def waits(self, noah: Actor, booked: UUID, morning: Session, now: datetime) -> WaitlistEntry:
        give_credits(noah)
        join_waitlist(noah, session_id=morning.pk, now=now)
        entry: WaitlistEntry = WaitlistEntry.objects.get()
        return entry

    def follow(self, mail: Message) -> str:
        """The link out of the line, as it stands in the mail."""
        line = next(line for line in mail.text.splitlines() if "eave the waiting list: " in line)
        return line.partition("http://localhost:8000")[2]

    @pytest.mark.usefixtures("waits")
    def test_is_confirmed_with_a_way_out_that_works(self, studio: Studio, noah: Actor, now: datetime) -> None:
        (mail,) = told(now, client=noah)
        assert mail.subject == "On the waiting list: Morning Strength, Sun 22 Nov 09:00"
        assert "You are next in line." in mail.text
        visit, link = browser(), self.follow(mail)
        assert "You are number 1 of 1 in line." in words(visit.get(link))

        post(visit, link)

        assert "You have left this waiting list." in words(visit.get(link))
        with inside(studio):
            assert WaitlistEntry.objects.get().status == "left"

    @pytest.mark.usefixtures("waits")
    def test_offer_carries_the_way_out_of_the_line(
        self, studio: Studio, maya: Actor, noah: Actor, booked: UUID, now: datetime
    ) -> None:
        cancel_booking(maya, booking_id=booked, now=now + MINUTE)
        mail = next(mail for mail in told(now + MINUTE, client=noah) if mail.template == "booking/offer")
        visit, link = browser(), self.follow(mail)
        assert "A place is offered to you." in words(visit.get(link))

        post(visit, link)

        with inside(studio):
            assert WaitlistEntry.objects.get().status == "left"
            assert not Booking.objects.filter(client_id=present(noah.client_id)).exists()

    @pytest.mark.usefixtures("waits")
    def test_hears_that_the_class_moved_and_keeps_the_place_in_line(
        self, noah: Actor, manager: Actor, morning: Session, now: datetime
    ) -> None:
        assert names(told(now, client=noah)) == ["waiting"]

        move_session(manager, SessionMove(starts_at=morning.starts_at + DAY), session_id=morning.pk, now=now + MINUTE)

        mail = told(now + 2 * MINUTE, client=noah)[-1]
        assert mail.subject == "Changed: Morning Strength is now Mon 23 Nov 09:00"
        assert "You keep your place in line." in mail.text
        assert self.follow(mail).startswith("/a/")

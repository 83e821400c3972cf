"""A session is moved, then cancelled; its title is long and has an emoji."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from ical.calendar_stream import IcsCalendarStream
from icalendar import Calendar

from fitflow.core.ics import Entry, Method, Organizer, feed, letter, mime_type, uid_of

NOW = datetime(2026, 11, 20, 9, 0, 30, 123456, tzinfo=UTC)
START = datetime(2026, 11, 23, 6, 30, tzinfo=ZoneInfo("Europe/Rome"))
TITLE = ("Morgen-Flow 🧘‍♀️, sanft; für alle \\ " * 7)[:200]
ENTRY = Entry(
    uid="0190@studio.test",
    sequence=0,
    starts_at=START,
    ends_at=START + timedelta(minutes=60),
    changed_at=NOW,
    title=TITLE,
    location="Main hall, Via Roma 1\nRoma",
    url="https://studio.test/s/northside/me/bookings",
)
STUDIO = Organizer('Northside "Yoga", Rome', "desk@studio.test")


def mailed(entry: Entry, method: Method = Method.PUBLISH) -> str:
    return letter(entry, method=method, organizer=STUDIO)


def event_in(text: str) -> Any:
    (event,) = Calendar.from_ical(text).walk("VEVENT")
    return event


def moved() -> Entry:
    later = START + timedelta(hours=2)
    ends_at, changed_at = later + timedelta(minutes=60), NOW + timedelta(hours=1)
    return replace(ENTRY, sequence=1, starts_at=later, ends_at=ends_at, changed_at=changed_at)


def test_the_name_of_an_entry_says_nothing_of_the_host() -> None:
    assert uid_of(UUID(int=7)) == "00000000-0000-0000-0000-000000000007@fitflow"


class TestALetter:
    @pytest.mark.parametrize(
        "text", [mailed(ENTRY), mailed(moved()), mailed(replace(moved(), sequence=2), Method.CANCEL)]
    )
    def test_has_lines_of_75_octets_that_end_properly(self, text: str) -> None:
        lines = text.encode().split(b"\r\n")

        assert max(len(line) for line in lines) <= 75
        assert b"\n" not in b"".join(lines)
        assert lines[-1] == b""
        assert all(line.decode() is not None for line in lines)  # No character is cut in two.

    def test_is_read_back_as_it_was(self) -> None:
        event = event_in(mailed(ENTRY))

        assert event["SUMMARY"] == TITLE
        assert event["LOCATION"] == ENTRY.location
        assert event["DTSTART"].dt == datetime(2026, 11, 23, 5, 30, tzinfo=UTC)
        assert event["DTEND"].dt - event["DTSTART"].dt == timedelta(hours=1)
        assert event["DTSTAMP"].dt == NOW.replace(microsecond=0)
        assert "ATTENDEE" not in event  # Nobody is asked to answer.
        assert event["ORGANIZER"].params["CN"] == STUDIO.name
        assert event["URL"] == ENTRY.url

    def test_keeps_its_name_and_counts_up_over_a_move_and_a_cancellation(self) -> None:
        steps = [mailed(ENTRY), mailed(moved()), mailed(replace(moved(), sequence=2), Method.CANCEL)]
        events = [event_in(text) for text in steps]

        assert {str(event["UID"]) for event in events} == {"0190@studio.test"}
        assert [event["SEQUENCE"] for event in events] == [0, 1, 2]
        assert [str(event["STATUS"]) for event in events] == ["CONFIRMED", "CONFIRMED", "CANCELLED"]
        assert [str(Calendar.from_ical(text)["METHOD"]) for text in steps] == ["PUBLISH", "PUBLISH", "CANCEL"]
        assert events[1]["DTSTART"].dt - events[0]["DTSTART"].dt == timedelta(hours=2)

    def test_comes_under_the_same_method_in_the_mail(self) -> None:
        assert mime_type(Method.CANCEL) == "text/calendar; method=CANCEL"

    def test_keeps_the_hour_on_the_wall_across_the_clock_change(self) -> None:
        rome = ZoneInfo("Europe/Rome")
        before, after = (datetime(2026, 10, day, 6, 30, tzinfo=rome) for day in (24, 25))
        walls = [
            event_in(mailed(replace(ENTRY, starts_at=at, ends_at=at + timedelta(hours=1))))["DTSTART"].dt.astimezone(
                rome
            )
            for at in (before, after)
        ]

        assert [wall.hour for wall in walls] == [6, 6]
        assert walls[1].astimezone(UTC) - walls[0].astimezone(UTC) == timedelta(hours=25)


class TestAFeed:
    def test_lists_every_entry_and_says_how_often_to_ask(self) -> None:
        text = feed([ENTRY, replace(moved(), uid="0191@studio.test", is_cancelled=True)], name="Northside, Maya")
        calendar = Calendar.from_ical(text)

        assert [str(event["STATUS"]) for event in calendar.walk("VEVENT")] == ["CONFIRMED", "CANCELLED"]
        assert str(calendar["METHOD"]) == "PUBLISH"
        assert str(calendar["X-WR-CALNAME"]) == "Northside, Maya"
        assert "REFRESH-INTERVAL;VALUE=DURATION:PT1H" in text
        assert max(len(line) for line in text.encode().split(b"\r\n")) <= 75

    def test_escapes_what_a_studio_is_called(self) -> None:
        text = feed([], name="Yoga, Pilates; Café \\ Bar")

        assert "\r\nNAME:Yoga\\, Pilates\\; Café \\\\ Bar\r\n" in text

    def test_may_be_empty(self) -> None:
        assert list(Calendar.from_ical(feed([], name="Nobody")).walk("VEVENT")) == []


class TestAnotherProgram:
    """Reads what we write: icalendar, which writes it, would read its own mistakes."""

    def test_finds_in_a_letter_what_was_put_in(self) -> None:
        calendar = IcsCalendarStream.calendar_from_ics(mailed(moved()))
        [event] = calendar.events

        assert calendar.method == "PUBLISH"
        assert (event.uid, event.sequence, event.status) == (ENTRY.uid, 1, "CONFIRMED")
        assert (event.dtstart, event.dtend) == (moved().starts_at, moved().ends_at)
        assert (event.summary, event.location, str(event.url)) == (TITLE, ENTRY.location, ENTRY.url)
        assert event.organizer is not None
        assert (event.organizer.common_name, str(event.organizer.uri)) == (STUDIO.name, f"mailto:{STUDIO.address}")

    def test_finds_in_a_feed_every_entry_in_the_order_of_time(self) -> None:
        later = replace(moved(), uid="0191@studio.test", is_cancelled=True)
        calendar = IcsCalendarStream.calendar_from_ics(feed([later, ENTRY], name="Northside, Maya"))

        assert [event.uid for event in calendar.timeline] == [ENTRY.uid, later.uid]
        assert [event.status for event in calendar.timeline] == ["CONFIRMED", "CANCELLED"]
        assert calendar.refresh_interval == timedelta(hours=1)

    def test_takes_a_withdrawal_for_one(self) -> None:
        calendar = IcsCalendarStream.calendar_from_ics(mailed(replace(moved(), sequence=2), Method.CANCEL))

        assert calendar.method == "CANCEL"
        assert [(event.sequence, event.status) for event in calendar.events] == [(2, "CANCELLED")]

"""Writes calendar files (RFC 5545): one event for a mail, and a feed of many.

The UID never changes. Who moves or cancels the event counts SEQUENCE up, so that calendars replace what they have.
Times are written in UTC: a single event needs no time zone rules, and every calendar shows it on the reader's clock.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from uuid import UUID

from icalendar import Calendar, Event, vCalAddress, vText
from icalendar.prop import vDuration

PRODUCT = "-//FitFlow//FitFlow//EN"
REFRESH = timedelta(hours=1)


class Method(StrEnum):
    """What the receiving calendar is to do; the mail's part must name the same (`mime_type`)."""

    #: What is so; nobody is asked to answer. A later one with a higher SEQUENCE takes its place.
    PUBLISH = "PUBLISH"
    CANCEL = "CANCEL"


@dataclass(frozen=True)
class Organizer:
    """Whose event it is. The address must be one that can get mail: some programs write to it."""

    name: str
    address: str


@dataclass(frozen=True)
class Entry:
    """One event as a calendar knows it. `changed_at` is when it last changed."""

    uid: str
    sequence: int
    starts_at: datetime
    ends_at: datetime
    changed_at: datetime
    title: str
    location: str = ""
    description: str = ""
    url: str = ""
    is_cancelled: bool = False


def uid_of(entity_id: UUID) -> str:
    """The name of a calendar entry that never changes, also when the product moves to another host."""
    return f"{entity_id}@fitflow"


def letter(entry: Entry, *, method: Method, organizer: Organizer) -> str:
    """The entry to be mailed, or its withdrawal."""
    calendar = _calendar()
    calendar.add("method", method.value)
    event = _event(entry, is_cancelled=entry.is_cancelled or method is Method.CANCEL)
    address = vCalAddress(f"mailto:{organizer.address}")
    address.params["CN"] = vText(organizer.name)
    event.add("organizer", address)
    calendar.add_component(event)
    return _text(calendar)


def mime_type(method: Method) -> str:
    """The type of the mail's part that carries an entry."""
    return f"text/calendar; method={method.value}"


def feed(entries: Iterable[Entry], *, name: str) -> str:
    """A calendar to subscribe to. Leave cancelled entries in for a while, so that they vanish from every calendar."""
    calendar = _calendar()
    calendar.add("method", "PUBLISH")
    calendar.add("name", vText(name))  # The library escapes the properties of RFC 5545 by itself, and not this one.
    calendar.add("x-wr-calname", name)
    calendar.add("refresh-interval", vDuration(REFRESH), parameters={"VALUE": "DURATION"})
    calendar.add("x-published-ttl", vDuration(REFRESH))
    for entry in entries:
        calendar.add_component(_event(entry, is_cancelled=entry.is_cancelled))
    return _text(calendar)


def _calendar() -> Calendar:
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    return calendar


def _event(entry: Entry, *, is_cancelled: bool) -> Event:
    event = Event()
    event.add("uid", entry.uid)
    event.add("sequence", entry.sequence)
    event.add("dtstamp", _second(entry.changed_at))
    event.add("last-modified", _second(entry.changed_at))
    event.add("dtstart", _second(entry.starts_at))
    event.add("dtend", _second(entry.ends_at))
    event.add("summary", entry.title)
    event.add("status", "CANCELLED" if is_cancelled else "CONFIRMED")
    event.add("transp", "TRANSPARENT" if is_cancelled else "OPAQUE")
    for name in ("location", "description", "url"):
        if value := getattr(entry, name):
            event.add(name, value)
    return event


def _second(at: datetime) -> datetime:
    return at.astimezone(UTC).replace(microsecond=0)


def _text(calendar: Calendar) -> str:
    raw: bytes = calendar.to_ical()
    return raw.decode()

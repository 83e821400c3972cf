"""What the tests of series have in common: a draft, and the sessions that came of it."""

from datetime import UTC, date, datetime, time
from decimal import Decimal
from typing import Any

from fitflow.billing.queries import balances
from fitflow.booking.factories import give_credits
from fitflow.booking.models import Booking
from fitflow.booking.services.holds import book_spot
from fitflow.core.actor import Actor
from fitflow.schedule.models import ClassType, Series, Session
from fitflow.schedule.queries.series import SeriesDraft

WEEKDAYS = frozenset({1, 2, 3, 4, 5})
EVERY_DAY = frozenset({1, 2, 3, 4, 5, 6, 7})


def draft_of(class_type: ClassType, **values: Any) -> SeriesDraft:
    """Every weekday at 06:30, from the Monday after the cast's Friday."""
    usual: dict[str, Any] = {"weekdays": WEEKDAYS, "at": time(6, 30), "starts_on": date(2026, 11, 23)}
    return SeriesDraft(class_type_id=class_type.pk, **{**usual, **values})


def mondays(class_type: ClassType, **values: Any) -> SeriesDraft:
    """Mondays at 18:00 from 23 November, until 14 December: four sessions."""
    usual = {"weekdays": frozenset({1}), "at": time(18), "ends_on": date(2026, 12, 14)}
    return draft_of(class_type, **{**usual, **values})


def sessions_of(series: Series) -> list[Session]:
    return list(Session.objects.filter(series_id=series.pk).order_by("starts_at"))


def starts(series: Series) -> list[str]:
    return [f"{one.starts_at.astimezone(UTC):%m-%d %H:%M}" for one in sessions_of(series)]


def book(person: Actor, session: Session, now: datetime) -> Booking:
    give_credits(person, now=now)
    return Booking.objects.get(pk=book_spot(person, session_id=session.pk, now=now).booking_id)


def balance(person: Actor, now: datetime) -> Decimal:
    assert person.client_id is not None
    return balances(Actor.system(person.organization), [person.client_id], now=now)[person.client_id]

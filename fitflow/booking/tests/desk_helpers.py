"""What the desk's tests share: sessions soon and later, crowds, forms, a program that calls the API."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid4

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from rest_framework.test import APIClient

from fitflow.accounts.models import User
from fitflow.accounts.services import access_token
from fitflow.billing.queries.balances import balances
from fitflow.booking.factories import give_credits, make_class_type, make_session
from fitflow.booking.models import Attendance, Booking
from fitflow.booking.services.holds import book_spot
from fitflow.core.actor import Actor, Role, Studio
from fitflow.core.zones import instant_of
from fitflow.organizations.factories import actor_of, make_client_actor, make_staff_actor
from fitflow.organizations.models import Location, StudioRole, StudioRoleScope
from fitflow.schedule.models import ClassType, Session

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
#: What a form in the sheet sends beside its fields.
SHEET = {"HTTP_HX_REQUEST": "true", "HTTP_HX_TARGET": "sheet-body"}
#: What the doors ask: who is signed in, who that is in this studio.
DOORS = ("django_session", "accounts_user", "open_door", "close_door", "set_config", "SAVEPOINT")


def page(name: str, *args: Any) -> str:
    """The address of one of booking's pages in the studio of the tests."""
    return reverse(name if ":" in name else f"booking:{name}", args=["northside", *args])


def soon(
    studio: Studio, trainer: Actor, now: datetime, *, capacity: int = 3, starts_in: timedelta = HOUR / 2
) -> Session:
    kind = make_class_type(studio, name=f"Strength {uuid4()}", trainer_id=trainer.staff_id)
    return make_session(studio, class_type=kind, starts_in=starts_in, capacity=capacity, now=now)


def crowd(studio: Studio, count: int, *, now: datetime) -> list[Actor]:
    people = [make_client_actor(studio, name=f"Client {number:02}") for number in range(count)]
    for person in people:
        give_credits(person, now=now - DAY)
    return people


def regular(studio: Studio, name: str, now: datetime) -> Actor:
    """Somebody with credits."""
    person = make_client_actor(studio, name=name)
    give_credits(person, now=now - DAY)
    return person


def book(person: Actor, session: Session, now: datetime) -> Booking:
    return Booking.objects.get(pk=book_spot(person, session_id=session.pk, now=now).booking_id)


def booked(person: Actor, session: Session, now: datetime) -> UUID:
    """The same for somebody who has no credits yet."""
    give_credits(person, now=now - DAY)
    return book(person, session, now).pk


def balance(person: Actor, now: datetime) -> Decimal:
    assert person.client_id is not None
    return balances(person, [person.client_id], now=now)[person.client_id]


def marked(booking: Booking) -> str:
    return Attendance.objects.filter(booking=booking).values_list("status", flat=True).first() or ""


def at(studio: Studio, kind: ClassType, on: date, clock: time, now: datetime, **values: Any) -> Session:
    starts_in = instant_of(on, clock, studio.zone) - now
    return make_session(
        studio, class_type=kind, starts_in=starts_in, capacity=values.pop("capacity", 2), now=now, **values
    )


def times(on: date, starts: str, ends: str, **more: Any) -> dict[str, Any]:
    return {"on": on.isoformat(), "starts": starts, "ends": ends, **more}


def unmoved(session: Session) -> dict[str, Any]:
    """What the move form sends for the fields that stay."""
    return {"trainer": session.trainer_id, "location": session.location_id}


def only_at(studio: Studio, name: str) -> Actor:
    """A manager of one other location."""
    elsewhere = Location.objects.create(organization_id=studio.id, name=name)
    manager = make_staff_actor(studio, name=f"Manager of {name}", role=Role.MANAGER, is_trainer=False)
    assert manager.user_id is not None
    studio_role = StudioRole.objects.get(user_id=manager.user_id)
    StudioRoleScope.objects.create(organization_id=studio.id, studio_role=studio_role, location=elsewhere)
    return actor_of(studio, studio_role.user_id)


@contextmanager
def counted() -> Iterator[list[str]]:
    """The statements of the page itself, without those of the doors."""
    found: list[str] = []
    with CaptureQueriesContext(connection) as seen:
        yield found
    found += [one["sql"] for one in seen.captured_queries if not any(word in one["sql"] for word in DOORS)]


def api_call(studio: Studio) -> Any:
    """A program that calls the API as somebody: `call(actor, "post", "admin/…", {})`."""

    def call(actor: Actor | None, method: str, path: str, body: Any = None, *, key: str = "") -> Any:
        program = APIClient()
        if actor is not None and actor.user_id is not None:
            token = access_token(User.objects.get(pk=actor.user_id))
            program.credentials(HTTP_AUTHORIZATION=f"Bearer {token}", HTTP_X_ORGANIZATION=studio.slug)
        headers = {} if method == "get" else {"HTTP_IDEMPOTENCY_KEY": key or str(uuid4())}
        form = {"format": "json"} if body is not None and method != "get" else {}
        return getattr(program, method)(f"/api/v1/{path}", body, **form, **headers)

    return call

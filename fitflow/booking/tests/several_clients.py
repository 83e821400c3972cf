"""Several clients who want into the same session."""

from datetime import datetime
from decimal import Decimal

from fitflow.billing.queries import balances
from fitflow.booking.factories import give_credits
from fitflow.booking.models import WaitlistEntry
from fitflow.booking.services.holds import Confirmed, book_spot
from fitflow.core.actor import Actor, Studio
from fitflow.organizations.factories import make_client_actor
from fitflow.schedule.models import Session


def make_crowd(studio: Studio) -> list[Actor]:
    """Four clients with credits."""
    people = [make_client_actor(studio, name=f"Client {letter}") for letter in "ABCD"]
    for person in people:
        give_credits(person)
    return people


def fill_up(session: Session, crowd: list[Actor], now: datetime) -> list[Confirmed]:
    return [book_spot(person, session_id=session.pk, now=now) for person in crowd[: session.capacity]]


def balance(person: Actor, now: datetime) -> Decimal:
    assert person.client_id is not None
    return balances(Actor.system(person.organization), [person.client_id], now=now)[person.client_id]


def entry_of(person: Actor) -> WaitlistEntry:
    """Their one entry in a queue."""
    assert person.client_id is not None
    entry: WaitlistEntry = WaitlistEntry.objects.get(client_id=person.client_id)
    return entry

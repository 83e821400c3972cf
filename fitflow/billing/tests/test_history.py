"""The audit trail of credits in words."""

from datetime import datetime, timedelta
from decimal import Decimal

from django.db import transaction

from fitflow.billing.services import adjust, grant, refund, reverse_refund, waive, welcome
from fitflow.billing.tests.test_charges import BOOKED, CLASS, own, pay
from fitflow.core.actor import Actor
from fitflow.core.jobs import drain
from fitflow.core.models import Event
from fitflow.organizations.queries.history import describe_all


def test_every_event_reads_as_a_sentence(manager: Actor, maya: Actor, system: Actor, now: datetime) -> None:
    end = now + timedelta(days=20)
    grant(manager, client_id=own(maya), amount=Decimal(10), reason="Ten classes", valid_until=end, now=now)
    adjust(manager, client_id=own(maya), amount=Decimal("-0.5"), reason="Counted twice", now=now)
    pay(maya, "1", now)
    with transaction.atomic():
        refund(maya, reference=BOOKED, percent=50, now=now)
        waive(manager, reference=BOOKED, now=now, reason="She was ill")
        reverse_refund(manager, reference=BOOKED, kind=CLASS, now=now, reason="She came")
    system.organization.settings["clients.welcome_credits"] = "2.00"  # type: ignore[index]
    welcome(system, client_id=own(maya), now=now)
    drain(end - timedelta(days=1))
    drain(end)

    found = Event.objects.with_words().filter(type__startswith="credit.")
    told = {found.text for found in describe_all(manager, found).values()}

    assert told == {
        "Mona Manager gave Maya Lind 10 credits: “Ten classes”",
        "Mona Manager took 0.5 credits from Maya Lind: “Counted twice”",
        "Maya Lind paid 1 credit.",
        "Maya Lind got 0.5 credits back.",
        "Mona Manager had 0.5 credits given back to Maya Lind.",
        "Maya Lind was charged 1 credit again after a correction by Mona Manager.",
        "Maya Lind got 2 credits as a welcome.",
        "8.5 credits of Maya Lind expire soon.",
        "8.5 credits of Maya Lind expired.",
    }

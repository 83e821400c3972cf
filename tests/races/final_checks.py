"""What must be true when all is over: each answer has its effect once, each event its consumers, each person a word."""

import math
import time
from collections import Counter
from collections.abc import Iterable
from datetime import UTC, datetime
from decimal import Decimal

from fitflow.billing.queries import balances
from fitflow.booking.models import Booking, SpotHold, WaitlistEntry
from fitflow.booking.services.notices import REMINDER_TIMER
from fitflow.core.actor import Actor, Studio
from fitflow.core.db import rows
from fitflow.core.models import Delivery, Event, JobState, Timer
from fitflow.core.promises import violations
from fitflow.core.tenancy import tenant
from fitflow.notify.models import Message
from tests.races.committed_studio import PURSE
from tests.races.members import Answer, Member

PATIENCE = 40.0


def wait_until_all_is_done(studio: Studio) -> None:
    """Lets the worker finish: however much there is, as long as it gets on.

    Pauses before another try, and leases of the killed, are not waited for but ended.
    """
    deliveries = Delivery.objects.filter(organization_id=studio.id, state=JobState.DUE)
    mails = Timer.objects.filter(organization_id=studio.id, state=JobState.DUE, kind="notify.email")
    least, deadline = (math.inf, math.inf), 0.0
    while any(left := (deliveries.count(), mails.count())):
        if left < least:  # Fewer deliveries than ever, or as few and fewer mails: going in circles is not getting on.
            least, deadline = left, time.monotonic() + PATIENCE
        assert time.monotonic() < deadline, f"the worker does not get on: {left} deliveries and mails are left"
        time.sleep(1.0)
        for jobs in (deliveries, mails):
            jobs.filter(due_at__gt=datetime.now(UTC)).update(due_at=datetime.now(UTC))


def assert_nothing_lost_or_doubled(studio: Studio, members: list[Member]) -> None:
    wait_until_all_is_done(studio)
    answers = [answer for member in members for answer in member.answers]
    with tenant(studio.id):
        assert violations() == ()
        assert_one_effect_for_each_key(answers)
        assert_everybody_paid_what_they_booked(studio, members)
        assert_every_event_was_taken(studio)
        assert_everybody_was_told_once(studio)
    assert_repeats_are_answered_alike(members)


def assert_one_effect_for_each_key(answers: list[Answer]) -> None:
    """The rows are exactly those that were promised."""
    holds = made_by(answers, "/hold", 201)
    bookings = made_by(answers, "/confirm", 201)
    cancelled = made_by(answers, "/cancel", 200)

    assert holds == ids(SpotHold.objects.filter(kind="standard").values_list("pk", flat=True))
    assert bookings == ids(Booking.objects.values_list("pk", flat=True))
    assert cancelled == ids(Booking.objects.filter(status="cancelled").values_list("pk", flat=True))
    joined = sum(answer.path.endswith("/join") and answer.status == 201 for answer in answers)
    assert joined == WaitlistEntry.objects.count()


def made_by(answers: list[Answer], ending: str, status: int) -> Counter[str]:
    return ids(answer.id for answer in answers if answer.path.endswith(ending) and answer.status == status)


def ids(found: Iterable[object]) -> Counter[str]:
    return Counter(str(one) for one in found)


def assert_everybody_paid_what_they_booked(studio: Studio, members: list[Member]) -> None:
    has = balances(Actor.system(studio), [member.client_id for member in members], now=datetime.now(UTC))
    for member in members:
        booked = Booking.objects.filter(client_id=member.client_id)
        paid = sum((one.credits - (one.credits_refunded or 0) for one in booked), Decimal(0))
        assert has[member.client_id] == PURSE - paid
        live = booked.exclude(status="cancelled")
        assert {str(one.pk) for one in live} == set(member.bookings.values())


def assert_every_event_was_taken(studio: Studio) -> None:
    """One delivery for each event and consumer, all done; every hold and booking has the event of its beginning."""
    uneven = rows(
        "SELECT v.type, c.consumer, count(d.id) FROM core_event v JOIN core_eventsubscription c ON c.type = v.type"
        " LEFT JOIN core_delivery d ON d.event_id = v.id AND d.consumer = c.consumer AND d.state = 'done'"
        " WHERE v.organization_id = %s GROUP BY v.id, v.type, c.consumer HAVING count(d.id) <> 1",
        [studio.id],
    )
    assert uneven == []
    told = Counter(Event.objects.values_list("type", "entity_id"))
    for kind, model in (("hold.created", SpotHold), ("booking.confirmed", Booking), ("waitlist.joined", WaitlistEntry)):
        made = model.objects.values_list("pk", flat=True)
        assert [told[kind, pk] for pk in made] == [1] * len(made)
    assert not Timer.objects.filter(organization_id=studio.id, state=JobState.DEAD).exists()


def assert_everybody_was_told_once(studio: Studio) -> None:
    """A mail and a line in the inbox for each booking that stands and each that was given back; reminders are set."""
    offsets = {str(seconds) for seconds in studio.settings["reminders.offsets"]}
    said = Counter(Message.objects.filter(client__isnull=False).values_list("dedupe_key", "channel"))
    for booking in Booking.objects.all():
        for channel in ("email", "in_app"):
            assert said[f"{booking.status}:{booking.pk}", channel] == 1
        if booking.status == Booking.Status.CONFIRMED:
            timers = Timer.objects.filter(kind=REMINDER_TIMER, entity_id=booking.pk)
            assert sorted(timers.values_list("key", flat=True)) == sorted(offsets)
    mails = Message.objects.filter(channel="email", client__isnull=False)
    assert set(mails.values_list("state", flat=True)) == {Message.State.SENT}


def assert_repeats_are_answered_alike(members: list[Member]) -> None:
    for member in members:
        made = [answer for answer in member.answers if answer.status < 300]
        for answer in made[-3:]:
            assert member.ask_again(answer.path, answer.key) == answer

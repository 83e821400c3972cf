"""Several people at one account at once: real connections, real waiting."""

from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import datetime, timedelta
from decimal import Decimal
from threading import Barrier, Event, Thread
from uuid import UUID

import pytest
from django.db import DatabaseError, connection, transaction

from fitflow.billing.factories import make_credits
from fitflow.billing.models import CreditLot, LedgerEntry
from fitflow.billing.refusals import NoEntitlement
from fitflow.billing.services import charge, expire_lot, grant, ledger, refund
from fitflow.core.actor import Actor, Studio
from fitflow.core.tenancy import tenant
from fitflow.organizations.factories import make_client, make_studio
from tests.databases import CommittedDatabase, wait_for_a_waiter

CROWD = 12


@pytest.fixture
def scene(committed_db: CommittedDatabase, now: datetime) -> Iterator[tuple[Studio, UUID]]:
    studio = make_studio()
    with tenant(studio.id):
        yield studio, make_client(studio, name="Maya Lind").pk


@contextmanager
def connected(studio: Studio) -> Iterator[None]:
    """A connection of this thread's own, warmed up and in the studio."""
    try:
        with tenant(studio.id):
            CreditLot.objects.count()
            yield
    finally:
        connection.close()


def at_once(studio: Studio, work: Callable[[int], str]) -> Counter[str]:
    """What everybody in a crowd gets who begins together."""
    barrier = Barrier(CROWD)

    def one(number: int) -> str:
        with connected(studio):
            barrier.wait()
            return work(number)

    with ThreadPoolExecutor(CROWD) as pool:
        return Counter(pool.map(one, range(CROWD)))


def pay(studio: Studio, client_id: UUID, reference: str, now: datetime, amount: str = "1") -> str:
    try:
        with transaction.atomic():
            charge(
                Actor.system(studio),
                client_id=client_id,
                amount=Decimal(amount),
                reference=reference,
                kind="class",
                now=now,
            )
    except NoEntitlement:
        return "refused"
    except DatabaseError as error:
        return type(error).__name__
    return "paid"


def total(client_id: UUID) -> Decimal:
    entries = LedgerEntry.objects.filter(lot__account__client_id=client_id).values_list("amount", flat=True)
    return sum(entries, Decimal(0))


def test_of_many_charges_exactly_those_are_paid_for_which_there_are_credits(
    scene: tuple[Studio, UUID], now: datetime
) -> None:
    studio, client_id = scene
    make_credits(studio, client_id=client_id, amount=2, now=now, valid_until=now + timedelta(days=3))
    make_credits(studio, client_id=client_id, amount=3, now=now)

    answers = at_once(studio, lambda number: pay(studio, client_id, f"booking:{number}", now))

    assert answers == {"paid": 5, "refused": CROWD - 5}
    assert total(client_id) == 0


def test_without_the_lock_only_the_check_on_the_lot_is_left(
    scene: tuple[Studio, UUID], now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    studio, client_id = scene
    make_credits(studio, client_id=client_id, amount=2, now=now, valid_until=now + timedelta(days=3))
    make_credits(studio, client_id=client_id, amount=3, now=now)
    monkeypatch.setattr(ledger, "LOCK_LOTS", ledger.LOCK_LOTS.replace("FOR NO KEY UPDATE OF a, l", ""))

    answers = at_once(studio, lambda number: pay(studio, client_id, f"booking:{number}", now))

    assert answers["IntegrityError"] > 0  # Nobody overdraws, but people are told of an error, and credits stay unused.
    assert total(client_id) >= 0


def test_a_charge_that_waited_sees_what_was_granted_meanwhile(scene: tuple[Studio, UUID], now: datetime) -> None:
    studio, client_id = scene
    make_credits(studio, client_id=client_id, amount=1, now=now)
    holding, answers = Event(), []

    def second() -> None:
        with connected(studio):
            holding.wait()
            answers.append(pay(studio, client_id, "booking:2", now))

    thread = Thread(target=second)
    thread.start()
    with transaction.atomic():
        assert pay(studio, client_id, "booking:1", now) == "paid"
        holding.set()
        wait_for_a_waiter()
        grant(Actor.system(studio), client_id=client_id, amount=Decimal(1), reason="Bought", now=now)
    thread.join()

    assert answers == ["paid"]


def test_refunds_charges_and_expiry_do_not_wait_in_a_circle(scene: tuple[Studio, UUID], now: datetime) -> None:
    studio, client_id = scene
    lots = [
        make_credits(studio, client_id=client_id, amount=4, now=now, valid_until=now + timedelta(days=day))
        for day in (1, 2, 3)
    ]
    for number in range(CROWD):
        assert pay(studio, client_id, f"booking:{number}", now, amount="0.75") == "paid"
    later = now + timedelta(days=2, hours=1)

    def move(number: int) -> str:
        system = Actor.system(studio)
        with transaction.atomic():
            if number % 3 == 0:
                expire_lot(system, lot_id=lots[number % 2].pk, now=later)
                return "expired"
            refund(system, reference=f"booking:{number}", percent=100, now=later)
            return "refunded"

    answers = at_once(studio, move)

    assert answers == {"expired": 4, "refunded": 8}
    stored = sum(CreditLot.objects.filter(account__client_id=client_id).values_list("remaining", flat=True), Decimal(0))
    assert stored == total(client_id)

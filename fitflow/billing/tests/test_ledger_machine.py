"""The ledger against a simple model: whatever is granted, used, given back or lost, every lot's entries add up."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from uuid import UUID

import pytest
from django.db import transaction
from django.db.models import Sum
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from fitflow.billing import queries, services
from fitflow.billing.models import CreditLot, LedgerEntry
from fitflow.core.actor import Actor, Studio
from fitflow.core.jobs import drain
from fitflow.core.money import CREDIT
from fitflow.core.zones import day_bounds, local_date
from fitflow.organizations.factories import make_client

AMOUNTS = st.sampled_from([Decimal(text) for text in ("0.25", "0.5", "1", "1.5", "2", "3", "10")])
GRACE = timedelta(days=14)
ZERO = Decimal(0)


@dataclass
class ModelLot:
    """A lot as the model sees it."""

    id: UUID
    left: Decimal
    born: datetime
    ends: datetime
    was_reopened: bool = False

    def order(self) -> tuple[datetime, datetime, Decimal, UUID]:
        return self.ends, self.born, self.left, self.id


@dataclass
class ModelCharge:
    """What a reference took from each lot and got back; which acts it has seen."""

    taken: dict[UUID, Decimal]
    total: Decimal
    acts: set[str] = field(default_factory=set)

    @property
    def kept(self) -> Decimal:
        return sum(self.taken.values(), ZERO)


class LedgerMachine(RuleBasedStateMachine):
    """One client's account under everything that can happen to it."""

    studio: Studio
    begins: datetime

    @initialize()
    def open_account(self) -> None:
        self.savepoint = transaction.savepoint()
        self.actor = Actor.system(self.studio)
        self.now = self.begins
        self.client_id = make_client(self.studio, name="Maya Lind").pk
        self.lots: dict[UUID, ModelLot] = {}
        self.charges: dict[str, ModelCharge] = {}
        self.grant(Decimal(3), 5)

    def teardown(self) -> None:
        if hasattr(self, "savepoint"):
            transaction.savepoint_rollback(self.savepoint)

    def usable(self) -> list[ModelLot]:
        found = [lot for lot in self.lots.values() if lot.left > 0 and lot.ends > self.now]
        return sorted(found, key=ModelLot.order)

    def draw(self, amount: Decimal) -> dict[UUID, Decimal] | None:
        """Takes an amount out of the usable lots in their order; None when they have too little."""
        if sum((lot.left for lot in self.usable()), ZERO) < amount:
            return None
        taken: dict[UUID, Decimal] = {}
        for lot in self.usable():
            part = min(lot.left, amount)
            if part > 0:
                taken[lot.id] = part
                lot.left -= part
                amount -= part
        return taken

    def give_back(self, charge: ModelCharge, amount: Decimal, *, afresh: bool = False) -> None:
        """Puts an amount into the lots it came from, the longest-living first; a lot that is over reopens empty.

        Once, unless it is given `afresh`: the second time what comes back expires at once.
        """
        for lot_id in sorted(
            charge.taken, key=lambda key: (self.lots[key].ends, self.lots[key].born, key), reverse=True
        ):
            part = min(charge.taken[lot_id], amount)
            if part > 0:
                lot = self.lots[lot_id]
                if lot.ends <= self.now:
                    lot.left = ZERO
                    reopened = day_bounds(local_date(self.now + GRACE, self.studio.zone), self.studio.zone).end
                    lot.ends = reopened if afresh or not lot.was_reopened else self.now
                    lot.was_reopened = True
                lot.left += part
                charge.taken[lot_id] -= part
                amount -= part

    @rule(amount=AMOUNTS, days=st.integers(1, 40))
    def grant(self, amount: Decimal, days: int) -> None:
        ends = self.now + timedelta(days=days)
        made = services.grant(
            self.actor, client_id=self.client_id, amount=amount, reason="Bought", valid_until=ends, now=self.now
        )
        assert made.lot_id is not None
        self.lots[made.lot_id] = ModelLot(made.lot_id, amount, self.now, ends)

    @rule(amount=AMOUNTS)
    def charge(self, amount: Decimal) -> None:
        reference = f"booking:{len(self.charges) + 1}"
        could = queries.could_pay(self.actor, client_id=self.client_id, kind="class", cost=amount, now=self.now)
        expected = self.draw(amount)
        assert could == (expected is not None)
        with refused_if(expected is None, services.NoEntitlement):
            spent = services.charge(
                self.actor, client_id=self.client_id, amount=amount, reference=reference, kind="class", now=self.now
            )
            assert dict(spent) == expected
            self.charges[reference] = ModelCharge(dict(spent), amount)

    @precondition(lambda self: self.charges)
    @rule(data=st.data(), percent=st.sampled_from([0, 50, 100]))
    def refund(self, data: st.DataObject, percent: int) -> None:
        reference, charge = self.some_charge(data)
        amount = min(charge.kept, (charge.total * percent / 100).quantize(CREDIT, ROUND_HALF_UP))
        with refused_if(percent > 0 and "refund" in charge.acts, services.AlreadyRefunded):
            back = services.refund(self.actor, reference=reference, percent=percent, now=self.now)
            assert back == amount
            self.give_back(charge, amount)
            charge.acts |= {"refund"} if amount else set()

    @precondition(lambda self: self.charges)
    @rule(data=st.data())
    def waive(self, data: st.DataObject) -> None:
        reference, charge = self.some_charge(data)
        with refused_if("waiver" in charge.acts and charge.kept > 0, services.AlreadyRefunded):
            kept = charge.kept
            assert services.waive(self.actor, reference=reference, now=self.now, reason="Kindness") == kept
            self.give_back(charge, kept, afresh=True)
            charge.acts |= {"waiver"} if kept else set()

    @precondition(lambda self: self.charges)
    @rule(data=st.data())
    def reverse(self, data: st.DataObject) -> None:
        reference, charge = self.some_charge(data)
        returned = charge.total - charge.kept
        if "correction" in charge.acts and returned:
            with pytest.raises(services.AlreadyRefunded):
                self.take_again(reference)
            return
        if sum((lot.left for lot in self.usable()), ZERO) < returned:
            with pytest.raises(services.NoEntitlement):
                self.take_again(reference)
            return
        assert self.take_again(reference) == returned
        if returned:
            charge.acts.add("correction")
            self.learn_correction(reference, charge)

    def take_again(self, reference: str) -> Decimal:
        return services.reverse_refund(self.actor, reference=reference, kind="class", now=self.now, reason="She came")

    def learn_correction(self, reference: str, charge: ModelCharge) -> None:
        """Which lots pay is left to the service; only valid ones may, and they must have it (see the invariant)."""
        entries = LedgerEntry.objects.filter(posting__kind="correction", posting__reference=reference)
        for lot_id, amount in entries.values_list("lot_id", "amount"):
            assert self.lots[lot_id].ends > self.now
            self.lots[lot_id].left += amount
            charge.taken[lot_id] = charge.taken.get(lot_id, ZERO) - amount

    @rule(amount=AMOUNTS)
    def take_away(self, amount: Decimal) -> None:
        expected = self.draw(amount)
        with refused_if(expected is None, services.NotEnoughCredits):
            services.adjust(self.actor, client_id=self.client_id, amount=-amount, reason="Typing error", now=self.now)

    @rule(hours=st.sampled_from([1, 24, 24 * 6, 24 * 15]))
    def wait(self, hours: int) -> None:
        self.now += timedelta(hours=hours)

    @rule()
    def worker_comes_by(self) -> None:
        drain(self.now)
        for lot in self.lots.values():
            if lot.ends <= self.now:
                lot.left = ZERO

    @invariant()
    def every_lot_is_explained(self) -> None:
        if not hasattr(self, "lots"):
            return
        stored = {lot.pk: lot for lot in CreditLot.objects.filter(account__client_id=self.client_id)}
        entries = LedgerEntry.objects.filter(lot__in=stored).values_list("lot").annotate(total=Sum("amount"))
        assert {key: lot.remaining for key, lot in stored.items()} == {key: lot.left for key, lot in self.lots.items()}
        assert dict(entries) == {key: lot.remaining for key, lot in stored.items()}
        assert {key: lot.valid_until for key, lot in stored.items()} == {
            key: lot.ends for key, lot in self.lots.items()
        }

    @invariant()
    def the_balance_is_what_can_be_used(self) -> None:
        if not hasattr(self, "lots"):
            return
        usable = sum((lot.left for lot in self.usable()), ZERO)
        assert queries.balances(self.actor, [self.client_id], now=self.now) == {self.client_id: usable}
        assert queries.wallet_of(self.actor, self.client_id, now=self.now).balance == usable

    def some_charge(self, data: st.DataObject) -> tuple[str, ModelCharge]:
        reference = data.draw(st.sampled_from(sorted(self.charges)))
        return reference, self.charges[reference]


@contextmanager
def refused_if(condition: bool, refusal: type[Exception]) -> Iterator[None]:
    if not condition:
        yield
        return
    with pytest.raises(refusal):
        yield


def test_the_ledger_always_sums(studio: Studio, now: datetime, long_run: bool) -> None:
    LedgerMachine.studio, LedgerMachine.begins = studio, now
    run_state_machine_as_test(
        LedgerMachine,
        settings=settings(
            max_examples=400 if long_run else 40, stateful_step_count=40, deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )  # fmt: skip

"""Charges, refunds, waivers and corrections on the real ledger."""

from datetime import datetime, timedelta
from decimal import Decimal
from uuid import UUID

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from fitflow.billing import queries
from fitflow.billing.factories import make_credits
from fitflow.billing.models import CreditLot, LedgerEntry, Posting
from fitflow.billing.refusals import AlreadyRefunded, NoEntitlement
from fitflow.billing.services import Reopen, charge, refund, reverse_refund, waive
from fitflow.core.actor import Actor, Studio
from fitflow.core.db import NoTransaction
from fitflow.core.ids import new_id
from fitflow.core.models import Event
from fitflow.organizations.factories import make_studio

CLASS = "class"
BOOKED = "booking:019aa000-0000-7000-8000-000000000001"


def remaining(lot: CreditLot) -> Decimal:
    return CreditLot.objects.get(pk=lot.pk).remaining


def own(actor: Actor) -> UUID:
    assert actor.client_id is not None
    return actor.client_id


def pay(actor: Actor, amount: str, now: datetime, reference: str = BOOKED) -> list[Decimal]:
    with transaction.atomic():
        spent = charge(actor, client_id=own(actor), amount=Decimal(amount), reference=reference, kind=CLASS, now=now)
    return [part.amount for part in spent]


class TestCharge:
    def test_takes_the_soonest_expiring_credits_and_spans_lots(
        self, maya: Actor, studio: Studio, now: datetime
    ) -> None:
        later = make_credits(studio, client_id=own(maya), amount=3, now=now, valid_until=now + timedelta(days=60))
        sooner = make_credits(studio, client_id=own(maya), amount=1, now=now, valid_until=now + timedelta(days=9))

        assert pay(maya, "1.5", now) == [Decimal(1), Decimal("0.5")]

        assert [remaining(sooner), remaining(later)] == [Decimal(0), Decimal("2.5")]
        assert Posting.objects.filter(kind="charge").values_list("reference", flat=True).get() == BOOKED
        assert sum(LedgerEntry.objects.filter(posting__kind="charge").values_list("amount", flat=True)) == Decimal(
            "-1.5"
        )

    def test_costs_two_statements_with_its_event(self, maya: Actor, studio: Studio, now: datetime) -> None:
        make_credits(studio, client_id=own(maya), now=now)

        with transaction.atomic(), CaptureQueriesContext(connection) as statements:
            charge(maya, client_id=own(maya), amount=Decimal(1), reference=BOOKED, kind=CLASS, now=now)

        assert len(statements) == 2
        told = Event.objects.get(type="credit.used")
        posting = Posting.objects.get(kind="charge")
        assert told.payload == {
            "client_id": str(maya.client_id), "posting_id": str(posting.pk), "reference": BOOKED, "amount": "1",
        }  # fmt: skip
        assert (told.entity_id, told.actor_id, told.at) == (maya.client_id, maya.user_id, now)

    def test_of_nothing_writes_nothing(self, maya: Actor, now: datetime) -> None:
        assert pay(maya, "0", now) == []
        assert not Posting.objects.exists()
        assert not Event.objects.filter(type="credit.used").exists()

    def test_refuses_before_any_write_when_the_credits_do_not_suffice(
        self, maya: Actor, studio: Studio, now: datetime
    ) -> None:
        lot = make_credits(studio, client_id=own(maya), amount=1, now=now)

        with pytest.raises(NoEntitlement) as refusal:
            pay(maya, "1.5", now)

        assert (refusal.value.status, refusal.value.code) == (402, "no_entitlement")
        assert refusal.value.details == {"needed": "1.5", "available": "1.00"}
        assert remaining(lot) == 1
        assert not Posting.objects.filter(kind="charge").exists()

    @pytest.mark.parametrize("kinds", [("personal",), ("personal", "check_in")])
    def test_leaves_credits_for_other_kinds_alone(
        self, maya: Actor, studio: Studio, now: datetime, kinds: tuple[str, ...]
    ) -> None:
        make_credits(studio, client_id=own(maya), now=now, kinds=kinds)

        with pytest.raises(NoEntitlement):
            pay(maya, "1", now)

    def test_refuses_expired_credits_to_the_microsecond(self, maya: Actor, studio: Studio, now: datetime) -> None:
        end = now + timedelta(days=5)
        make_credits(studio, client_id=own(maya), now=now, valid_until=end)

        with pytest.raises(NoEntitlement):
            pay(maya, "1", end)

        assert pay(maya, "1", end - timedelta(microseconds=1)) == [1]

    def test_needs_a_transaction(self, committed_db: object, now: datetime) -> None:
        system = Actor.system(make_studio())

        with pytest.raises(NoTransaction):
            charge(system, client_id=new_id(), amount=Decimal(1), reference=BOOKED, kind=CLASS, now=now)


class TestRefund:
    def test_returns_to_the_lots_it_came_from_the_longest_living_first(
        self, maya: Actor, studio: Studio, now: datetime
    ) -> None:
        later = make_credits(studio, client_id=own(maya), amount=3, now=now, valid_until=now + timedelta(days=60))
        sooner = make_credits(studio, client_id=own(maya), amount=1, now=now, valid_until=now + timedelta(days=9))
        pay(maya, "2", now)

        back = refund(maya, reference=BOOKED, percent=75, now=now)

        assert back == Decimal("1.5")
        assert [remaining(sooner), remaining(later)] == [Decimal("0.5"), Decimal(3)]

    def test_costs_two_statements_with_its_event(self, maya: Actor, studio: Studio, now: datetime) -> None:
        make_credits(studio, client_id=own(maya), now=now)
        pay(maya, "1", now)

        with CaptureQueriesContext(connection) as statements:
            refund(maya, reference=BOOKED, percent=50, now=now)

        assert len(statements) == 2
        assert Event.objects.get(type="credit.refunded").payload["amount"] == "0.50"

    @pytest.mark.parametrize(("rounding", "back"), [("exact", "0.50"), ("up", "1"), ("down", "0")])
    def test_rounds_as_the_studio_wants(
        self, maya: Actor, studio: Studio, now: datetime, rounding: str, back: str
    ) -> None:
        make_credits(studio, client_id=own(maya), now=now)
        pay(maya, "1", now)
        maya.organization.settings["credits.rounding"] = rounding  # type: ignore[index]

        assert refund(maya, reference=BOOKED, percent=50, now=now) == Decimal(back)

    @pytest.mark.parametrize("percent", [0, 50, 100])
    def test_of_something_free_is_nothing(self, maya: Actor, now: datetime, percent: int) -> None:
        assert refund(maya, reference=BOOKED, percent=percent, now=now) == 0
        assert not Posting.objects.exists()

    def test_of_zero_percent_writes_nothing(self, maya: Actor, studio: Studio, now: datetime) -> None:
        make_credits(studio, client_id=own(maya), now=now)
        pay(maya, "1", now)

        assert refund(maya, reference=BOOKED, percent=0, now=now) == 0
        assert not Posting.objects.filter(kind="refund").exists()

    def test_comes_once(self, maya: Actor, studio: Studio, now: datetime) -> None:
        lot = make_credits(studio, client_id=own(maya), now=now)
        pay(maya, "1", now)
        refund(maya, reference=BOOKED, percent=50, now=now)

        with pytest.raises(AlreadyRefunded):
            refund(maya, reference=BOOKED, percent=50, now=now)

        assert remaining(lot) == Decimal("9.50")

    def test_reopens_an_expired_lot_but_not_what_had_expired_in_it(
        self, maya: Actor, studio: Studio, now: datetime
    ) -> None:
        lot = make_credits(studio, client_id=own(maya), amount=5, now=now, valid_until=now + timedelta(days=5))
        pay(maya, "1", now)
        later = now + timedelta(days=6)

        assert refund(maya, reference=BOOKED, percent=100, now=later) == 1

        lot.refresh_from_db()
        assert lot.remaining == 1
        assert lot.valid_until == datetime(2026, 12, 11, tzinfo=now.tzinfo)
        assert pay(maya, "1", later, reference="booking:2") == [1]

    def test_reopens_a_lot_once_however_often_it_is_booked_and_cancelled(
        self, maya: Actor, studio: Studio, now: datetime
    ) -> None:
        lot = make_credits(studio, client_id=own(maya), amount=1, now=now, valid_until=now + timedelta(days=5))
        pay(maya, "1", now, reference="booking:1")
        refund(maya, reference="booking:1", percent=100, now=now + timedelta(days=6))
        lot.refresh_from_db()
        first_end = lot.valid_until
        assert first_end is not None
        pay(maya, "1", first_end - timedelta(hours=1), reference="booking:2")
        late = first_end + timedelta(days=1)

        assert refund(maya, reference="booking:2", percent=100, now=late) == 1

        lot.refresh_from_db()
        assert lot.valid_until == late
        with pytest.raises(NoEntitlement):
            pay(maya, "1", late, reference="booking:3")

    def test_of_a_class_that_the_studio_took_away_reopens_it_again(
        self, maya: Actor, studio: Studio, now: datetime
    ) -> None:
        make_credits(studio, client_id=own(maya), amount=1, now=now, valid_until=now + timedelta(days=5))
        at = now
        for number, days in enumerate((6, 30, 50)):
            pay(maya, "1", at, reference=f"booking:{number}")
            at = now + timedelta(days=days)
            assert refund(maya, reference=f"booking:{number}", percent=100, now=at, reopen=Reopen.AFRESH) == 1

        assert pay(maya, "1", at, reference="booking:9") == [1]

    def test_without_grace_returns_and_expires(self, maya: Actor, studio: Studio, now: datetime) -> None:
        maya.organization.settings["credits.refund_grace"] = 0  # type: ignore[index]
        make_credits(studio, client_id=own(maya), amount=5, now=now, valid_until=now + timedelta(days=5))
        pay(maya, "1", now)
        later = now + timedelta(days=6)

        assert refund(maya, reference=BOOKED, percent=100, now=later) == 1

        with pytest.raises(NoEntitlement):
            pay(maya, "1", later, reference="booking:2")


class TestWaive:
    def test_gives_the_rest_back(self, maya: Actor, manager: Actor, studio: Studio, now: datetime) -> None:
        lot = make_credits(studio, client_id=own(maya), now=now)
        pay(maya, "1", now)
        refund(maya, reference=BOOKED, percent=50, now=now)

        assert waive(manager, reference=BOOKED, now=now, reason="She was ill") == Decimal("0.50")
        assert waive(manager, reference=BOOKED, now=now, reason="She was ill") == 0

        assert remaining(lot) == 10


class TestReverseRefund:
    def test_takes_it_from_the_same_lot_again(self, maya: Actor, manager: Actor, studio: Studio, now: datetime) -> None:
        lot = make_credits(studio, client_id=own(maya), now=now)
        pay(maya, "1", now)
        waive(manager, reference=BOOKED, now=now, reason="Marked absent by mistake")

        assert reverse_refund(manager, reference=BOOKED, kind=CLASS, now=now, reason="She came") == 1
        assert remaining(lot) == 9
        assert reverse_refund(manager, reference=BOOKED, kind=CLASS, now=now, reason="She came") == 0

    def test_takes_it_from_other_credits_when_those_are_spent(
        self, maya: Actor, manager: Actor, studio: Studio, now: datetime
    ) -> None:
        soon = make_credits(studio, client_id=own(maya), amount=1, now=now, valid_until=now + timedelta(days=3))
        pay(maya, "1", now)
        waive(manager, reference=BOOKED, now=now, reason="Mistake")
        pay(maya, "1", now, reference="booking:2")
        other = make_credits(studio, client_id=own(maya), amount=2, now=now)

        assert reverse_refund(manager, reference=BOOKED, kind=CLASS, now=now, reason="She came") == 1

        assert [remaining(soon), remaining(other)] == [Decimal(0), Decimal(1)]

    def test_refuses_when_the_credits_are_gone(
        self, maya: Actor, manager: Actor, studio: Studio, now: datetime
    ) -> None:
        make_credits(studio, client_id=own(maya), amount=1, now=now)
        pay(maya, "1", now)
        waive(manager, reference=BOOKED, now=now, reason="Mistake")
        pay(maya, "1", now, reference="booking:2")

        with pytest.raises(NoEntitlement):
            reverse_refund(manager, reference=BOOKED, kind=CLASS, now=now, reason="She came")

        assert not Posting.objects.filter(kind="correction").exists()

    def test_leaves_room_for_a_waiver_of_what_it_took(
        self, maya: Actor, manager: Actor, studio: Studio, now: datetime
    ) -> None:
        lot = make_credits(studio, client_id=own(maya), now=now)
        pay(maya, "1", now)
        refund(maya, reference=BOOKED, percent=50, now=now)
        reverse_refund(manager, reference=BOOKED, kind=CLASS, now=now, reason="She came after all")

        assert waive(manager, reference=BOOKED, now=now, reason="As a favour") == 1
        assert remaining(lot) == 10


class TestCouldPay:
    def test_says_what_a_charge_would_do(self, maya: Actor, noah: Actor, studio: Studio, now: datetime) -> None:
        make_credits(studio, client_id=own(maya), amount=1, now=now)
        make_credits(studio, client_id=own(maya), amount=5, now=now, kinds=("personal",))

        def could(amount: str, kind: str = CLASS) -> bool:
            return queries.could_pay(maya, client_id=own(maya), kind=kind, cost=Decimal(amount), now=now)

        assert [could("0"), could("1"), could("1.01"), could("6", "personal"), could("6.01", "personal")] == [
            True, True, False, True, False,
        ]  # fmt: skip
        assert queries.balances(maya, [own(maya), own(noah)], now=now) == {
            own(maya): 6,
            own(noah): 0,
        }

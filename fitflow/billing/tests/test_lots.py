"""Granting, adjusting, expiring, and what is told about it."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import transaction

from fitflow.billing import services
from fitflow.billing.consumers import give_welcome_credits
from fitflow.billing.factories import make_credits
from fitflow.billing.models import CreditAccount, CreditLot, Posting
from fitflow.billing.queries import balances
from fitflow.billing.refusals import NotEnoughCredits
from fitflow.billing.services import adjust, expire_lot, grant, refund
from fitflow.billing.tests.test_charges import BOOKED, own, pay, remaining
from fitflow.core.actor import Actor, Studio
from fitflow.core.errors import Forbidden, Invalid, NotFound
from fitflow.core.ids import new_id
from fitflow.core.jobs import drain
from fitflow.core.models import Event, Timer
from fitflow.core.tenancy import tenant
from fitflow.notify.models import Message
from fitflow.organizations.events import ClientAdded, ClientJoined
from fitflow.organizations.factories import make_client, make_client_actor, make_studio

WEEK = timedelta(days=7)


class TestGrant:
    def test_is_valid_to_the_end_of_the_studio_day_three_months_later(
        self, manager: Actor, maya: Actor, now: datetime
    ) -> None:
        moved = grant(manager, client_id=own(maya), amount=Decimal(10), reason="Ten classes", now=now)

        assert moved.lot_id is not None
        lot = CreditLot.objects.get(pk=moved.lot_id)
        assert lot.valid_until == datetime(2027, 2, 21, tzinfo=UTC)
        assert [lot.quantity, lot.remaining] == [Decimal(10), Decimal(10)]
        assert Posting.objects.get().actor_id == manager.user_id

    def test_lasts_for_ever_where_the_studio_sets_no_end(self, now: datetime, db: None) -> None:
        studio = make_studio(slug="forever", credits__validity=None)
        with tenant(studio.id):
            lot = make_credits(studio, client_id=make_client(studio, name="Ada").pk, now=now)

            assert lot.valid_until is None
            assert not Timer.objects.filter(entity_id=lot.pk).exists()

    def test_writes_who_got_what_and_why(self, manager: Actor, maya: Actor, now: datetime) -> None:
        moved = grant(manager, client_id=own(maya), amount=Decimal("2.5"), reason="A gift", now=now)

        event = Event.objects.with_words().get(type="credit.granted")
        assert (event.entity_id, event.actor_id) == (maya.client_id, manager.user_id)
        assert event.payload["lot_id"] == str(moved.lot_id)
        assert (event.payload["amount"], event.told["reason"]) == ("2.5", "A gift")

    @pytest.mark.parametrize(
        ("amount", "reason", "field"),
        [
            ("0", "A gift", "amount"), ("-1", "A gift", "amount"), ("0.001", "A gift", "amount"),
            ("NaN", "A gift", "amount"), ("Infinity", "A gift", "amount"), ("10000", "A gift", "amount"),
            ("1", " ", "reason"), ("1", "x" * 301, "reason"),
        ],
    )  # fmt: skip
    def test_names_what_is_wrong(
        self, manager: Actor, maya: Actor, now: datetime, amount: str, reason: str, field: str
    ) -> None:
        with pytest.raises(Invalid) as refusal:
            grant(manager, client_id=own(maya), amount=Decimal(amount), reason=reason, now=now)

        assert list(refusal.value.errors) == [field]
        assert not CreditAccount.objects.exists()

    def test_refuses_an_end_that_is_over(self, manager: Actor, maya: Actor, now: datetime) -> None:
        with pytest.raises(Invalid, match="valid_until"):
            grant(manager, client_id=own(maya), amount=Decimal(1), reason="A gift", valid_until=now, now=now)

    def test_is_for_managers_and_their_own_clients(
        self, maya: Actor, trainer: Actor, stranger: Actor, now: datetime
    ) -> None:
        for actor, refusal in ((maya, Forbidden), (trainer, Forbidden), (stranger, NotFound)):
            with pytest.raises(refusal):
                grant(actor, client_id=own(maya), amount=Decimal(1), reason="For me", now=now)

        assert not Posting.objects.exists()


class TestAdjust:
    def test_takes_the_soonest_expiring_first_whatever_they_are_for(
        self, manager: Actor, maya: Actor, studio: Studio, now: datetime
    ) -> None:
        later = make_credits(studio, client_id=own(maya), amount=5, now=now)
        sooner = make_credits(
            studio, client_id=own(maya), amount=1, now=now, valid_until=now + WEEK, kinds=("personal",)
        )

        adjust(manager, client_id=own(maya), amount=Decimal("-1.5"), reason="Counted twice", now=now)

        assert [remaining(sooner), remaining(later)] == [Decimal(0), Decimal("4.5")]
        assert Event.objects.with_words().get(type="credit.adjusted").told["reason"] == "Counted twice"

    def test_takes_from_the_lot_that_is_named(self, manager: Actor, maya: Actor, studio: Studio, now: datetime) -> None:
        make_credits(studio, client_id=own(maya), amount=5, now=now)
        lot = make_credits(studio, client_id=own(maya), amount=2, now=now)

        moved = adjust(manager, client_id=own(maya), amount=Decimal(-2), reason="Given twice", lot_id=lot.pk, now=now)

        assert moved.lot_id == lot.pk
        assert remaining(lot) == 0

    def test_refuses_more_than_is_left(self, manager: Actor, maya: Actor, studio: Studio, now: datetime) -> None:
        make_credits(studio, client_id=own(maya), amount=5, now=now)

        with pytest.raises(NotEnoughCredits, match="Only 5 credits"):
            adjust(manager, client_id=own(maya), amount=Decimal(-6), reason="Too many", now=now)

        assert balances(manager, [own(maya)], now=now)[own(maya)] == 5


class TestTime:
    def test_takes_what_is_left_at_the_end_by_a_timer(
        self, maya: Actor, studio: Studio, now: datetime, system: Actor
    ) -> None:
        lot = make_credits(studio, client_id=own(maya), amount=5, now=now, valid_until=now + WEEK)
        pay(maya, "2", now)

        drain(now + WEEK - timedelta(microseconds=1))
        assert remaining(lot) == 3
        drain(now + WEEK)

        assert remaining(lot) == 0
        assert Event.objects.get(type="credit.expired").payload["amount"] == "3.00"
        assert expire_lot(system, lot_id=lot.pk, now=now + WEEK) == 0

    def test_leaves_a_reopened_lot_until_its_new_end(self, maya: Actor, studio: Studio, now: datetime) -> None:
        lot = make_credits(studio, client_id=own(maya), amount=5, now=now, valid_until=now + WEEK)
        pay(maya, "1", now)
        later = now + WEEK + timedelta(days=1)
        refund(maya, reference=BOOKED, percent=100, now=later)

        drain(later)
        assert remaining(lot) == 1
        drain(later + timedelta(days=15))

        assert remaining(lot) == 0
        assert Posting.objects.filter(kind="expiry").count() == 2

    def test_without_grace_takes_again_whatever_comes_back_at_one_moment(
        self, maya: Actor, studio: Studio, now: datetime
    ) -> None:
        settings = {**maya.organization.settings, "credits.refund_grace": 0}
        maya = replace(maya, organization=replace(maya.organization, settings=settings))
        lot = make_credits(studio, client_id=own(maya), amount=5, now=now, valid_until=now + WEEK)
        references = [f"booking:{number}" for number in range(4)]
        for reference in references:
            pay(maya, "1", now, reference=reference)
        later = now + WEEK + timedelta(days=1)

        for reference in references:
            assert refund(maya, reference=reference, percent=100, now=later) == 1
        drain(later)

        assert remaining(lot) == 0
        assert Posting.objects.filter(kind="expiry").count() == 5

    def test_warns_a_week_before(self, maya: Actor, studio: Studio, now: datetime) -> None:
        end = now + timedelta(days=30)
        make_credits(studio, client_id=own(maya), amount=5, now=now, valid_until=end)

        drain(end - WEEK - timedelta(minutes=1))
        assert not Event.objects.filter(type="credit.expiring").exists()
        drain(end - WEEK)
        drain(end - WEEK + timedelta(hours=1))

        assert Event.objects.get(type="credit.expiring").payload["amount"] == "5.00"
        mail, news = Message.objects.filter(template="billing/expiring").order_by("channel")
        assert mail.subject == "5 credits expire soon"
        assert "Last day: 20 Dec 2026" in mail.text
        assert news.text == "5 credits can be used until 20 Dec 2026."

    def test_says_nothing_about_credits_that_are_used_up(self, maya: Actor, studio: Studio, now: datetime) -> None:
        end = now + timedelta(days=30)
        make_credits(studio, client_id=own(maya), amount=1, now=now, valid_until=end)
        pay(maya, "1", now)

        drain(end)

        assert not Event.objects.filter(type__in=["credit.expiring", "credit.expired"]).exists()


class TestWelcome:
    @pytest.fixture
    def generous(self, db: None) -> Studio:
        return make_studio(slug="generous", clients__welcome_credits="2.50")

    def test_credits_come_once_with_the_client(self, generous: Studio, now: datetime) -> None:
        with tenant(generous.id):
            ada = make_client_actor(generous, name="Ada Lovelace")
            system = Actor.system(generous)

            give_welcome_credits(system, ClientAdded(own(ada), "active", "desk"), now)
            give_welcome_credits(system, ClientJoined(own(ada), new_id()), now)

            assert balances(system, [own(ada)], now=now) == {own(ada): Decimal("2.50")}
            assert CreditLot.objects.get().origin == "welcome"

    @pytest.mark.parametrize(
        "again", [{"email": "ada+2@example.org"}, {"email": "b@c.example", "phone": "+447700900123"}]
    )
    def test_credits_come_once_with_the_person(self, generous: Studio, now: datetime, again: dict[str, Any]) -> None:
        """Known by the mailbox behind a sub-address, or by the telephone."""
        with tenant(generous.id):
            system = Actor.system(generous)
            first = make_client(generous, name="Ada", email="ada+1@example.org", phone="+447700900123")
            other = make_client(generous, name="Bea", email="adabelle@example.org")
            second = make_client(generous, name="Ada", **again)

            for client in (first, other, second):
                give_welcome_credits(system, ClientAdded(client.pk, "active", "desk"), now)

            found = balances(system, [first.pk, other.pk, second.pk], now=now)
            assert {key for key, amount in found.items() if amount} == {first.pk, other.pk}

    def test_credits_are_not_for_those_who_were_imported(self, generous: Studio, now: datetime) -> None:
        with tenant(generous.id):
            ada = make_client(generous, name="Ada")

            give_welcome_credits(Actor.system(generous), ClientAdded(ada.pk, "active", "import"), now)

            assert not CreditAccount.objects.exists()

    def test_is_nothing_where_the_studio_gives_none(self, system: Actor, maya: Actor, now: datetime) -> None:
        assert services.welcome(system, client_id=own(maya), now=now) is None


class TestAccount:
    def test_is_made_once(self, system: Actor, maya: Actor) -> None:
        with transaction.atomic():
            first = services.ensure_account(system, own(maya))

        assert services.ensure_account(system, own(maya)) == first

"""One credit more or less from the record, in one click, and the way back."""

from datetime import datetime, timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
from django.test import Client as Browser

from fitflow.accounts.models import User
from fitflow.accounts.services import access_token
from fitflow.billing.factories import make_credits
from fitflow.billing.models import CreditLot, Posting
from fitflow.billing.queries.balances import balances
from fitflow.billing.refusals import AlreadyRefunded, NotEnoughCredits
from fitflow.billing.services import adjust, undo_by_hand
from fitflow.billing.tests.test_charges import own, pay
from fitflow.billing.tests.test_pages import browser_of, desk, text_of
from fitflow.core.actor import Actor, Studio
from fitflow.core.errors import NotFound
from fitflow.core.tenancy import tenant

HOUR = timedelta(hours=1)
FAR = datetime.fromisoformat("2199-01-01T00:00:00+00:00")


def balance(actor: Actor, now: datetime) -> Decimal:
    with tenant(actor.organization_id):
        return balances(actor, [own(actor)], now=now)[own(actor)]


def send(visit: Browser, path: str, **values: str) -> str:
    answer = visit.post(path, {"idempotency_key": str(uuid4()), **values})
    assert answer.status_code == 303
    return answer["Location"]


class TestUndo:
    def test_takes_back_what_was_given(self, manager: Actor, maya: Actor, now: datetime) -> None:
        given = adjust(manager, client_id=own(maya), amount=Decimal(1), reason="Goodwill", now=now)

        undo_by_hand(manager, client_id=own(maya), posting_id=given.posting_id, now=now)

        assert balance(maya, now) == 0

    def test_gives_back_what_was_taken_to_the_same_lots(
        self, studio: Studio, manager: Actor, maya: Actor, now: datetime
    ) -> None:
        make_credits(studio, client_id=own(maya), amount=1, now=now, valid_until=FAR)
        make_credits(studio, client_id=own(maya), amount=3, now=now, valid_until=FAR + timedelta(days=1))
        taken = adjust(manager, client_id=own(maya), amount=Decimal(-2), reason="Too many", now=now)

        undo_by_hand(manager, client_id=own(maya), posting_id=taken.posting_id, now=now)

        assert sorted(CreditLot.objects.values_list("remaining", flat=True)) == [1, 3]

    def test_happens_once(self, studio: Studio, manager: Actor, maya: Actor, now: datetime) -> None:
        make_credits(studio, client_id=own(maya), amount=1, now=now, valid_until=FAR)
        taken = adjust(manager, client_id=own(maya), amount=Decimal(-1), reason="Too many", now=now)
        given = adjust(manager, client_id=own(maya), amount=Decimal(1), reason="Goodwill", now=now)
        for moved in (taken, given):
            undo_by_hand(manager, client_id=own(maya), posting_id=moved.posting_id, now=now)

        with pytest.raises(AlreadyRefunded):
            undo_by_hand(manager, client_id=own(maya), posting_id=taken.posting_id, now=now)
        with pytest.raises(NotEnoughCredits):
            undo_by_hand(manager, client_id=own(maya), posting_id=given.posting_id, now=now)

    def test_is_refused_once_the_credits_were_used(self, manager: Actor, maya: Actor, now: datetime) -> None:
        given = adjust(manager, client_id=own(maya), amount=Decimal(1), reason="Goodwill", now=now)
        pay(maya, "1", now)

        with pytest.raises(NotEnoughCredits):
            undo_by_hand(manager, client_id=own(maya), posting_id=given.posting_id, now=now)

    def test_is_for_what_staff_did_by_hand_and_for_this_client(
        self, studio: Studio, manager: Actor, maya: Actor, noah: Actor, now: datetime
    ) -> None:
        given = adjust(manager, client_id=own(maya), amount=Decimal(1), reason="Goodwill", now=now)
        pay(maya, "1", now)
        charge = Posting.objects.get(kind="charge")

        for client, posting in ((own(noah), given.posting_id), (own(maya), charge.pk)):
            with pytest.raises(NotFound):
                undo_by_hand(manager, client_id=client, posting_id=posting, now=now)


@pytest.mark.wall_clock
class TestTheRecord:
    def test_gives_one_in_one_click_and_offers_to_undo_it(
        self, studio: Studio, manager: Actor, maya: Actor, now: datetime
    ) -> None:
        visit, path = browser_of(manager), desk(studio, f"clients/{own(maya)}/credits")
        there = send(visit, f"{path}/quick", amount="1", reason="1")
        assert balance(maya, now + HOUR) == 1
        page = visit.get(there)
        assert "One credit more: Goodwill" in text_of(page)
        (posting,) = [part.partition('"')[0] for part in text_of(page).split('name="posting" value="')[1:]]

        send(visit, f"{path}/undo", posting=posting)

        assert balance(maya, now + HOUR) == 0

    def test_says_why_nothing_can_be_taken(self, studio: Studio, manager: Actor, maya: Actor, now: datetime) -> None:
        visit, path = browser_of(manager), desk(studio, f"clients/{own(maya)}/credits")

        there = send(visit, f"{path}/quick", amount="-1", reason="0")

        assert "Only 0 credits are left to take away." in text_of(visit.get(there))

    def test_takes_no_other_amount(self, studio: Studio, manager: Actor, maya: Actor, now: datetime) -> None:
        path = desk(studio, f"clients/{own(maya)}/credits/quick")

        answer = browser_of(manager).post(path, {"idempotency_key": str(uuid4()), "amount": "100", "reason": "0"})

        assert answer.status_code == 422
        assert balance(maya, now + HOUR) == 0


@pytest.mark.wall_clock
def test_the_api_undoes_it_too(studio: Studio, manager: Actor, maya: Actor, now: datetime) -> None:
    moved = adjust(manager, client_id=own(maya), amount=Decimal(1), reason="Goodwill", now=now)
    token = access_token(User.objects.get(pk=str(manager.user_id)))
    path = f"/api/v1/admin/clients/{own(maya)}/credits/undo"
    headers = {"Authorization": f"Bearer {token}", "Idempotency-Key": str(uuid4())}

    answer = Browser().post(path, {"posting": str(moved.posting_id)}, content_type="application/json", headers=headers)

    assert answer.status_code == 201
    assert (answer.json()["amount"], answer.json()["balance"]) == ("-1.00", "0.00")

"""Credits through the API."""

import json
from datetime import datetime
from typing import Any
from uuid import UUID

import pytest
from django.test import Client as Browser

from fitflow.accounts.models import User
from fitflow.billing import queries, services
from fitflow.billing.factories import make_credits
from fitflow.billing.models import Posting
from fitflow.billing.tests.test_charges import own, pay
from fitflow.core.actor import Actor, Studio
from fitflow.core.ids import new_id
from fitflow.core.tenancy import tenant

pytestmark = pytest.mark.wall_clock
BOOKING = UUID("019aa000-0000-7000-8000-000000000001")


class Api:
    """Requests as somebody, with a new key for each write."""

    def __init__(self, actor: Actor) -> None:
        self.browser = Browser(headers={"X-Organization": actor.organization.slug})
        self.browser.force_login(User.objects.get(pk=str(actor.user_id)))

    def get(self, path: str, **query: str) -> Any:
        return self.browser.get(f"/api/v1/{path}", query)

    def post(self, path: str, body: dict[str, Any], key: str = "") -> Any:
        headers = {"Idempotency-Key": key or str(new_id())}
        return self.browser.post(f"/api/v1/{path}", json.dumps(body), content_type="application/json", headers=headers)


def credits_path(client_id: UUID | None) -> str:
    return f"admin/clients/{client_id}/credits"


class TestChange:
    def test_gives_credits_until_a_studio_day(self, manager: Actor, maya: Actor, studio: Studio) -> None:
        answer = Api(manager).post(
            credits_path(maya.client_id), {"amount": "2.50", "reason": "A gift", "valid_until": "2199-01-31"}
        )

        body = answer.json()
        assert (answer.status_code, body["amount"], body["balance"], body["kind"]) == (201, "2.50", "2.50", "grant")
        with tenant(studio.id):
            lot = queries.wallet_of(manager, own(maya), now=datetime.fromisoformat(body["created_at"])).lots[0].lot
        assert (str(lot.pk), f"{lot.valid_until:%Y-%m-%d %H:%M}") == (body["lot"], "2199-02-01 00:00")

    def test_takes_credits_away(self, manager: Actor, maya: Actor, studio: Studio, now: datetime) -> None:
        make_credits(studio, client_id=maya.client_id, now=now)

        answer = Api(manager).post(credits_path(maya.client_id), {"amount": "-3", "reason": "Counted twice"})

        assert (answer.status_code, answer.json()["kind"], answer.json()["balance"]) == (201, "correction", "7.00")

    def test_repeats_a_repeated_request(self, manager: Actor, maya: Actor, studio: Studio) -> None:
        api, body = Api(manager), {"amount": "1", "reason": "A gift"}

        first, second = (api.post(credits_path(maya.client_id), body, key="once") for _attempt in range(2))

        assert first.json() == second.json()
        assert second.headers["Idempotent-Replayed"] == "true"
        with tenant(studio.id):
            assert Posting.objects.count() == 1

    @pytest.mark.parametrize(
        ("body", "field"),
        [
            ({"reason": "A gift"}, "amount"),
            ({"amount": "0", "reason": "A gift"}, "amount"),
            ({"amount": "many", "reason": "A gift"}, "amount"),
            ({"amount": "1.001", "reason": "A gift"}, "amount"),
            ({"amount": "10000", "reason": "A gift"}, "amount"),
            ({"amount": "NaN", "reason": "A gift"}, "amount"),
            ({"amount": "1"}, "reason"),
            ({"amount": "1", "reason": "  "}, "reason"),
            ({"amount": "1", "reason": "x" * 301}, "reason"),
            ({"amount": "1", "reason": "A gift", "valid_until": "soon"}, "valid_until"),
            ({"amount": "1", "reason": "A gift", "valid_until": "2020-01-01"}, "valid_until"),
            ({"amount": "-1", "reason": "A gift", "valid_until": "2199-01-01"}, "valid_until"),
        ],
    )
    def test_names_what_is_wrong_and_writes_nothing(
        self, manager: Actor, maya: Actor, studio: Studio, body: dict[str, str], field: str
    ) -> None:
        answer = Api(manager).post(credits_path(maya.client_id), body)

        assert answer.status_code == 400, answer.content
        assert list(answer.json()["errors"]) == [field]
        with tenant(studio.id):
            assert not Posting.objects.exists()

    def test_refuses_to_take_more_than_there_is(
        self, manager: Actor, maya: Actor, studio: Studio, now: datetime
    ) -> None:
        make_credits(studio, client_id=maya.client_id, amount=1, now=now)

        answer = Api(manager).post(credits_path(maya.client_id), {"amount": "-2", "reason": "Too many"})

        assert (answer.status_code, answer.json()["code"]) == (409, "not_enough_credits")

    @pytest.mark.parametrize(("who", "status"), [("maya", 403), ("trainer", 403), ("stranger", 404)])
    def test_is_for_managers_of_the_studio(
        self, request: pytest.FixtureRequest, maya: Actor, studio: Studio, who: str, status: int
    ) -> None:
        actor = request.getfixturevalue(who)

        answer = Api(actor).post(credits_path(maya.client_id), {"amount": "5", "reason": "For me"})

        assert answer.status_code == status
        with tenant(studio.id):
            assert not Posting.objects.exists()


class TestTransactions:
    def test_list_each_part_with_its_lot_and_booking(self, maya: Actor, studio: Studio, now: datetime) -> None:
        lot = make_credits(studio, client_id=maya.client_id, now=now, reason="Ten classes")
        pay(maya, "1.5", now, reference=f"booking:{BOOKING}")

        rows = Api(maya).get("credits/transactions").json()["results"]

        assert [(row["kind"], row["amount"], row["booking"], row["reason"]) for row in rows] == [
            ("charge", "-1.50", str(BOOKING), ""),
            ("grant", "10.00", None, "Ten classes"),
        ]
        assert {row["lot"] for row in rows} == {str(lot.pk)}
        assert rows[0]["client"]["id"] == str(maya.client_id)

    def test_of_others_are_for_managers(
        self, maya: Actor, noah: Actor, manager: Actor, studio: Studio, now: datetime
    ) -> None:
        make_credits(studio, client_id=maya.client_id, now=now)
        make_credits(studio, client_id=noah.client_id, now=now)

        asked = {"client_id": str(noah.client_id)}
        assert Api(maya).get("credits/transactions", **asked).status_code == 404
        assert len(Api(maya).get("credits/transactions").json()["results"]) == 1
        assert len(Api(manager).get("credits/transactions").json()["results"]) == 2
        assert len(Api(manager).get("credits/transactions", **asked).json()["results"]) == 1

    def test_go_on_behind_the_cursor(self, maya: Actor, manager: Actor, studio: Studio, now: datetime) -> None:
        for reason in ("one", "two", "three"):
            make_credits(studio, client_id=maya.client_id, now=now, reason=reason)

        first = Api(manager).get("credits/transactions", limit="2").json()
        rest = Api(manager).browser.get(first["next"]).json()

        reasons = [row["reason"] for row in (*first["results"], *rest["results"])]
        assert (sorted(reasons), rest["next"]) == (["one", "three", "two"], None)

    @pytest.mark.parametrize(
        ("query", "field"),
        [
            ({"client_id": "x"}, "client_id"), ({"from": "x"}, "from"), ({"to": "x"}, "to"), ({"kind": "x"}, "kind"),
            ({"limit": "0"}, "limit"), ({"q": "\0"}, "q"), ({"cursor": "x"}, "cursor"),
            ({"from": "9999-12-31"}, "from"),
        ],
    )  # fmt: skip
    def test_name_a_bad_filter(self, manager: Actor, query: dict[str, str], field: str) -> None:
        answer = Api(manager).get("credits/transactions", **query)

        assert (answer.status_code, list(answer.json()["errors"])) == (400, [field])


class TestWallet:
    def test_lists_lots_in_the_order_of_use(self, maya: Actor, manager: Actor, studio: Studio, now: datetime) -> None:
        make_credits(studio, client_id=maya.client_id, amount=8, now=now)
        sooner = make_credits(
            studio, client_id=maya.client_id, amount=2, now=now, valid_until=datetime.fromisoformat("2199-01-01T00:00Z")
        )
        services.adjust(
            manager, client_id=own(maya), amount=sooner.quantity * -1, reason="x", lot_id=sooner.pk, now=now
        )

        body = Api(maya).get("credits").json()

        assert body["balance"] == "8.00"
        assert [(lot["remaining"], lot["is_next"]) for lot in body["lots"]] == [("8.00", True)]

    def test_of_whom_must_be_said_by_staff(self, manager: Actor, maya: Actor) -> None:
        assert list(Api(manager).get("credits").json()["errors"]) == ["client_id"]
        assert Api(manager).get("credits", client_id=str(maya.client_id)).json()["balance"] == "0.00"
        assert Api(manager).get("credits", client_id=str(new_id())).status_code == 404

    def test_needs_a_login(self, studio: Studio) -> None:
        assert Browser(headers={"X-Organization": studio.slug}).get("/api/v1/credits").status_code == 401

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from rest_framework.test import APIClient

from fitflow.accounts.models import User
from fitflow.core.actor import Actor
from fitflow.core.ids import new_id
from fitflow.core.tenancy import tenant
from fitflow.notify.models import Message
from fitflow.notify.queries import Recipient
from fitflow.notify.tests.samples import NOBODYS_ID, tell

Browser = Callable[[Actor], APIClient]


@pytest.fixture
def api() -> Browser:
    """A program that is signed in as somebody."""

    def signed_in(actor: Actor) -> APIClient:
        client = APIClient()
        client.force_authenticate(User.objects.get(pk=str(actor.user_id)))
        client.credentials(HTTP_X_ORGANIZATION=actor.organization.slug)
        return client

    return signed_in


def key() -> dict[str, str]:
    return {"Idempotency-Key": str(new_id())}


@pytest.fixture
def told(system: Actor, maya: Actor, noah: Actor, now: datetime) -> list[Message]:
    """Two messages to Maya (e-mail and notification each), one to Noah."""
    rows = [
        *tell(
            system, Recipient(client=maya.client_id), now=now, dedupe_key="a", context={"cancel_url": "/a/secret.key"}
        ),
        *tell(system, Recipient(client=maya.client_id), now=now + timedelta(minutes=1), dedupe_key="b"),
    ]
    tell(system, Recipient(client=noah.client_id), now=now, dedupe_key="c")
    return rows


class TestMessages:
    def test_are_listed_newest_first_with_whether_they_arrived(
        self, api: Browser, manager: Actor, maya: Actor, told: list[Message]
    ) -> None:
        answer = api(manager).get("/api/v1/messages", {"client": str(maya.client_id), "channel": "email"})

        first, second = answer.json()["results"]
        assert first["created_at"] > second["created_at"]
        assert first["client"] == {"id": str(maya.client_id), "name": "Maya Lind"}
        assert (first["state"], first["why"], first["sent_at"]) == ("queued", None, None)
        assert "text" not in first

    def test_come_in_parts_that_neither_repeat_nor_skip(
        self, api: Browser, manager: Actor, told: list[Message]
    ) -> None:
        seen: list[str] = []
        address = "/api/v1/messages?limit=2"
        while address:
            page = api(manager).get(address).json()
            seen += [row["id"] for row in page["results"]]
            address = page["next"]

        assert len(seen) == len(set(seen)) == 6

    @pytest.mark.parametrize(
        "query", [{"state": "lost"}, {"channel": "sms"}, {"client": "x"}, {"cursor": "x"}, {"limit": "0"}]
    )
    def test_name_the_filter_that_is_wrong(self, api: Browser, manager: Actor, query: dict[str, str]) -> None:
        answer = api(manager).get("/api/v1/messages", query)

        assert (answer.status_code, list(answer.json()["errors"])) == (400, list(query))

    def test_show_their_text_without_the_links_that_act(
        self, api: Browser, manager: Actor, told: list[Message]
    ) -> None:
        body = api(manager).get(f"/api/v1/messages/{told[0].pk}").json()

        assert "Your place in Yoga is confirmed." in body["text"]
        assert "secret.key" not in body["text"]
        assert "/a/…" in body["text"]

    def test_are_for_managers_of_this_studio(
        self, api: Browser, maya: Actor, trainer: Actor, stranger: Actor, told: list[Message]
    ) -> None:
        for path in ("/api/v1/messages", f"/api/v1/messages/{told[0].pk}"):
            assert APIClient().get(path, HTTP_X_ORGANIZATION="northside").status_code == 401
            assert api(maya).get(path).status_code == 403
            assert api(trainer).get(path).status_code == 403
        assert api(stranger).get("/api/v1/messages").json()["results"] == []
        assert api(stranger).get(f"/api/v1/messages/{told[0].pk}").status_code == 404

    def test_can_be_sent_again_only_when_they_failed(
        self, api: Browser, manager: Actor, studio: Any, told: list[Message]
    ) -> None:
        address = f"/api/v1/messages/{told[0].pk}/again"
        refused = api(manager).post(address, {}, format="json", headers=key())
        with tenant(studio.id):
            Message.objects.filter(pk=told[0].pk).update(state="failed", why="no such user")

        accepted = api(manager).post(address, {}, format="json", headers=key())

        assert (refused.status_code, refused.json()["code"]) == (409, "not_sendable")
        assert (accepted.status_code, accepted.json()["state"]) == (200, "queued")


class TestNotifications:
    def test_are_one_s_own(self, api: Browser, maya: Actor, noah: Actor, told: list[Message]) -> None:
        mine = api(maya).get("/api/v1/notifications").json()
        his = api(noah).get("/api/v1/notifications").json()

        assert (len(mine["results"]), mine["unread"], mine["next"]) == (2, 2, None)
        assert (len(his["results"]), his["unread"]) == (1, 1)
        assert mine["results"][0]["url"] == "/s/northside/me/bookings"

    def test_are_marked_read_by_id_or_all_at_once(self, api: Browser, maya: Actor, told: list[Message]) -> None:
        client = api(maya)
        ids = [str(told[1].pk)]

        one = client.post("/api/v1/notifications/read", {"ids": ids}, format="json", headers=key())
        unread = client.get("/api/v1/notifications", {"unread": "true"}).json()["results"]
        every = client.post("/api/v1/notifications/read", {"all": True}, format="json", headers=key())

        assert (one.json(), every.json()) == ({"unread": 1}, {"unread": 0})
        assert [row["id"] for row in unread] == [str(told[3].pk)]

    @pytest.mark.parametrize("body", [{}, {"ids": []}, {"ids": ["x"]}, {"ids": [NOBODYS_ID], "all": True}])
    def test_need_to_know_which(self, api: Browser, maya: Actor, body: dict[str, Any]) -> None:
        answer = api(maya).post("/api/v1/notifications/read", body, format="json", headers=key())

        assert answer.status_code == 400
        assert "ids" in next(iter(answer.json()["errors"]))

    def test_of_somebody_else_are_not_found(self, api: Browser, noah: Actor, told: list[Message], studio: Any) -> None:
        answer = api(noah).post("/api/v1/notifications/read", {"ids": [str(told[1].pk)]}, format="json", headers=key())

        assert answer.status_code == 404
        with tenant(studio.id):
            assert Message.objects.get(pk=told[1].pk).read_at is None

    def test_need_a_key_and_a_sign_in(self, api: Browser, maya: Actor) -> None:
        without_key = api(maya).post("/api/v1/notifications/read", {"all": True}, format="json")
        nobody = APIClient().get("/api/v1/notifications", HTTP_X_ORGANIZATION="northside")

        assert (without_key.status_code, without_key.json()["code"]) == (400, "idempotency_key_required")
        assert nobody.status_code == 401


class TestPreferences:
    def test_are_read_and_changed(self, api: Browser, maya: Actor) -> None:
        client = api(maya)
        body = {"choices": [{"topic": "sample.brief", "channel": "email", "enabled": False}]}

        changed = client.patch("/api/v1/notifications/preferences", body, format="json", headers=key())

        rows = {(row["topic"], row["channel"]): row for row in changed.json()["results"]}
        assert changed.status_code == 200
        assert rows["sample.brief", "email"]["enabled"] is False
        assert rows["sample.full", "email"]["can_change"] is False
        assert client.get("/api/v1/notifications/preferences").json() == changed.json()

    @pytest.mark.parametrize(
        ("choice", "field"),
        [
            ({"topic": "sample.full", "channel": "email", "enabled": False}, "choices"),
            ({"topic": "sample.none", "channel": "email", "enabled": False}, "choices"),
            ({"topic": "sample.brief", "channel": "fax", "enabled": False}, "choices.0.channel"),
            ({"topic": "sample.brief", "channel": "email"}, "choices.0.enabled"),
        ],
    )
    def test_name_what_is_wrong(self, api: Browser, maya: Actor, choice: dict[str, Any], field: str) -> None:
        answer = api(maya).patch(
            "/api/v1/notifications/preferences", {"choices": [choice]}, format="json", headers=key()
        )

        assert (answer.status_code, list(answer.json()["errors"])) == (400, [field])

    def test_are_not_for_visitors_of_another_studio(self, api: Browser, stranger: Actor, studio: Any) -> None:
        client = api(stranger)
        client.credentials(HTTP_X_ORGANIZATION=studio.slug)

        assert client.get("/api/v1/notifications/preferences").status_code == 404

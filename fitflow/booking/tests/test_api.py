"""The contract other programs rely on (docs/guide/api.md): status, shape and codes."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from rest_framework.test import APIClient

from fitflow.accounts.models import User
from fitflow.accounts.services import access_token
from fitflow.booking.factories import give_credits, make_session
from fitflow.booking.models import Booking, SpotHold
from fitflow.booking.services.holds import book_spot
from fitflow.core import clock
from fitflow.core.actor import Actor, Role, Studio
from fitflow.core.tenancy import tenant
from fitflow.organizations.factories import make_client_actor, make_staff_actor
from fitflow.schedule.models import Session

pytestmark = pytest.mark.wall_clock

Api = Callable[..., Any]


@pytest.fixture
def api(studio: Studio) -> Api:
    """A call as somebody: `api(actor, "post", "sessions/…/hold", {}, key="k")`."""
    keys = iter(range(10_000))

    def call(
        actor: Actor | None, method: str, path: str, body: Any = None, *, key: str | None = "new", **headers: str
    ) -> Any:
        client = APIClient()
        if actor is not None and actor.user_id is not None:
            token = access_token(User.objects.get(pk=actor.user_id))
            client.credentials(HTTP_AUTHORIZATION=f"Bearer {token}", HTTP_X_ORGANIZATION=studio.slug)
        if key is not None and method != "get":
            headers["HTTP_IDEMPOTENCY_KEY"] = f"key-{next(keys)}" if key == "new" else key
        kind = "json" if body is not None else None
        return getattr(client, method)(f"/api/v1/{path}", body, format=kind, **headers)

    return call


@pytest.fixture
def session(studio: Studio, now: datetime) -> Session:
    return make_session(studio, now=now)


@pytest.fixture
def rich(maya: Actor, now: datetime) -> Actor:
    give_credits(maya, now=now)
    return maya


@pytest.fixture
def in_studio(studio: Studio) -> Callable[[], Any]:
    return lambda: tenant(studio.id)


class TestHold:
    def test_answers_201_then_200_with_the_same_hold(self, api: Api, rich: Actor, session: Session) -> None:
        first = api(rich, "post", f"sessions/{session.pk}/hold", {})
        second = api(rich, "post", f"sessions/{session.pk}/hold", {})

        assert first.status_code == 201, first.content
        assert second.status_code == 200
        body = first.json()
        assert body == second.json()
        assert set(body) == {"id", "session", "spot", "status", "kind", "expires_at", "expected"}
        assert (body["status"], body["kind"], body["spot"]["number"]) == ("active", "standard", 1)

    def test_needs_a_key(self, api: Api, rich: Actor, session: Session) -> None:
        refused = api(rich, "post", f"sessions/{session.pk}/hold", {}, key=None)

        assert (refused.status_code, refused.json()["code"]) == (400, "idempotency_key_required")

    def test_is_replayed_under_its_key(self, api: Api, rich: Actor, session: Session, in_studio: Any) -> None:
        first = api(rich, "post", f"sessions/{session.pk}/hold", {}, key="once")
        again = api(rich, "post", f"sessions/{session.pk}/hold", {}, key="once")

        assert (again.status_code, again.content) == (201, first.content)
        assert again["Idempotent-Replayed"] == "true"
        with in_studio():
            assert SpotHold.objects.count() == 1

    def test_refuses_another_request_under_the_same_key(self, api: Api, rich: Actor, session: Session) -> None:
        api(rich, "post", f"sessions/{session.pk}/hold", {}, key="once")

        other = api(rich, "post", f"sessions/{session.pk}/hold", {"spot": 2}, key="once")

        assert (other.status_code, other.json()["code"]) == (422, "idempotency_key_reused")

    def test_names_what_is_wrong(self, api: Api, maya: Actor, session: Session) -> None:
        broke = api(maya, "post", f"sessions/{session.pk}/hold", {})
        shape = api(maya, "post", f"sessions/{session.pk}/hold", {"spot": "left"})
        nowhere = api(maya, "post", "sessions/01a1fb78-bcc6-76c1-aa14-0e8d06000a86/hold", {})

        assert (broke.status_code, broke.json()["code"]) == (402, "no_entitlement")
        assert broke.json()["detail"].startswith("You have no credits")
        assert (shape.status_code, list(shape.json()["errors"])) == (400, ["spot"])
        assert (nowhere.status_code, nowhere.json()["code"]) == (404, "not_found")

    def test_names_a_place_that_there_is_not(self, api: Api, rich: Actor, session: Session) -> None:
        asked = api(rich, "post", f"sessions/{session.pk}/hold", {"spot": 999})

        assert (asked.status_code, list(asked.json()["errors"])) == (400, ["spot"])

    def test_is_nowhere_while_classes_are_off(self, api: Api, owner: Actor, rich: Actor, session: Session) -> None:
        api(owner, "patch", "admin/settings", {"features.sessions": False})

        assert api(rich, "post", f"sessions/{session.pk}/hold", {}).status_code == 404

    def test_is_not_given_back_once_it_is_booked(self, api: Api, rich: Actor, session: Session) -> None:
        held = api(rich, "post", f"sessions/{session.pk}/hold", {}).json()
        api(rich, "post", f"holds/{held['id']}/confirm", {})

        late = api(rich, "delete", f"holds/{held['id']}", {})

        assert (late.status_code, late.json()["code"]) == (409, "already_booked")

    def test_knows_anonymous_and_staff(self, api: Api, trainer: Actor, session: Session) -> None:
        assert api(None, "post", f"sessions/{session.pk}/hold", {}).status_code == 401
        assert api(trainer, "post", f"sessions/{session.pk}/hold", {}).status_code == 403

    def test_is_limited_with_a_retry_after(self, api: Api, studio: Studio, rich: Actor, now: datetime) -> None:
        sessions = [make_session(studio, now=now, starts_in=timedelta(days=2, hours=2 * n)) for n in range(6)]
        answers = [api(rich, "post", f"sessions/{one.pk}/hold", {}) for one in sessions]

        assert [answer.status_code for answer in answers] == [201] * 5 + [429]
        assert 0 < int(answers[-1]["Retry-After"]) <= 60

    def test_serves_the_queue_before_the_outsider(
        self, api: Api, studio: Studio, rich: Actor, noah: Actor, now: datetime, in_studio: Any
    ) -> None:
        single = make_session(studio, capacity=1, now=now)
        other = make_client_actor(studio, name="Olga Out")
        give_credits(noah, now=now)
        give_credits(other, now=now)
        held = api(rich, "post", f"sessions/{single.pk}/hold", {}).json()
        assert api(noah, "post", f"waitlist/{single.pk}/join", {}).json()["position"] == 1
        assert api(rich, "delete", f"holds/{held['id']}").status_code == 204

        outsider = api(other, "post", f"sessions/{single.pk}/hold", {})

        assert (outsider.status_code, outsider.json()["code"]) == (409, "session_full")
        offered = api(noah, "post", f"sessions/{single.pk}/hold", {})
        assert (offered.status_code, offered.json()["kind"]) == (200, "priority")


class TestBooking:
    def test_from_hold_to_cancel(self, api: Api, rich: Actor, session: Session) -> None:
        held = api(rich, "post", f"sessions/{session.pk}/hold", {}).json()

        confirmed = api(rich, "post", f"holds/{held['id']}/confirm")
        again = api(rich, "post", f"holds/{held['id']}/confirm")

        assert (confirmed.status_code, again.status_code) == (201, 200), confirmed.content
        assert again.json() == confirmed.json()
        booking = confirmed.json()
        assert booking["credits_used"] == "1.00"
        assert {"cancellation_policy", "cancel_deadlines", "spot", "session", "status"} <= set(booking)
        mine = api(rich, "get", "bookings/me").json()
        assert [row["id"] for row in mine["results"]] == [booking["id"]]
        assert mine["results"][0]["client"]["id"] == str(rich.client_id)
        assert mine["results"][0]["spot"] == booking["spot"]
        quote = api(rich, "get", f"bookings/{booking['id']}/cancellation").json()
        assert (quote["refund_percent"], quote["credits_refunded"], quote["credits_lost"]) == (100, "1.00", "0.00")
        cancelled = api(rich, "post", f"bookings/{booking['id']}/cancel", {})
        assert cancelled.json()["status"] == "cancelled"
        assert (cancelled.json()["refund_percent"], cancelled.json()["credits_refunded"]) == (100, "1.00")
        twice = api(rich, "post", f"bookings/{booking['id']}/cancel", {})
        assert (twice.status_code, twice.json()["code"]) == (409, "already_cancelled")
        quote = api(rich, "get", f"bookings/{booking['id']}/cancellation")
        assert (quote.status_code, quote.json()["code"]) == (409, "already_cancelled")

    def test_is_not_cancelled_for_less_than_was_shown(
        self, api: Api, maya: Actor, studio: Studio, now: datetime, in_studio: Any
    ) -> None:
        give_credits(maya, now=now - timedelta(days=1))
        soon = make_session(studio, starts_in=timedelta(hours=37), now=now - timedelta(days=1))
        with clock.at(now - timedelta(hours=1)):
            made = book_spot(maya, session_id=soon.pk, now=now - timedelta(hours=1))
        path = f"bookings/{made.booking_id}/cancel"

        refused = api(maya, "post", path, {"expected_refund": "1.00"})
        unreadable = api(maya, "post", path, {"expected_refund": "all"})

        assert (refused.status_code, refused.json()["code"]) == (409, "terms_changed")
        assert (refused.json()["credits_refunded"], refused.json()["refund_percent"]) == ("0.50", 50)
        assert (unreadable.status_code, list(unreadable.json()["errors"])) == (400, ["expected_refund"])
        with in_studio():
            assert Booking.objects.get().status == "confirmed"
        shown = api(maya, "get", f"bookings/{made.booking_id}/cancellation").json()["credits_refunded"]
        cancelled = api(maya, "post", path, {"expected_refund": shown})
        assert (cancelled.status_code, cancelled.json()["credits_refunded"]) == (200, "0.50")

    def test_is_checked_in(self, api: Api, manager: Actor, rich: Actor, session: Session) -> None:
        held = api(rich, "post", f"sessions/{session.pk}/hold", {}).json()
        booking = api(rich, "post", f"holds/{held['id']}/confirm").json()
        path = f"bookings/{booking['id']}/checkin"

        present = api(manager, "post", path, {"status": "present"})
        early = api(manager, "post", path, {"status": "no_show"})

        assert (present.status_code, present.json()["status"]) == (200, "present")
        assert (early.status_code, early.json()["code"]) == (409, "attendance_not_open")
        assert api(rich, "post", path, {"status": "present"}).status_code == 403
        seen = api(manager, "get", f"clients/{rich.client_id}/attendance").json()
        assert [row["attendance"] for row in seen["results"]] == ["present"]

    def test_of_somebody_else_is_not_found(
        self, api: Api, rich: Actor, noah: Actor, session: Session, in_studio: Any
    ) -> None:
        held = api(rich, "post", f"sessions/{session.pk}/hold", {}).json()

        assert api(noah, "post", f"holds/{held['id']}/confirm").status_code == 404
        booking = api(rich, "post", f"holds/{held['id']}/confirm").json()
        assert api(noah, "post", f"bookings/{booking['id']}/cancel", {}).status_code == 404
        with in_studio():
            assert Booking.objects.get().status == "confirmed"


class TestSchedule:
    def test_lists_sessions_with_what_is_mine(self, api: Api, rich: Actor, session: Session) -> None:
        api(rich, "post", f"sessions/{session.pk}/hold", {})

        answer = api(rich, "get", "sessions")

        assert answer.status_code == 200, answer.content
        row = answer.json()["results"][0]
        assert {
            "id",
            "kind",
            "class_type",
            "trainer",
            "location",
            "starts_at",
            "ends_at",
            "status",
            "capacity",
            "available",
        } <= set(row)
        assert {
            "waiting_count",
            "is_full",
            "cost_credits",
            "registration_opens_at",
            "registration_closes_at",
            "my",
        } <= set(row)
        assert row["available"] == 1
        assert row["my"]["hold"]["status"] == "active"

    def test_is_not_sent_again_unchanged(self, api: Api, rich: Actor, session: Session) -> None:
        first = api(rich, "get", f"sessions/{session.pk}")

        assert api(rich, "get", f"sessions/{session.pk}", HTTP_IF_NONE_MATCH=first["ETag"]).status_code == 304

    def test_comes_in_pages(self, api: Api, studio: Studio, rich: Actor, now: datetime) -> None:
        made = [make_session(studio, now=now, starts_in=timedelta(days=2, hours=2 * n)) for n in range(3)]
        first = api(rich, "get", "sessions?limit=2").json()
        second = api(rich, "get", first["next"].split("/api/v1/")[1]).json()

        assert [row["id"] for row in first["results"] + second["results"]] == [str(one.pk) for one in made]
        assert second["next"] is None

    def test_begins_today_unless_asked_for_more(self, api: Api, studio: Studio, rich: Actor, now: datetime) -> None:
        past = make_session(studio, now=now - timedelta(days=9), starts_in=timedelta(days=2))
        coming = make_session(studio, now=now)
        long_ago = (now - timedelta(days=20)).date()

        assert [row["id"] for row in api(rich, "get", "sessions").json()["results"]] == [str(coming.pk)]
        whole = api(rich, "get", f"sessions?from={long_ago}").json()["results"]
        assert [row["id"] for row in whole] == [str(past.pk), str(coming.pk)]
        assert len(api(rich, "get", f"sessions?to={now.date()}").json()["results"]) == 1

    def test_is_narrowed_by_kind_or_by_class_type(self, api: Api, rich: Actor, session: Session) -> None:
        found = {kind: api(rich, "get", f"sessions?type={kind}").json()["results"] for kind in ("class", "personal")}

        assert [row["id"] for row in found["class"]] == [str(session.pk)]
        assert found["personal"] == []
        assert len(api(rich, "get", f"sessions?type={session.class_type_id}").json()["results"]) == 1

    def test_of_the_only_studio_needs_no_header(self, api: Api, rich: Actor, session: Session) -> None:
        assert api(rich, "get", "sessions", HTTP_X_ORGANIZATION="").status_code == 200

    @pytest.mark.parametrize("query", ["from=yesterday", "trainer_id=7", "available=perhaps", "cursor=x", "limit=0"])
    def test_names_the_wrong_filter(self, api: Api, rich: Actor, query: str) -> None:
        answer = api(rich, "get", f"sessions?{query}")

        assert answer.status_code == 400
        assert list(answer.json()["errors"]) == [query.split("=", maxsplit=1)[0]]


class TestAdminSessions:
    @pytest.fixture
    def body(self, session: Session, now: datetime) -> dict[str, Any]:
        return {
            "class_type": str(session.class_type_id),
            "starts_at": (now + timedelta(days=3)).isoformat(),
            "capacity": 5,
        }

    def test_can_be_made_changed_and_cancelled(self, api: Api, manager: Actor, body: dict[str, Any]) -> None:
        made = api(manager, "post", "admin/sessions", body)
        assert made.status_code == 201, made.content
        path = f"admin/sessions/{made.json()['id']}"

        assert api(manager, "patch", path, {"capacity": 7}).json()["capacity"] == 7
        assert api(manager, "patch", path, {"status": "cancelled", "reason": "Snow."}).json()["status"] == "cancelled"

    def test_are_moved_only_with_consent_where_a_program_says_that_nobody_gave_it(
        self, api: Api, manager: Actor, rich: Actor, session: Session
    ) -> None:
        held = api(rich, "post", f"sessions/{session.pk}/hold", {}).json()
        api(rich, "post", f"holds/{held['id']}/confirm")
        path, later = f"admin/sessions/{session.pk}", (session.starts_at + timedelta(days=1)).isoformat()

        asked = api(manager, "patch", path, {"starts_at": later, "agreed": False})
        moved = api(manager, "patch", path, {"starts_at": later, "agreed": True})
        back = api(manager, "patch", path, {"starts_at": session.starts_at.isoformat()})

        assert (asked.status_code, asked.json()["code"]) == (409, "ask_first")
        assert {name: asked.json()[name] for name in ("bookings", "waiting", "overlapping", "is_free_exit")} == {
            "bookings": 1,
            "waiting": 0,
            "overlapping": 0,
            "is_free_exit": True,
        }
        assert (moved.status_code, back.status_code) == (200, 200)

    def test_can_open_registration_later(
        self, api: Api, manager: Actor, rich: Actor, body: dict[str, Any], now: datetime
    ) -> None:
        opens, closes = (now + timedelta(hours=hours) for hours in (1, 2))
        window = {"registration_opens_at": opens.isoformat(), "registration_closes_at": closes.isoformat()}

        made = api(manager, "post", "admin/sessions", body | window)
        turned = api(manager, "post", "admin/sessions", body | {**window, "registration_closes_at": now.isoformat()})

        assert datetime.fromisoformat(made.json()["registration_opens_at"]) == opens
        assert datetime.fromisoformat(made.json()["registration_closes_at"]) == closes
        early = api(rich, "post", f"sessions/{made.json()['id']}/hold", {})
        assert (early.status_code, early.json()["code"]) == (409, "not_open")
        assert (turned.status_code, list(turned.json()["errors"])) == (400, ["registration_closes_at"])

    @pytest.mark.parametrize("field", ["class_type", "trainer", "location", "policy"])
    def test_name_the_field_whose_id_is_unknown(
        self, api: Api, manager: Actor, body: dict[str, Any], field: str
    ) -> None:
        answer = api(manager, "post", "admin/sessions", {**body, field: str(UUID(int=7))})

        assert (answer.status_code, answer.json()["code"]) == (404, "not_found")
        assert list(answer.json()["errors"]) == [field]

    def test_of_others_are_not_a_trainers_to_change(self, api: Api, studio: Studio, session: Session) -> None:
        with tenant(studio.id):
            other = make_staff_actor(studio, name="Ben Okafor", role=Role.TRAINER)

        for body in ({}, {"capacity": 3}, {"status": "cancelled"}):
            assert api(other, "patch", f"admin/sessions/{session.pk}", body).status_code == 403

    def test_refuse_a_busy_trainer_unless_there_is_a_reason(
        self, api: Api, manager: Actor, session: Session, body: dict[str, Any]
    ) -> None:
        body["starts_at"] = session.starts_at.isoformat()

        busy = api(manager, "post", "admin/sessions", body)
        anyway = api(manager, "post", "admin/sessions", {**body, "override_reason": "She takes both."})

        assert (busy.status_code, busy.json()["code"]) == (409, "trainer_busy")
        assert busy.json()["conflicts"][0]["session"] == str(session.pk)
        assert anyway.status_code == 201, anyway.content

    def test_are_not_for_clients(self, api: Api, rich: Actor, body: dict[str, Any]) -> None:
        assert api(rich, "post", "admin/sessions", body).status_code == 403

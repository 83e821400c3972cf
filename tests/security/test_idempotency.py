"""The same key gives the same answer (P7), at every address of the API that writes."""

from typing import Any

import pytest
from django.db import transaction

from fitflow.core.models import IdempotencyKey
from fitflow.core.tenancy import tenant
from tests.security.acts import API, OPEN, Act, filled, new_key, values_of
from tests.security.people import Visitor, visitor
from tests.security.routes import routes
from tests.security.state import NOT_COMPARED, changed, state, state_inside
from tests.security.two_studios import House, World

ROUTES = {route.name: route for route in routes()}


def send(who: Visitor, act: Act, world: World, *, key: str | None, body: Any = None, house: House | None = None) -> Any:
    """One write as a program sends it; without a key when there is none."""
    visited = house or world.home
    values = values_of(visited, visited.near, world.now)
    path = ROUTES[act.route].path({**values, **{name: values[other] for name, other in act.about.items()}})
    headers = {"X-Organization": visited.studio.slug}
    if who.token:
        headers["Authorization"] = f"Bearer {who.token}"
    if key is not None:
        headers["Idempotency-Key"] = key
    call = getattr(who.client, act.method.lower())
    sent = filled(act.body, values) if body is None else body
    return call(path, data=sent, content_type="application/json", headers=headers)


#: What only says what would happen: asked again, it is worked out again.
PREVIEW = next(act for act in API if act.route == "api-series-preview")
IMPORT = next(act for act in API if act.route == "api-clients-import")
ACCEPT = next(act for act in OPEN if act.route == "api-invitation-accept")
KEPT = [act for act in API if act is not PREVIEW]


@pytest.mark.parametrize("act", API, ids=[act.key for act in API])
class TestEveryWrite:
    def test_needs_a_key(self, world: World, act: Act) -> None:
        before = state()

        refused = send(visitor(world, act.by), act, world, key=None)

        assert (refused.status_code, refused.json()["code"]) == (400, "idempotency_key_required")
        assert [line for line in changed(before, state()) if not line.startswith("accounts_user")] == []


@pytest.mark.parametrize("act", [*API, ACCEPT], ids=[act.key for act in [*API, ACCEPT]])
class TestAWriteOfNobody:
    def test_is_refused_and_keeps_nothing(self, world: World, act: Act) -> None:
        before = state(but_for=NOT_COMPARED - {"core_idempotencykey"})

        refused = send(visitor(world, "anonymous"), act, world, key=new_key())

        assert (refused.status_code, refused.json()["code"]) == (401, "unauthenticated")
        assert changed(before, state(but_for=NOT_COMPARED - {"core_idempotencykey"})) == []


@pytest.mark.parametrize("act", KEPT, ids=[act.key for act in KEPT])
class TestEveryWriteThatIsKept:
    def test_is_done_once_under_one_key(self, world: World, act: Act) -> None:
        who, key = visitor(world, act.by), new_key()
        with transaction.atomic():
            first = send(who, act, world, key=key)
            after_first = state_inside(world.home.studio.id)
            again = send(who, act, world, key=key)
            after_again = state_inside(world.home.studio.id)
            other = send(who, act, world, key=key, body=another_body(act, world))
            after_other = state_inside(world.home.studio.id)
            transaction.set_rollback(True)

        assert first.status_code in act.answers, first.content
        assert (again.status_code, again.content) == (first.status_code, first.content)
        assert again.headers["Idempotent-Replayed"] == "true"
        assert "Idempotent-Replayed" not in first.headers
        assert (other.status_code, other.json()["code"]) == (422, "idempotency_key_reused")
        assert changed(after_first, after_again) == []
        assert changed(after_first, after_other) == []


@pytest.mark.parametrize(
    ("act", "body"), [(PREVIEW, None), (IMPORT, {"csv": "Name,Email\nAda,ada@new.test", "dry_run": True})]
)
class TestWhatChangesNothing:
    def test_is_not_kept(self, world: World, act: Act, body: dict[str, Any] | None) -> None:
        who, key, before = visitor(world, act.by), new_key(), state()

        first = send(who, act, world, key=key, body=body)
        again = send(who, act, world, key=key, body=body)

        assert (first.status_code, again.status_code) == (200, 200), first.content
        assert "Idempotent-Replayed" not in again.headers
        assert changed(before, state()) == []


def another_body(act: Act, world: World) -> dict[str, Any]:
    """A hold is read before its key is looked up, so that its other request must be one that could be."""
    if act is HOLD:
        return {}
    body: dict[str, Any] = filled(act.body, values_of(world.home, world.home.near, world.now))
    return {**body, "other": "request"}


HOLD = next(act for act in API if act.route == "api-hold")
ADD = next(act for act in API if act.route == "api-clients")


class TestAKey:
    def test_of_another_person_is_another_key(self, world: World) -> None:
        key = new_key()
        with transaction.atomic():
            mine = send(visitor(world, "maya"), HOLD, world, key=key, body={})
            theirs = send(visitor(world, "noah"), HOLD, world, key=key, body={})
            transaction.set_rollback(True)

        assert (mine.status_code, theirs.status_code) == (201, 201)
        assert mine.json()["id"] != theirs.json()["id"]
        assert "Idempotent-Replayed" not in theirs.headers

    def test_of_another_studio_is_another_key(self, world: World) -> None:
        key = new_key()
        with transaction.atomic():
            here = send(visitor(world, "owner"), ADD, world, key=key)
            there = send(visitor(world, "abroad"), ADD, world, key=key, house=world.abroad)
            transaction.set_rollback(True)

        assert (here.status_code, there.status_code) == (201, 201)
        assert here.json()["id"] != there.json()["id"]

    @pytest.mark.parametrize("key", ["x" * 201, "a\0b", "a\nb"])
    def test_that_cannot_be_kept_is_refused_by_name(self, world: World, key: str) -> None:
        before = state()

        refused = send(visitor(world, "maya"), HOLD, world, key=key)

        assert refused.status_code == 400
        assert list(refused.json()["errors"]) == ["Idempotency-Key"]
        assert [line for line in changed(before, state()) if not line.startswith("accounts_user")] == []

    def test_keeps_refusals_that_a_repeat_should_see_and_no_others(self, world: World) -> None:
        """402, 404 and 409 are kept; a wrong shape and a missing right are not."""
        kept: dict[str, tuple[int, dict[str, Any]]] = {"api-release": (404, {}), "api-join": (409, {})}
        acts = {act.route: act for act in API}
        with transaction.atomic():
            for name, (status, body) in kept.items():
                key, who = new_key(), visitor(world, "noah")
                act = Act(name, acts[name].method, "noah", about={"session_id": "empty_session"} if body == {} else {})
                first = send(who, act, world, key=key, body=body)
                again = send(who, act, world, key=key, body=body)
                assert (first.status_code, again.status_code) == (status, status), first.content
                assert again.headers["Idempotent-Replayed"] == "true"
            for who, body, status in (
                (visitor(world, "maya"), {"spot": "left"}, 400),
                (visitor(world, "ana"), {}, 403),
            ):
                key = new_key()
                again = [send(who, HOLD, world, key=key, body=body) for _twice in range(2)][1]
                assert again.status_code == status
                assert "Idempotent-Replayed" not in again.headers
            transaction.set_rollback(True)

    def test_is_kept_in_the_studio_it_was_used_in(self, world: World) -> None:
        key = new_key()
        send(visitor(world, "noah"), next(act for act in API if act.route == "api-release"), world, key=key, body={})

        with tenant(world.abroad.studio.id):
            assert not IdempotencyKey.objects.filter(key=key).exists()
        with tenant(world.home.studio.id):
            assert IdempotencyKey.objects.filter(key=key).exists()

    @pytest.mark.parametrize("route", ["api-hold", "api-clients", "api-cancel"])
    def test_finds_no_studio_whose_name_cannot_be_read(self, world: World, route: str) -> None:
        act = next(act for act in API if act.route == route)
        who = visitor(world, act.by)
        path = ROUTES[route].path(values_of(world.home, world.home.near, world.now))
        headers = {"X-Organization": "north\0side", "Authorization": f"Bearer {who.token}", "Idempotency-Key": "k"}

        answer = who.client.post(path, data={}, content_type="application/json", headers=headers)

        assert answer.status_code == 404

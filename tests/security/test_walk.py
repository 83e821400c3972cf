"""Everybody at every door, with everything: the own things, other people's, another studio's, and what is nowhere."""

from collections.abc import Iterator
from uuid import UUID

import pytest
from allauth.usersessions.models import UserSession
from django.db import transaction

from tests.security.acts import ACTS, values_of
from tests.security.expectations import MEMBERS, NOTES, PHONES, Knock, knocks, leaks
from tests.security.people import VISITORS, Answer, Visitor, visitor
from tests.security.routes import Route, routes
from tests.security.state import changed, state
from tests.security.two_studios import World

#: Names in addresses that the walk knows how to fill; the world has one of each for either side.
STUDIO_DOORS = [route for route in routes() if route.in_studio]


#: What fills addresses that stand in no studio.
OUTSIDE = {
    "session_id": 10**6, "token": "nonsense", "name": "public", "number": 0,
    "color": "2563eb", "organization_id": UUID(int=7), "message_id": UUID(int=7), "client_id": UUID(int=7),
    "family": UUID(int=7),
}  # fmt: skip


def is_of_demo(route: Route) -> bool:
    return route.name.startswith(("ui:kit", "mailbox:"))


def outside(*, signed_in: bool) -> Iterator[tuple[Route, str]]:
    """Addresses that open no studio: for whoever has signed in, or for everybody."""
    for route in routes():
        if not route.in_studio and route.is_of_account is signed_in:
            for method in route.methods:
                yield route, method


def try_it(who: Visitor, knock: Knock) -> Answer:
    """Who may not is let loose on the database; what others do is taken back."""
    if knock.is_denied or knock.method == "GET":
        return who.knock(knock.method, knock.path, knock.body, knock.query)
    with transaction.atomic():
        answer = who.knock(knock.method, knock.path, knock.body, knock.query)
        transaction.set_rollback(True)
    return answer


def walk(world: World, who: Visitor, *, writes: bool) -> str:
    """What was not as it must be, a line for each."""
    wrong = []
    for route in STUDIO_DOORS:
        for knock in knocks(world, route, who, writes=writes):
            answer = try_it(who, knock)
            if not knock.is_met_by(answer):
                wanted = "to sign in" if knock.sends_to_sign_in else sorted(knock.wanted)
                shown = answer.why or answer.text[:120]
                wrong.append(f"{who.name}: {knock} gave {answer.status}, not {wanted} {shown!r}")
            if found := leaks(who, knock, answer):
                wrong.append(f"{who.name}: {knock} gave away {found}")
    return "\n".join(wrong)


@pytest.mark.parametrize("name", VISITORS)
class TestWhoeverKnocks:
    def test_reads_what_is_theirs_and_nothing_else(self, world: World, name: str) -> None:
        who = visitor(world, name)
        before = state()

        assert walk(world, who, writes=False) == ""
        assert changed(before, state()) == []

    def test_writes_where_they_may_and_changes_nothing_elsewhere(self, world: World, name: str) -> None:
        who = visitor(world, name)
        before = state()

        assert walk(world, who, writes=True) == ""
        assert changed(before, state()) == []


class TestTheWalk:
    """What it needs to know of a new address. Each sentence says where to write it down."""

    def test_knows_who_may_enter_each_address(self) -> None:
        bare = [f"{route.address} needs @allow, @signed_in or @public" for route in routes() if route.access is None]

        assert bare == []

    def test_can_fill_every_address_that_stands_in_a_studio(self, world: World) -> None:
        known = set(values_of(world.home, world.home.near, world.now))
        unknown = [
            f"{route.address}: the walk has no {name}; put one for both sides into tests/security/two_studios.py"
            for route in STUDIO_DOORS
            for name in route.names
            if name not in known
        ]

        assert unknown == []

    def test_has_something_to_send_to_every_address_that_writes(self) -> None:
        writes = [(route, method) for route in STUDIO_DOORS for method in route.methods if method != "GET"]
        missing = [
            f"{method} {route.name}: say in tests/security/acts.py what is sent and who may send it"
            for route, method in writes
            if f"{method} {route.name}" not in ACTS
        ]

        assert missing == []

    def test_has_no_act_for_an_address_that_is_gone(self) -> None:
        there = {f"{method} {route.name}" for route in routes() for method in route.methods}

        assert set(ACTS) - there == set()

    def test_would_notice_words_that_are_not_for_everybody(self, world: World) -> None:
        manager = visitor(world, "manager")
        pages = ["/s/northside/desk/clients", f"/s/northside/desk/clients/{world.home.near['client_id']}"]
        seen = " ".join(manager.knock("GET", page).text for page in pages)

        assert [word for word in [*MEMBERS["maya"], *MEMBERS["noah"], NOTES, PHONES["maya"]] if word not in seen] == []


class TestAddressesOutsideStudios:
    """Accounts, founding, personal links, and what only the demo shows."""

    def test_of_an_account_send_visitors_to_sign_in(self, world: World) -> None:
        nobody = visitor(world, "anonymous")
        before, wrong = state(), []
        for route, method in outside(signed_in=True):
            answer = nobody.knock(method, route.path(OUTSIDE))
            met = answer.status == 401 if route.is_api else answer.to_sign_in
            wrong += [] if met else [f"{method} {route.address} gave {answer.status} {answer.why}"]

        assert wrong == []
        assert changed(before, state()) == []

    def test_of_an_account_open_to_its_login(self, world: World) -> None:
        maya = visitor(world, "maya")
        answers = {
            f"{method} {route.address}": maya.knock(method, route.path(OUTSIDE)).status
            for route, method in outside(signed_in=True)
            if method == "GET"
        }

        odd = {name: status for name, status in answers.items() if status not in {200, 302, 303}}
        assert odd == {
            "GET /accounts/2fa/app/off/": 404,  # There is no second step.
            "GET /accounts/2fa/recovery-codes/": 404,
            "GET /accounts/2fa/recovery-codes/file/": 404,
        }

    def test_for_everybody_crash_for_nobody_and_write_nothing_without_input(self, world: World) -> None:
        nobody = visitor(world, "anonymous")
        before, wrong = state(), []
        for route, method in outside(signed_in=False):
            answer = nobody.knock(method, route.path(OUTSIDE))
            wrong += [] if answer.status < 500 else [f"{method} {route.address} gave {answer.status} {answer.why}"]

        assert wrong == []
        assert changed(before, state()) == []

    @pytest.mark.parametrize("name", ["anonymous", "owner"])
    def test_of_the_demo_are_not_there_in_a_studios_own_house(self, world: World, name: str) -> None:
        who = visitor(world, name)
        found = [who.knock("GET", route.path(OUTSIDE)).status for route in routes() if is_of_demo(route)]

        assert found == [404] * len(found)
        assert len(found) > 5

    def test_end_the_devices_of_their_login_alone(self, world: World) -> None:
        maya, noah = visitor(world, "maya"), visitor(world, "noah")
        key, user = maya.client.session.session_key, world.user("maya")
        device = UserSession.objects.create(user=user, session_key=key, ip="127.0.0.1", user_agent="Phone")

        answer = noah.knock("POST", f"/accounts/devices/{device.pk}/sign-out/")

        assert answer.status == 404
        assert UserSession.objects.filter(pk=device.pk).exists()
        assert maya.knock("GET", "/accounts/").status == 200

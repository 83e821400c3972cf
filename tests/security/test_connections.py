"""Two studios on one connection, with something going wrong in between: the next one sees its own rows, or none."""

from collections.abc import Iterator

import pytest
from django.db import connection
from django.test import override_settings

from fitflow.core.tenancy import tenant
from tests.security.crashes import names
from tests.security.people import Visitor, visitor
from tests.security.two_studios import World

CRASHES = [
    "/s/northside/crash", "/api/crash", "/s/northside/break", "/s/northside/swallow",
    "/s/northside/set-and-roll-back", "/s/northside/crash-in-another", "/s/northside/crash-in-another-broken",
]  # fmt: skip


@pytest.fixture(autouse=True)
def _doors_that_go_wrong() -> Iterator[None]:
    with override_settings(ROOT_URLCONF="tests.security.crashes"):
        yield


@pytest.fixture
def home(world: World) -> Visitor:
    return visitor(world, "owner")


@pytest.fixture
def abroad(world: World) -> Visitor:
    return visitor(world, "abroad")


def backend() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        found: int = cursor.fetchone()[0]
    return found


def settings_left() -> tuple[str, str]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT coalesce(current_setting('fitflow.organization', true), ''),"
            " coalesce(current_setting('fitflow.user', true), '')"
        )
        organization, user = cursor.fetchone()
    return organization, user


class TestOneConnection:
    def test_shows_each_studio_its_own_people_and_nobody_none(self, home: Visitor, abroad: Visitor) -> None:
        before = backend()

        for _round in range(2):
            assert "Maya northside" in home.knock("GET", "/s/northside/look").text
            assert "Maya southside" in abroad.knock("GET", "/s/southside/look").text
            assert home.knock("GET", "/look").text == ""

        assert backend() == before

    @pytest.mark.parametrize("address", CRASHES)
    def test_forgets_the_studio_when_something_goes_wrong(
        self, world: World, home: Visitor, abroad: Visitor, address: str
    ) -> None:
        before = backend()

        gone_wrong = home.knock("GET", address, query={"other": str(world.abroad.studio.id)})

        assert "southside" not in gone_wrong.text
        assert settings_left() == ("", "")
        assert names() == []
        assert abroad.knock("GET", "/look").text == ""
        seen = abroad.knock("GET", "/s/southside/look").text
        assert "Maya southside" in seen
        assert "northside" not in seen
        assert backend() == before

    def test_that_is_lost_begins_again_with_nothing(self, home: Visitor, abroad: Visitor) -> None:
        before = backend()

        home.knock("GET", "/s/northside/lose")

        assert connection.connection is None or connection.connection.closed
        connection.close()
        assert names() == []
        assert "northside" not in abroad.knock("GET", "/s/southside/look").text
        assert backend() != before

    def test_keeps_nothing_of_a_door_that_was_never_opened(self, home: Visitor, abroad: Visitor) -> None:
        home.knock("GET", "/s/northside/look")

        assert abroad.knock("GET", "/s/nowhere/look").status == 404
        assert abroad.knock("GET", "/s/northside/look").status == 404
        assert names() == []

    def test_would_show_the_studio_that_somebody_left_set(self, world: World, home: Visitor) -> None:
        """Shows that the tests above can fail: the setting is what opens the studio."""
        with tenant(world.home.studio.id):
            assert "Maya northside" in home.knock("GET", "/look").text

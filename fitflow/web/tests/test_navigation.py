"""What stands around a page is composed of what the apps offer: who finds what, and which entry is the open one."""

from datetime import datetime
from typing import cast

import pytest
from django.test import RequestFactory

from fitflow.core.actor import STAFF_ROLES, Actor
from fitflow.core.offers import offered
from fitflow.core.requests import PageRequest
from fitflow.organizations.factories import actor_of
from fitflow.organizations.services.settings import update_settings
from fitflow.ui.hooks import DeskEntry
from fitflow.ui.nav import NavItem
from fitflow.web.addresses import DESK, STUDIO
from fitflow.web.navigation import account_items, desk_nav, is_desk, member_nav, new_items
from tests.offers import also
from tests.security.routes import routes

RAIL = [
    ("", "Today"), ("", "Calendar"), ("", "Clients"), ("", "Credits"), ("", "Alerts"),
    ("Classes", "Class types"), ("Classes", "Series"), ("Classes", "Policies"),
    ("Studio", "Messages"), ("Studio", "Share"), ("Studio", "Staff"), ("Studio", "Audit trail"), ("Studio", "Settings"),
]  # fmt: skip


def request_of(actor: Actor, path: str = "desk/") -> PageRequest:
    request = cast(PageRequest, RequestFactory().get(f"/s/{actor.organization.slug}/{path}"))
    request.actor = actor
    return request


def labels(items: list[NavItem]) -> list[str]:
    return [str(item.label) for item in items]


def without(owner: Actor, feature: str, now: datetime) -> Actor:
    """The owner of a studio that has switched a module off."""
    assert owner.user_id
    update_settings(owner, {f"features.{feature}": False}, now=now)
    return actor_of(owner.organization, owner.user_id)


class TestTheRail:
    def test_has_everything_for_an_owner_under_its_titles(self, owner: Actor) -> None:
        assert [(item.group, item.label) for item in desk_nav(request_of(owner))] == RAIL

    def test_has_for_others_what_they_may_open(self, manager: Actor, trainer: Actor, maya: Actor) -> None:
        assert labels(desk_nav(request_of(manager))) == [label for _group, label in RAIL[:10]]
        assert labels(desk_nav(request_of(trainer))) == ["Today", "Calendar", "Alerts", "Series", "Share"]
        assert desk_nav(request_of(maya)) == []

    def test_leaves_out_what_the_studio_does_not_use(self, owner: Actor, now: datetime) -> None:
        found = labels(desk_nav(request_of(without(owner, "classes", now))))

        assert found == [label for _group, label in RAIL if label not in ("Class types", "Series", "Share")]

    @pytest.mark.parametrize(
        ("path", "label"),
        [
            ("desk/", "Today"), ("desk/today", "Today"), ("desk/proof", "Today"), ("desk/calendar", "Calendar"),
            ("desk/sessions/new", "Calendar"), ("desk/bookings/1", "Calendar"), ("desk/clients/1/bookings", "Clients"),
            ("desk/invitations/1/resend/", "Staff"), ("desk/settings/booking/", "Settings"),
            ("desk/notifications/", "Alerts"), ("desk/messages/1/", "Messages"), ("desk/nowhere", None),
        ],
    )  # fmt: skip
    def test_marks_the_entry_of_the_page(self, owner: Actor, path: str, label: str | None) -> None:
        active = [item.label for item in desk_nav(request_of(owner, path)) if item.active]

        assert active == ([label] if label else [])

    def test_keeps_the_entries_of_a_title_together_wherever_an_app_puts_its_own(self, owner: Actor) -> None:
        series = next(entry for entry in offered(DeskEntry) if entry.key == "series")

        with also(DeskEntry("lockers", "Lockers", "insights:home", group=series.group, order=999)):
            found = labels(desk_nav(request_of(owner)))

        assert found[5:9] == ["Class types", "Series", "Policies", "Lockers"]


def test_the_staff_s_pages_are_those_below_the_desk_whatever_the_studio_uses(owner: Actor, now: datetime) -> None:
    bare = without(owner, "calendar", now)

    assert is_desk(request_of(bare))
    assert is_desk(request_of(bare, "desk/clients"))
    assert not is_desk(request_of(bare, "me/"))
    assert labels(desk_nav(request_of(bare)))[0] == "Today"


def test_new_makes_what_one_may(owner: Actor, trainer: Actor, now: datetime) -> None:
    assert labels(new_items(owner)) == ["Session", "Series", "Client"]
    assert labels(new_items(trainer)) == ["Session", "Series"]
    assert labels(new_items(without(owner, "classes", now))) == ["Client"]


def test_a_member_has_five_tabs_and_one_less_without_classes(owner: Actor, maya: Actor, now: datetime) -> None:
    found = member_nav(request_of(maya, "me/wallet"))

    assert labels(found) == ["Schedule", "My bookings", "Wallet", "Alerts", "Profile"]
    assert [item.label for item in found if item.active] == ["Wallet"]
    without(owner, "classes", now)
    assert maya.user_id
    assert labels(member_nav(request_of(actor_of(maya.organization, maya.user_id)))) == labels(found)[1:]
    assert member_nav(request_of(owner)) == []


def test_the_menu_behind_the_name_knows_where_one_is(owner: Actor, maya: Actor) -> None:
    class SomebodySignedIn:
        is_authenticated = True

    request = request_of(owner)
    assert account_items(request, owner) == []
    request.user = SomebodySignedIn()  # type: ignore[assignment]

    everywhere = ["Studios", "Profile", "Sign out"]
    assert labels(account_items(request, None)) == everywhere
    assert labels(account_items(request, owner)) == ["Desk", "Calendar address", *everywhere]
    assert labels(account_items(request, maya)) == ["My bookings", *everywhere]


def test_every_page_that_only_staff_may_open_is_below_the_desk() -> None:
    """A page elsewhere would be drawn without the rail."""
    staff = [route for route in routes() if route.access and route.access <= STAFF_ROLES and not route.is_api]

    assert len(staff) > 50
    assert [route.name for route in staff if not route.address.startswith(f"/{STUDIO}{DESK}")] == []

"""A module that a studio has switched off is nowhere: no door opens, and no page leads to one."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from html import unescape
from urllib.parse import urlsplit

import pytest
from django.db import transaction
from django.urls import Resolver404, resolve

from fitflow.core.actor import Role
from fitflow.core.tenancy import tenant
from fitflow.organizations.doors import close_door
from fitflow.organizations.services.settings import update_settings
from fitflow.organizations.typed_settings.registry import registry
from tests.journeys.pages import Page, pages
from tests.security.acts import ACTS, filled
from tests.security.expectations import about_of, values_for
from tests.security.people import Answer, Visitor, visitor
from tests.security.routes import Route, declared, routes
from tests.security.two_studios import NEAR, World

FEATURES = sorted(registry().features())
#: Addresses whose names say what they are about; each must be a door of its module.
CLASSES = r"series|class[-_]type|booking:(schedule|my-schedule|class|book|session-new)$|api-(sessions?|publish)$"
ABOUT = {
    "calendar": CLASSES,
    "classes": CLASSES,
    "waitlist": r"waitlist|join$|booking:(wait|leave|desk-leave)$",
}
#: They need no module: ending what was planned while it was on, and joining the staff or a studio.
EXCEPT = {"organizations:join", "api-record-join", "api-sessions-cancel"}
#: What was planned while it was on takes place: it is still seen, moved and called off, by the calendar too.
STAYS = {
    "planning:calendar", "booking:today", "booking:desk-session", "planning:session-move",
    "planning:session-trainer", "planning:sessions-cancel", "planning:replace-trainer",
}  # fmt: skip
LINKS = re.compile(r"""(?:href|action|hx-get|hx-post|src)="([^"#]+)["#]""")


@contextmanager
def without(world: World, feature: str) -> Iterator[None]:
    """The studio switches it off; afterwards nothing has happened."""
    with transaction.atomic():
        with tenant(world.home.studio.id):
            update_settings(world.home.people["owner"], {f"features.{feature}": False}, now=world.now)
        yield
        transaction.set_rollback(True)
    close_door()


def doors_of(feature: str) -> list[Route]:
    return [route for route in routes() if feature in route.features]


def who_may(world: World, route: Route) -> Visitor:
    """Somebody whom the door lets in."""
    access = route.access or frozenset()
    people = [visitor(world, name) for name in ("maya", "owner", "ana")]
    return next(who for who in people if Role.PUBLIC in access or (who.actor is not None and who.actor.can(*access)))


def open_it(world: World, route: Route, method: str) -> Answer:
    who = who_may(world, route)
    values = values_for(world, route, NEAR, who, about_of(route))
    act = ACTS.get(f"{method} {route.name}")
    with transaction.atomic():
        answer = who.knock(method, route.path(values), filled(act.body, values) if act else {})
        transaction.set_rollback(True)
    return answer


def dead_links(world: World, page: Page, feature: str) -> list[str]:
    """The addresses on a page that lead to a door of the module."""
    who = visitor(world, {"nobody": "anonymous"}.get(page.who, page.who))
    answer = who.knock("GET", page.path(world))
    assert answer.status < 500, f"{page}: {answer.why}"
    return sorted({f"{page}: {link}" for link in LINKS.findall(answer.text) if feature in features_at(link)})


def features_at(link: str) -> frozenset[str]:
    parts = urlsplit(unescape(link))
    if parts.netloc:
        return frozenset()
    try:
        return declared(resolve(parts.path).func, "features") or frozenset()
    except Resolver404:
        return frozenset()


def test_there_are_modules() -> None:
    assert sorted(ABOUT) == FEATURES


@pytest.mark.parametrize("feature", FEATURES)
class TestAModule:
    def test_has_its_doors(self, feature: str) -> None:
        names = {route.name for route in routes() if re.search(ABOUT[feature], route.name)} - EXCEPT

        assert names - {route.name for route in doors_of(feature)} == set()

    def test_opens_them_while_it_is_on(self, world: World, feature: str) -> None:
        found = {
            route.name: open_it(world, route, "GET").status for route in doors_of(feature) if "GET" in route.methods
        }

        assert {name: status for name, status in found.items() if status in {404, 500}} == {}

    def test_opens_none_while_it_is_off(self, world: World, feature: str) -> None:
        with without(world, feature):
            found = {
                f"{method} {route.name}": open_it(world, route, method).status
                for route in doors_of(feature)
                for method in route.methods
            }

        assert {name: status for name, status in found.items() if status != 404} == {}

    def test_keeps_open_what_was_planned(self, world: World, feature: str) -> None:
        with without(world, feature):
            found = {route.name: open_it(world, route, "GET").status for route in routes() if route.name in STAYS}

        assert found == dict.fromkeys(STAYS, 200)

    def test_is_on_no_page_while_it_is_off(self, world: World, feature: str) -> None:
        with without(world, feature):
            dead = [link for page in pages() for link in dead_links(world, page, feature)]

        assert "\n".join(dead) == ""

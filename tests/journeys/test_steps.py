"""Pages nobody comes to by their address alone: looked at like every other page, and once more when they refuse."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from playwright.sync_api import expect

from tests.journeys.fixtures import Site
from tests.journeys.looks import faults, in_every_look, unusable
from tests.journeys.pages import NO_PAGES, STEP
from tests.journeys.visitor import SIZES, Enter, numbers
from tests.journeys.visitor import Visitor as Person
from tests.security.acts import new_key
from tests.security.people import Visitor
from tests.security.steps import DOORS, Door, known_by_a_studio, with_the_app

pytestmark = pytest.mark.browser
STEPS = {door.name: door for door in reversed(DOORS) if NO_PAGES.get(door.name) == STEP} | {
    name: Door(name, {}, with_the_app)
    for name in ("mfa_deactivate_totp", "mfa_view_recovery_codes", "mfa_generate_recovery_codes")
}
STEPS["records"] = Door("records", {}, known_by_a_studio)


@contextmanager
def arrived(site: Site, enter: Enter, step: Door, *, scripts: bool = True) -> Iterator[Person]:
    """Somebody new who has done what comes before the page, and opens it."""
    who = Visitor(f"olive{next(numbers)}", None, site.houses.home, Client())
    step.before(site.houses, who)
    person = enter("desktop", scripts=scripts)
    person.page.set_viewport_size(SIZES[0])
    for name in (settings.SESSION_COOKIE_NAME, settings.CSRF_COOKIE_NAME):
        if name in who.client.cookies:
            value: Any = who.client.cookies[name].value
            person.context.add_cookies([{"name": name, "value": value, "url": site.address}])
    person.go(reverse(step.name))
    expect(person.page).to_have_url(site.address + reverse(step.name))
    yield person


@pytest.mark.parametrize("name", STEPS)
class TestAPageBehindAStep:
    def test_is_right_in_both_themes_on_phone_and_desktop(self, site: Site, enter: Enter, name: str) -> None:
        with arrived(site, enter, STEPS[name]) as person:
            assert in_every_look(person.page, SIZES) == ""

    def test_can_be_used_without_scripts(self, site: Site, enter: Enter, name: str) -> None:
        with arrived(site, enter, STEPS[name], scripts=False) as person:
            assert unusable(person.page) == []


@pytest.mark.parametrize("name", [name for name, door in STEPS.items() if "code" in door.body])
def test_a_code_that_is_not_right_is_refused_in_the_same_shape(site: Site, enter: Enter, name: str) -> None:
    with arrived(site, enter, STEPS[name]) as person:
        person.page.get_by_label("Code").fill("000000")
        person.page.locator("main form").first.get_by_role("button").first.click()
        expect(person.page.locator("[name=code]")).to_have_attribute("aria-invalid", "true")

        assert faults(person.page) == []


@pytest.mark.parametrize(
    ("link", "body"), [("token", {"expected_refund": "1"}), ("offer_token", {"do": "decline"}), ("leave_token", {})]
)
def test_a_link_that_was_used_says_so_in_every_look(site: Site, enter: Enter, link: str, body: dict[str, str]) -> None:
    path = f"/a/{site.houses.home.far[link]}"
    assert Client().post(path, body | {"idempotency_key": new_key()}).status_code == 303
    person = enter("desktop")
    person.page.set_viewport_size(SIZES[0])
    person.go(path)

    assert in_every_look(person.page, SIZES) == ""
    assert person.page.locator("main form [type=submit], main form button").count() == 0


def test_every_step_is_looked_at() -> None:
    assert set(STEPS) == {name for name, reason in NO_PAGES.items() if reason == STEP}

"""A new owner: from /start on an empty database to a link people book on."""

import re
from collections.abc import Iterator
from contextlib import ExitStack
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.databases import cloned
from tests.journeys.server import serving
from tests.journeys.visitor import Enter, Size, Visitor, visitors

pytestmark = pytest.mark.browser
PASSWORD = "brisk-meadow-42"


@pytest.fixture
def enter_empty(served: Any, database_template: str, chrome: Browser, django_db_blocker: Any) -> Iterator[Enter]:
    """Lets somebody into a product in which nobody has been yet."""
    with ExitStack() as stack:
        stack.enter_context(django_db_blocker.unblock())
        database = stack.enter_context(cloned(database_template))
        address = stack.enter_context(serving(database))
        yield stack.enter_context(visitors(chrome, address))


def fill_start(page: Page) -> None:
    page.get_by_label("Your name").fill("Olive Hart")
    page.get_by_label("Your e-mail").fill("olive@hill.example")
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_label("Name of the studio").fill("Hill Street Yoga")
    page.get_by_label("Time zone").fill("Europe/London")


def step(visitor: Visitor, title: str) -> None:
    """The next open step of the check-list."""
    visitor.go("/s/hill-street-yoga/desk/")
    visitor.page.locator(".checklist").get_by_role("link", name=title).click()


def say_how_people_pay(visitor: Visitor) -> None:
    """At the studio. Until then the first page warns that nobody can book."""
    page = visitor.page
    visitor.go("/s/hill-street-yoga/desk/")
    expect(page.get_by_text("Visitors cannot book yet")).to_be_visible()
    visitor.look()
    step(visitor, "How do people pay?")
    visitor.look()
    page.get_by_label("At the studio: they book, and pay when they come").check()
    page.get_by_label("Price at the studio").fill("£12 a class")
    visitor.look()
    visitor.press("Save")
    visitor.hears("That is how people pay from now on.")
    expect(page.get_by_text("Visitors cannot book yet")).to_have_count(0)


@pytest.mark.parametrize("size", ["phone", "desktop"])
def test_a_new_owner_comes_to_a_shared_link(enter_empty: Enter, size: Size) -> None:
    visitor = enter_empty(size)
    page = visitor.page

    visitor.go("/")
    expect(page).to_have_url(re.compile("/start$"))
    visitor.look()
    fill_start(page)
    expect(page.get_by_label("Address of its page")).to_have_value("hill-street-yoga")
    visitor.press("Open the studio")
    visitor.hears("Hill Street Yoga is ready. Welcome!")
    expect(page.get_by_text("0 of 6 done")).to_be_visible()
    visitor.look()

    visitor.press("I teach")
    visitor.hears("You can be the trainer of a class now.")
    expect(page.get_by_text("1 of 6 done")).to_be_visible()

    step(visitor, "Add what you teach")
    page.get_by_label("Name").fill("Slow Flow")
    expect(page.get_by_label("Usual trainer")).to_have_value(re.compile(".+"))
    visitor.press("Create class type")
    expect(page.get_by_role("link", name="Slow Flow")).to_be_visible()

    step(visitor, "Put it on the calendar")
    page.get_by_label("Class", exact=True).select_option(label="Slow Flow")
    page.locator(".pill", has_text="Tue").click()
    page.get_by_label("At", exact=True).fill("18:00")
    expect(page.locator("#series-preview")).to_contain_text("Every Tuesday at 18:00")
    visitor.press("Plan the series")
    expect(page.get_by_text(re.compile(r"\d+ sessions are planned"))).to_be_visible()
    visitor.look()

    say_how_people_pay(visitor)

    step(visitor, "Bring your members")
    visitor.follow("Add a client")
    page.get_by_label("Name").fill("Maya Lind")
    page.get_by_label("E-mail").fill("maya@example.org")
    page.get_by_label("Phone").fill("+44 20 7946 0958")
    visitor.press("Add the client")
    expect(page.get_by_role("heading", name="Maya Lind")).to_be_visible()

    step(visitor, "Share your page")
    expect(page.get_by_role("img", name="QR code of your public page")).to_be_visible()
    visitor.look()
    link = page.locator("#share-url").input_value()
    assert page.request.get("/s/hill-street-yoga/qr.svg").ok

    stranger = enter_empty(size)
    stranger.go(link)
    expect(stranger.page.get_by_role("heading", name="Hill Street Yoga")).to_be_visible()
    stranger.page.locator(".day-chip", has=stranger.page.locator(".day-chip-dot.is-on")).first.click()
    expect(stranger.page.get_by_role("link", name="Slow Flow", exact=True)).to_be_visible()
    visitor.go("/s/hill-street-yoga/desk/")
    expect(page.get_by_text(re.compile("[56] of 6 done"))).to_be_visible()

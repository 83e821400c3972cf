"""The pages of clients in Chromium, phone and desk: what the scripts add to plain links and forms."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from django.conf import settings
from django.test import Client as Browser
from playwright.sync_api import Page, ViewportSize, expect, sync_playwright

from fitflow.accounts.models import User
from fitflow.core.actor import Role
from fitflow.core.tenancy import tenant
from fitflow.organizations.factories import make_client, make_staff_actor, make_studio
from fitflow.organizations.models import Client, Location
from fitflow.organizations.services.client_notes import add_note
from tests.databases import CommittedDatabase
from tests.inprocess import serving
from tools import chromium

pytestmark = pytest.mark.browser
NOW = datetime(2026, 11, 20, 9, tzinfo=UTC)
CLIENTS = "/s/northside/desk/clients"
PHONE = ViewportSize(width=360, height=740)


@pytest.fixture
def vera(committed_db: CommittedDatabase) -> Client:
    """A client with a long name and a note, among sixty others at two locations."""
    studio = make_studio(slug="northside")
    with tenant(studio.id):
        manager = make_staff_actor(studio, name="Mona Manager", role=Role.MANAGER, is_trainer=False)
        Location.objects.create(organization_id=studio.id, name="Harbour")
        for number in range(60):
            make_client(
                studio, name=f"Twin {number:02}", email=f"twin.{number}@example.org", phone=f"+44 20 {number:05}"
            )
        vera = make_client(studio, name="Verena-Alexandra Vossenkuhl-Featherstonehaugh", email="vera@example.org")
        add_note(manager, client_id=vera.pk, text="Knee hurts. " * 20, now=NOW)
    return vera


@pytest.fixture
def site(vera: Client) -> Iterator[str]:
    """The address of a server of the whole product."""
    with serving() as address:
        yield address


@pytest.fixture
def desk(site: str, request: pytest.FixtureRequest) -> Iterator[Page]:
    """The manager's browser, on a phone; in the end its console must have stayed silent."""
    signed_in = Browser()
    signed_in.force_login(User.objects.get(name="Mona Manager"))
    session = signed_in.cookies[settings.SESSION_COOKIE_NAME].value
    said: list[str] = []
    with sync_playwright() as playwright:
        chrome = playwright.chromium.launch(executable_path=chromium.path(), args=["--no-sandbox", "--disable-gpu"])
        context = chrome.new_context(base_url=site, viewport=PHONE, **getattr(request, "param", {}))
        context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": site}])
        page = context.new_page()
        page.on("console", lambda message: said.append(message.text) if message.type == "error" else None)
        page.on("pageerror", lambda error: said.append(str(error)))
        yield page
        chrome.close()
    assert said == []


def rows(page: Page) -> Any:
    return page.locator("#client-rows > tr")


def test_the_list_narrows_while_somebody_types(desk: Page) -> None:
    desk.goto(f"{CLIENTS}?sort=date")

    desk.get_by_role("searchbox").press_sequentially("twin 1", delay=20)

    expect(rows(desk)).to_have_count(15)  # 01, 10 to 19, 21, 31, 41, 51
    expect(desk.get_by_role("searchbox")).to_be_focused()
    assert "q=twin%201&" in desk.url
    assert "sort=date" in desk.url
    desk.wait_for_load_state("networkidle")


def test_more_of_the_list_is_added_below(desk: Page) -> None:
    desk.goto(CLIENTS)
    expect(rows(desk)).to_have_count(50)

    desk.get_by_role("link", name="Show more").click()

    expect(rows(desk)).to_have_count(61)
    expect(desk.get_by_role("link", name="Show more")).to_have_count(0)


def test_a_client_is_archived_in_the_sheet_and_brought_back(desk: Page, vera: Client) -> None:
    desk.goto(f"{CLIENTS}/{vera.pk}")

    desk.locator("main summary").click()
    desk.get_by_role("link", name="Archive").click()
    desk.locator("#sheet").get_by_role("button", name="Archive").click()

    expect(desk.get_by_text("Archived on")).to_be_visible()
    desk.get_by_role("button", name="Bring back").click()
    expect(desk.get_by_text("Archived on")).to_have_count(0)


@pytest.mark.parametrize("desk", [{"java_script_enabled": False}], indirect=True)
def test_everything_works_without_scripts(desk: Page, vera: Client) -> None:
    desk.goto(CLIENTS)
    desk.get_by_role("searchbox").fill("verena")
    desk.get_by_role("button", name="Search").click()
    expect(rows(desk)).to_have_count(1)

    desk.get_by_role("link", name=vera.name).click()
    desk.get_by_label("Note").fill("Back on Monday.")
    desk.get_by_role("button", name="Add the note").click()
    expect(desk.get_by_text("Back on Monday.")).to_be_visible()

    desk.locator("main summary").click()
    desk.get_by_role("link", name="Archive").click()
    desk.get_by_role("button", name="Archive").click()
    expect(desk.get_by_text("Archived on")).to_be_visible()


@pytest.mark.parametrize("desk", [{"color_scheme": "light"}, {"color_scheme": "dark"}], indirect=True)
def test_no_page_is_wider_than_a_phone(desk: Page, vera: Client) -> None:
    for path in ("", "/add", "/import", f"/{vera.pk}", f"/{vera.pk}/edit", f"/{vera.pk}/status", f"/{vera.pk}/archive"):
        desk.goto(CLIENTS + path)
        assert not desk.evaluate("document.documentElement.scrollWidth > innerWidth"), path

"""Signing in and one's own account in Chromium: phone and desk, light and dark, with and without JavaScript."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any, Literal

import pytest
from django.core import mail
from django.core.mail import EmailMultiAlternatives
from django.urls import reverse
from playwright.sync_api import Browser, Page, expect, sync_playwright

from fitflow.accounts.factories import make_user
from fitflow.accounts.tests.steps import PASSWORD, app_code, code_in
from fitflow.ui.assets import MODULES
from tests.databases import CommittedDatabase
from tests.inprocess import serving
from tools import chromium

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(chromium.path() is None, reason="No Chromium: run python -m tools.chromium"),
]
PHONE, DESK = (360, 740), (1280, 860)
Theme = Literal["light", "dark"]
Size = tuple[int, int]
AXE = (MODULES / "axe-core" / "axe.min.js").read_text() + ";0" if MODULES.exists() else ""


@pytest.fixture
def address(committed_db: CommittedDatabase) -> Iterator[str]:
    make_user(email="maya@example.org", name="Maya Lind", password=PASSWORD)
    with serving() as address:
        yield address


@pytest.fixture(scope="module")
def chrome() -> Iterator[Browser]:
    # Playwright's loop runs in this thread, in which the tests also use the database.
    with pytest.MonkeyPatch.context() as patch, sync_playwright() as playwright:
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
        browser = playwright.chromium.launch(executable_path=chromium.path(), args=["--no-sandbox", "--disable-gpu"])
        yield browser
        browser.close()


class Visitor:
    """Somebody with a browser; each page they come to is looked at."""

    def __init__(
        self, chrome: Browser, address: str, size: tuple[int, int], theme: Theme, scripts: bool = True
    ) -> None:
        viewport: Any = {"width": size[0], "height": size[1]}
        self.size, self.scripts, self.said = size, scripts, list[str]()
        self.context = chrome.new_context(
            viewport=viewport, color_scheme=theme, base_url=address, java_script_enabled=scripts
        )
        self.page: Page = self.context.new_page()
        self.page.on("console", lambda message: self.said.append(message.text) if message.type == "error" else None)
        self.page.on("pageerror", lambda error: self.said.append(str(error)))

    def go(self, name: str, **query: str) -> None:
        self.page.goto(reverse(name, query=query or None))
        self.look()

    def press(self, label: str) -> None:
        self.page.get_by_role("button", name=label, exact=True).click()
        self.page.wait_for_load_state()
        self.look()

    def follow(self, label: str) -> None:
        self.page.get_by_role("link", name=label).click()
        self.page.wait_for_load_state()
        self.look()

    def look(self) -> None:
        """Nothing serious for axe, nothing wider than the screen."""
        if not self.scripts:
            return
        self.page.evaluate(AXE)
        found = self.page.evaluate("axe.run().then((result) => result.violations)")
        serious = [(v["id"], v["nodes"][0]["html"]) for v in found if v["impact"] in {"serious", "critical"}]
        assert (self.page.url, serious) == (self.page.url, [])
        assert self.page.evaluate("document.documentElement.scrollWidth") <= self.size[0], self.page.url

    def type_code(self, label: str) -> None:
        newest = mail.outbox[-1]
        assert isinstance(newest, EmailMultiAlternatives)
        self.page.fill("[name=code]", code_in(newest))
        self.press(label)

    def leave(self) -> None:
        self.context.close()
        assert [text for text in self.said if "status of 422" not in text and "404" not in text] == []


@pytest.mark.parametrize(("size", "theme"), [(PHONE, "dark"), (DESK, "light")])
def test_a_new_person_signs_in_and_keeps_house(
    chrome: Browser, address: str, size: tuple[int, int], theme: Theme
) -> None:
    visitor = Visitor(chrome, address, size, theme)
    page = visitor.page

    visitor.go("account_login", next=reverse("accounts:devices"))
    page.fill("[name=email]", "nora@example.org")
    visitor.press("E-mail me a code")
    page.fill("[name=code]", "12")
    visitor.press("Sign in")
    expect(page.get_by_text("That code is not right")).to_be_visible()
    visitor.type_code("Sign in")
    page.fill("[name=name]", "Nora New")
    visitor.press("Continue")
    expect(page.get_by_text("This one")).to_be_visible()

    visitor.go("accounts:account")
    visitor.press("Save")
    visitor.go("account_email")
    page.fill("#id_email", "nora@work.example")
    visitor.press("Send a code to it")
    visitor.type_code("Confirm")
    expect(page.get_by_text("nora@work.example", exact=True)).to_be_visible()
    visitor.go("account_set_password")
    switch_on_the_second_step(visitor)
    visitor.go("account_logout")
    visitor.press("Sign out")
    visitor.leave()


def switch_on_the_second_step(visitor: Visitor) -> None:
    visitor.go("mfa_index")
    visitor.follow("Set it up")
    visitor.page.get_by_text("Cannot scan it?").click()
    secret = visitor.page.inner_text(".second-step-key").replace(" ", "")
    visitor.page.fill("[name=code]", app_code(secret))
    visitor.press("Switch it on")
    assert len(visitor.page.locator(".recovery-codes li").all()) == 10
    visitor.follow("Make new ones")
    visitor.go("mfa_deactivate_totp")


@pytest.mark.parametrize(("size", "theme"), [(PHONE, "light"), (DESK, "dark")])
def test_passwords_can_be_looked_at(chrome: Browser, address: str, size: Size, theme: Theme) -> None:
    visitor = Visitor(chrome, address, size, theme)

    visitor.go("accounts:password_sign_in", next=reverse("accounts:account"))
    visitor.page.fill("[name=login]", "maya@example.org")
    visitor.page.fill("[name=password]", PASSWORD)
    visitor.page.get_by_role("button", name="Show the password").click()

    expect(visitor.page.locator("[name=password]")).to_have_attribute("type", "text")
    visitor.look()
    visitor.press("Sign in")
    expect(visitor.page.get_by_role("heading", name="Your account")).to_be_visible()
    visitor.go("account_change_password")
    visitor.go("account_reauthenticate")
    expect(visitor.page.get_by_role("heading", name="Is it you?")).to_be_visible()
    visitor.leave()


def test_everything_works_without_javascript(chrome: Browser, address: str) -> None:
    visitor = Visitor(chrome, address, PHONE, "light", scripts=False)
    page = visitor.page

    visitor.go("account_signup", next=reverse("accounts:devices"))
    page.fill("[name=name]", "Sam Stone")
    page.fill("[name=email]", "sam@example.org")
    page.fill("[name=password1]", PASSWORD)
    visitor.press("Make my account")
    visitor.type_code("Make my account")
    expect(page.get_by_text("Where you are signed in")).to_be_visible()
    visitor.press("Sign out the others")
    visitor.go("account_logout")
    visitor.press("Sign out")
    visitor.go("account_reset_password", next=reverse("accounts:account"))
    page.fill("[name=email]", "sam@example.org")
    visitor.press("E-mail me a code")
    visitor.type_code("Continue")
    page.fill("[name=password1]", "brisk-meadow-42")
    visitor.press("Set it and sign in")

    expect(page.get_by_role("heading", name="Your account")).to_be_visible()
    visitor.leave()


@pytest.mark.skipif(chromium.whole() is None, reason="No whole Chromium: the headless shell keeps no pages.")
def test_after_signing_out_back_shows_the_page_to_sign_in(address: str) -> None:
    with ThreadPoolExecutor(1) as own_thread:  # Another browser's loop may run in this one.
        own_thread.submit(go_back_after_signing_out, address).result()


def go_back_after_signing_out(address: str) -> None:
    """Chromium keeps whole pages for going back; Playwright switches that off unless it is told not to."""
    with sync_playwright() as playwright:
        chrome = playwright.chromium.launch(
            executable_path=chromium.whole(),
            args=["--no-sandbox", "--disable-gpu", "--headless=new"],
            ignore_default_args=["--disable-back-forward-cache", "--headless"],
        )
        page = chrome.new_context(base_url=address).new_page()
        page.goto(reverse("accounts:password_sign_in", query={"next": reverse("accounts:account")}))
        page.fill("[name=login]", "maya@example.org")
        page.fill("[name=password]", PASSWORD)
        page.get_by_role("button", name="Sign in", exact=True).click()
        expect(page.locator("[name=name]")).to_have_value("Maya Lind")
        page.goto(reverse("accounts:devices"))
        page.goto(reverse("account_logout"))
        page.get_by_role("button", name="Sign out").click()
        expect(page.get_by_text("You are signed out.")).to_be_visible()

        for steps in (2, 1):  # Over the page that asked whether to sign out.
            page.evaluate("(steps) => setTimeout(() => history.go(-steps))", steps)
            page.wait_for_timeout(500)  # A page that was kept is there at once, without a load to wait for.
            expect(page.get_by_role("heading", name="Sign in")).to_be_visible()
            assert "Maya" not in page.content()
            assert "maya@example.org" not in page.content()
        chrome.close()

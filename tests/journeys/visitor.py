"""Somebody with a browser: what they do in a journey, and what must stay true all the while."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count
from typing import Any, Literal

from django.conf import settings
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, ViewportSize, expect

from fitflow.accounts.factories import sign_in as sign_in_now
from fitflow.accounts.models import User
from fitflow.core.actor import Actor
from tests.journeys.looks import faults
from tests.journeys.studio import user_of

Size = Literal["phone", "desktop"]
VIEWPORTS = {"phone": (360, 740), "desktop": (1440, 900)}
SIZES = (ViewportSize(width=360, height=740), ViewportSize(width=1440, height=900))
#: What a browser writes when the answer is a refusal: the page shows the reason itself.
REFUSAL = re.compile(r"status of (400|401|402|404|409|410|422|429) ")
PATIENCE = 20_000
expect.set_options(timeout=PATIENCE)


def open_context(chrome: Browser, address: str, size: Size, **options: Any) -> BrowserContext:
    width, height = VIEWPORTS[size]
    phone: dict[str, Any] = {"has_touch": True, "is_mobile": True} if size == "phone" else {}
    context = chrome.new_context(
        base_url=address, viewport={"width": width, "height": height}, locale="en-GB", **phone, **options
    )
    context.set_default_timeout(PATIENCE)
    return context


def sign_in(context: BrowserContext, user: User, address: str) -> None:
    """Signs in without the pages: for journeys that are about something else."""
    client = Client()
    sign_in_now(client, user)
    session = client.cookies[settings.SESSION_COOKIE_NAME].value
    context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": address}])


@dataclass
class Visitor:
    """A person at a phone or a desk; `said` is what the console heard from our pages."""

    context: BrowserContext
    page: Page
    size: Size
    scripts: bool
    said: list[str] = field(default_factory=list)

    def go(self, path: str) -> None:
        answer = self.page.goto(path)
        assert answer is not None
        assert answer.status == 200, (path, answer.status)

    def press(self, name: str) -> None:
        """A button of the page, or of the sheet above it."""
        self._upper().get_by_role("button", name=name).first.click()

    def follow(self, name: str) -> None:
        self._upper().get_by_role("link", name=name).first.click()

    def _upper(self) -> Any:
        """Whatever lies on top: without scripts there are no sheets."""
        sheet = self.page.locator("dialog[open]")
        return sheet.last if self.scripts and sheet.count() else self.page

    def look(self) -> None:
        """The page as it is now, sheets and refusals included, has nothing wrong with it."""
        if self.scripts:
            expect(self.page.locator("html")).not_to_have_attribute("data-loading", "")
            found = faults(self.page)
            assert found == [], f"{self.page.url}: {found}"

    def hears(self, text: str) -> None:
        """A toast, or the same sentence on the next page."""
        expect(self.page.get_by_text(text).first).to_be_visible()

    def code_for(self, email: str) -> str:
        """The newest code in the demo's mailbox, read as a visitor would, in another tab."""
        tab = self.context.new_page()
        tab.goto(f"/demo/mail?q={email}")
        tab.locator("#letters a.row-title").first.click()
        tab.locator(".letter-plain summary").click()
        found = re.search(r"\b\d{6}\b", tab.locator(".message-text").inner_text())
        assert found is not None
        tab.close()
        return found[0]

    def sign_in_by_code(self, email: str) -> None:
        self.page.get_by_label("E-mail").fill(email)
        self.press("E-mail me a code")
        self.type_code(email)

    def type_code(self, email: str) -> None:
        """On the page that asks for it."""
        expect(self.page.get_by_label("Code")).to_be_visible()
        self.look()
        self.page.get_by_label("Code").fill(self.code_for(email))
        self.press("Sign in")


Enter = Callable[..., Visitor]
numbers = count(1)


def named(word: str) -> str:
    """A name of its own for each journey: they share the studio."""
    return f"{word} {next(numbers):03}"


@contextmanager
def visitors(chrome: Browser, address: str) -> Iterator[Enter]:
    """Lets people in; when all have left, no console may have complained."""
    entered: list[Visitor] = []

    def enter(size: Size, who: Actor | None = None, *, scripts: bool = True, **options: Any) -> Visitor:
        context = open_context(chrome, address, size, java_script_enabled=scripts, **options)
        if who is not None:
            sign_in(context, user_of(who), address)
        visitor = Visitor(context, context.new_page(), size, scripts)
        context.on("console", lambda message: note(visitor, message))
        context.on("weberror", lambda error: visitor.said.append(str(error.error)))
        entered.append(visitor)
        return visitor

    yield enter
    for visitor in entered:
        visitor.context.close()
    assert [text for visitor in entered for text in visitor.said] == []


def note(visitor: Visitor, message: ConsoleMessage) -> None:
    if message.type in {"error", "warning"} and not REFUSAL.search(message.text):
        visitor.said.append(f"{message.type}: {message.text}")

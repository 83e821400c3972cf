"""Every page, looked at: both themes, phone and desktop, with and without scripts, and what it weighs."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, expect
from playwright.sync_api import Page as Tab

from tests.journeys.fixtures import Site
from tests.journeys.looks import AXE, Scales, in_every_look, unusable
from tests.journeys.pages import NO_PAGES, Page, pages
from tests.journeys.visitor import PATIENCE, SIZES, Visitor, note, sign_in
from tests.security.routes import routes

pytestmark = pytest.mark.browser
KIB = 1024
HEAVIEST = 300 * KIB
#: The first page a stranger ever loads.
LIGHTER = {"booking:schedule": 150 * KIB}
PAGES = list(pages())
Windows = dict[tuple[str, bool], BrowserContext]
OpenTab = Callable[..., Tab]


@pytest.fixture(scope="package")
def windows(chrome: Browser) -> Iterator[Windows]:
    """One browser window for each visitor; tabs come and go."""
    opened: Windows = {}
    yield opened
    for window in opened.values():
        window.close()


@pytest.fixture
def open_tab(site: Site, chrome: Browser, windows: Windows) -> Iterator[OpenTab]:
    visitors: list[Visitor] = []

    def open_for(who: str, *, scripts: bool) -> Tab:
        if (who, scripts) not in windows:
            windows[who, scripts] = _window(site, chrome, who, scripts)
        window = windows[who, scripts]
        visitor = Visitor(window, window.new_page(), "phone", scripts)
        visitor.page.on("console", lambda message: note(visitor, message))
        visitor.page.on("pageerror", lambda error: visitor.said.append(str(error)))
        visitors.append(visitor)
        return visitor.page

    yield open_for
    for visitor in visitors:
        visitor.page.close()
    assert [text for visitor in visitors for text in visitor.said] == []


def _window(site: Site, chrome: Browser, who: str, scripts: bool) -> BrowserContext:
    """Pages are looked at when they rest, so nothing glides for those who like it still. Journeys see it glide."""
    options: dict[str, Any] = {"locale": "en-GB", "java_script_enabled": scripts, "reduced_motion": "reduce"}
    window = chrome.new_context(base_url=site.address, viewport=SIZES[0], **options)
    window.set_default_timeout(PATIENCE)
    if scripts:
        window.add_init_script(path=AXE)
    if who != "nobody":
        sign_in(window, site.houses.user(who), site.address)
    return window


@pytest.mark.parametrize("page", PAGES, ids=str)
def test_a_page_is_light_and_right_in_both_themes_on_phone_and_desktop(
    page: Page, site: Site, open_tab: OpenTab
) -> None:
    tab = open_tab(page.who, scripts=True)

    with Scales(tab) as scales:
        answer = tab.goto(page.path(site.houses))
    assert answer is not None
    assert answer.status == 200
    assert scales.total <= LIGHTER.get(page.route.name, HEAVIEST), scales.heaviest

    assert in_every_look(tab, SIZES) == ""


@pytest.mark.parametrize("page", PAGES, ids=str)
def test_a_page_can_be_used_without_scripts(page: Page, site: Site, open_tab: OpenTab) -> None:
    tab = open_tab(page.who, scripts=False)

    answer = tab.goto(page.path(site.houses))

    assert answer is not None
    assert answer.status == 200
    expect(tab.locator("h1")).to_be_visible()
    assert len(tab.locator("main").inner_text()) > len(tab.locator("h1").inner_text()), "an empty page"
    assert unusable(tab) == []


def test_only_what_is_known_to_be_no_page_is_left_out() -> None:
    assert set(NO_PAGES) <= {route.name for route in routes()}

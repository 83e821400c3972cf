"""The kit in Chromium, phone and desk, light and dark: looks that can be measured, and what the scripts add."""

from collections.abc import Callable, Iterator
from typing import Any, Literal

import pytest
from django.test.utils import override_settings
from playwright.sync_api import Browser, Page, expect, sync_playwright

from fitflow.ui.assets import MODULES
from tests.inprocess import serving
from tools import chromium

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(chromium.path() is None, reason="No Chromium: run python -m tools.chromium"),
]
PAGES = [
    "/kit/",
    "/kit/form/",
    "/kit/sheet/",
    *(f"/kit/layout/{name}/" for name in ("public", "member", "auth", "plain")),
]
PHONE, DESK = (360, 740), (1440, 900)
Theme = Literal["light", "dark"]
Opener = Callable[..., Page]
SMALL = """[...document.querySelectorAll('a[href], button, input:not([type=hidden]), select, textarea, summary')]
  .filter((element) => element.checkVisibility() && !element.closest('p, .note, .panel-head, dialog:not([open])'))
  .map((element) => element.closest(element.matches('.row-title, .checklist-title') ? 'li' : 'label') ?? element)
  .filter((element) => Math.min(element.offsetWidth, element.offsetHeight) < 48)
  .map((element) => element.outerHTML.slice(0, 90))"""


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    with override_settings(ROOT_URLCONF="fitflow.ui.tests.site", FITFLOW_DEMO=True), serving() as found:
        yield found


@pytest.fixture(scope="module")
def chrome() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        switches = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
        browser = playwright.chromium.launch(executable_path=chromium.path(), args=switches)
        yield browser
        browser.close()


@pytest.fixture
def opened(address: str, chrome: Browser) -> Iterator[Opener]:
    """Opens a path in a fresh context; in the end the consoles must have stayed silent."""
    contexts = []
    said: list[str] = []

    def open_page(path: str, size: tuple[int, int] = PHONE, theme: Theme = "light", **options: Any) -> Page:
        clock = options.pop("clock", None)
        viewport = {"width": size[0], "height": size[1]}
        context = chrome.new_context(viewport=viewport, color_scheme=theme, base_url=address, **options)  # type: ignore[arg-type]
        contexts.append(context)
        page = context.new_page()
        if clock:
            page.clock.install(time=clock)
        page.on("console", lambda message: said.append(message.text) if message.type in {"error", "warning"} else None)
        page.on("pageerror", lambda error: said.append(str(error)))
        page.goto(path)
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert [text for text in said if "status of 422" not in text] == []


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_every_page_is_accessible_and_fits(opened: Opener, size: tuple[int, int], theme: Theme) -> None:
    page = opened(PAGES[0], size, theme)
    axe = (MODULES / "axe-core" / "axe.min.js").read_text() + ";0"

    for path in PAGES:
        page.goto(path)
        page.evaluate(axe)
        found = page.evaluate("axe.run().then((result) => result.violations)")
        serious = [(v["id"], v["nodes"][0]["html"]) for v in found if v["impact"] in {"serious", "critical"}]
        assert (path, serious) == (path, [])
        assert page.evaluate("document.documentElement.scrollWidth") <= size[0], path
        assert page.evaluate("document.documentElement.dataset.bsTheme") == theme
        assert size == DESK or page.evaluate(SMALL) == [], path


class TestTheSheet:
    def test_shows_the_page_of_its_link_and_gives_the_focus_back(self, opened: Opener) -> None:
        page = opened("/kit/")
        link = page.get_by_role("link", name="Cancel in a sheet")

        link.click()
        expect(page.get_by_role("dialog", name="Cancel your place?")).to_be_visible()
        page.keyboard.press("Escape")

        expect(page.locator("#sheet")).to_be_hidden()
        expect(link).to_be_focused()

    def test_sends_its_form_and_shows_a_toast_on_the_next_page(self, opened: Opener) -> None:
        page = opened("/kit/")

        page.get_by_role("link", name="Cancel in a sheet").click()
        page.get_by_role("dialog").get_by_role("button", name="Cancel my place").click()

        expect(page.get_by_role("status").filter(has_text="Your booking is cancelled")).to_be_visible()

    def test_is_a_plain_page_without_a_script(self, opened: Opener) -> None:
        page = opened("/kit/", java_script_enabled=False)

        page.get_by_role("link", name="Cancel in a sheet").click()
        page.get_by_role("button", name="Cancel my place").click()

        expect(page.get_by_text("Your booking is cancelled")).to_be_visible()

    def test_of_the_page_itself_opens_without_a_script(self, opened: Opener) -> None:
        page = opened("/kit/", java_script_enabled=False)

        page.get_by_role("link", name="Filters").click()

        expect(page.get_by_label("Class type")).to_be_visible()


class TestAForm:
    def test_that_is_refused_keeps_what_was_typed_and_leads_to_the_mistakes(self, opened: Opener) -> None:
        page = opened("/kit/form/")
        page.get_by_label("Name").fill("Vinyasa Flow")
        page.locator("form[hx-post]").evaluate("(form) => { form.noValidate = true; }")

        page.get_by_role("button", name="Save").click()

        expect(page.locator("[data-error-summary]")).to_be_focused()
        expect(page.get_by_label("Name")).to_have_value("Vinyasa Flow")

    def test_is_sent_once_however_often_it_is_clicked(self, opened: Opener) -> None:
        page = opened("/kit/")

        stopped = page.evaluate("""() => {
          const stopped = [];
          const form = document.getElementById("wrong");
          form.noValidate = true;
          addEventListener("submit", (event) => { stopped.push(event.defaultPrevented); event.preventDefault(); });
          for (const _time of [1, 2, 3]) form.querySelector("[type=submit]").click();
          return stopped;
        }""")

        assert stopped == [False, True, True]
        expect(page.locator("#wrong [type=submit]")).to_have_attribute("aria-busy", "true")

    def test_that_cannot_be_undone_asks_first(self, opened: Opener) -> None:
        page = opened("/kit/")

        page.get_by_role("button", name="Ask first").click()
        page.get_by_role("button", name="Keep as it is").last.click()
        assert "asked" not in page.url

        page.get_by_role("button", name="Ask first").click()
        page.get_by_role("button", name="Yes, go on").click()
        page.wait_for_url("**/kit/?asked=yes")


class TestTheTheme:
    def test_chosen_by_hand_is_there_before_the_next_page_is_painted(self, opened: Opener) -> None:
        page = opened("/kit/layout/public/")

        page.get_by_role("button", name="Theme").click()
        page.goto("/kit/layout/auth/", wait_until="commit")

        page.wait_for_selector("head", state="attached")
        assert page.evaluate("document.documentElement.dataset.bsTheme") == "dark"

    def test_follows_the_device_without_a_script(self, opened: Opener) -> None:
        light, dark = (
            opened("/kit/layout/public/", theme=theme, java_script_enabled=False) for theme in ("light", "dark")
        )

        assert self.brightness(light) > 600
        assert self.brightness(dark) < 120

    @staticmethod
    def brightness(page: Page) -> int:
        colour = page.locator("body").evaluate("(body) => getComputedStyle(body).backgroundColor")
        return sum(int(part) for part in colour.removeprefix("rgb(").removesuffix(")").split(","))


class TestSmallThings:
    @pytest.mark.parametrize("clock", ["2026-11-20T12:00:00+01:00", "2026-11-21T09:00:00+01:00"])
    def test_a_countdown_is_right_on_a_wrong_clock(self, opened: Opener, clock: str) -> None:
        page = opened("/kit/", clock=clock)

        expect(page.get_by_role("timer")).to_be_visible()
        page.clock.run_for(60_000)

        text = page.locator("ff-countdown [data-left]").inner_text()
        assert text.startswith(("8:0", "8:1"))

    def test_a_reader_abroad_sees_his_own_time_too(self, opened: Opener) -> None:
        abroad = opened("/kit/", timezone_id="America/New_York")
        here = opened("/kit/", timezone_id="Europe/Berlin")

        expect(abroad.locator(".local-time")).to_contain_text("12:30")
        expect(here.locator(".local-time")).to_have_count(0)

    def test_a_slash_leads_to_the_search(self, opened: Opener) -> None:
        page = opened("/kit/", DESK)

        page.keyboard.press("/")

        expect(page.get_by_role("searchbox")).to_be_focused()

    def test_the_first_tab_leads_to_the_content(self, opened: Opener) -> None:
        page = opened("/kit/", DESK)

        page.keyboard.press("Tab")
        expect(page.get_by_role("link", name="Skip to the content")).to_be_focused()
        page.keyboard.press("Enter")

        expect(page.locator("#main")).to_be_focused()

    def test_a_menu_closes_on_escape(self, opened: Opener) -> None:
        page = opened("/kit/", DESK)
        menu = page.locator(".desk-bar details.menu").first

        menu.locator("summary").click()
        page.keyboard.press("ArrowDown")
        expect(menu.get_by_role("link", name="Booking")).to_be_focused()
        page.keyboard.press("Escape")

        expect(menu.get_by_role("link", name="Booking")).to_be_hidden()

    def test_a_link_is_copied(self, opened: Opener) -> None:
        page = opened("/kit/", permissions=["clipboard-read", "clipboard-write"])

        page.get_by_role("button", name="Copy").click()

        expect(page.get_by_role("status").filter(has_text="Copied")).to_be_visible()
        assert page.evaluate("navigator.clipboard.readText()") == "https://book.example.org/s/northside/"


class TestAList:
    def test_goes_on_below_what_was_read(self, opened: Opener) -> None:
        page = opened("/kit/", DESK)

        page.get_by_role("link", name="Show more").click()

        expect(page.locator("#roster tr")).to_have_count(8)
        expect(page.get_by_role("link", name="Show more")).to_have_count(0)
        expect(page.locator("#pager")).to_have_count(1)
        assert page.url.endswith("/kit/")

    def test_goes_on_by_a_link_without_a_script(self, opened: Opener) -> None:
        page = opened("/kit/", DESK, java_script_enabled=False)

        page.get_by_role("link", name="Show more").click()

        assert page.url.endswith("/kit/?more=1")
        expect(page.locator("#roster tr")).to_have_count(4)

"""The looks find what they are for: each fault is planted once."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from tests.journeys.looks import faults, unusable

pytestmark = pytest.mark.browser
GOOD = "<html lang=en><head><title>T</title></head><body><main><h1>One</h1>{}</main></body></html>"


@pytest.fixture
def page(chrome: Browser) -> Iterator[Page]:
    page = chrome.new_page(viewport={"width": 360, "height": 740})
    yield page
    page.close()


def test_a_good_page_has_no_faults(page: Page) -> None:
    page.set_content(GOOD.format("<form><label>Name <input></label><button>Send</button></form>"))

    assert (faults(page), unusable(page)) == ([], [])


@pytest.mark.parametrize(
    ("html", "fault"),
    [
        ("<h1>Two</h1>", "2 first headings"),
        ("<p style='width: 400px'>wide</p>", "<p style="),
        ("<input>", "label"),
        ("<p style='color: #ccc; background: #fff'>pale</p>", "color-contrast"),
    ],
)
def test_a_fault_is_found(page: Page, html: str, fault: str) -> None:
    page.set_content(GOOD.format(html))

    assert fault in str(faults(page))


@pytest.mark.parametrize(
    "html",
    [
        "<form><select><option>a</select></form>",
        "<button type=button>Opens by script</button>",
        "<p style='width: 400px'>wide</p>",
    ],
)
def test_what_only_scripts_serve_is_found(page: Page, html: str) -> None:
    page.set_content(GOOD.format(html))

    assert unusable(page) != []

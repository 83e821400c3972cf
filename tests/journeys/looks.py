"""What every page must be, whoever looks: one heading, a title, no wider than the screen, nothing serious for axe."""

from typing import Any

from playwright.sync_api import Page

from fitflow.ui.assets import MODULES

AXE = MODULES / "axe-core" / "axe.min.js"
CONTRAST = {"runOnly": ["color-contrast"]}
FIND = "(options) => axe.run(document, options).then((result) => result.violations)"
#: Elements that stick out, for the message; what scrolls within itself may be wider than the screen.
TOO_WIDE = """() => document.documentElement.scrollWidth <= innerWidth ? [] :
  [...document.querySelectorAll('body *')]
    .filter((one) => one.checkVisibility() && one.getBoundingClientRect().right > innerWidth + 1)
    .map((one) => one.outerHTML.slice(0, 120)).slice(0, 5).concat(`${document.documentElement.scrollWidth} px`)"""


def serious(page: Page, options: dict[str, Any] | None = None) -> list[tuple[str, str]]:
    """The serious and critical findings of axe-core: rule and element."""
    if not page.evaluate("'axe' in globalThis"):
        page.evaluate(AXE.read_text() + ";0")
    found = page.evaluate(FIND, options or {"resultTypes": ["violations"]})
    return [
        (one["id"], node["html"][:200])
        for one in found
        if one["impact"] in {"serious", "critical"}
        for node in one["nodes"][:3]
    ]


def faults(page: Page, options: dict[str, Any] | None = None) -> list[Any]:
    """All that is wrong with the page as it is shown now."""
    headings = page.locator("h1").count()
    wrong: list[Any] = [] if headings == 1 else [f"{headings} first headings"]
    if not page.title().strip():
        wrong.append("no title")
    return wrong + page.evaluate(TOO_WIDE) + serious(page, options)

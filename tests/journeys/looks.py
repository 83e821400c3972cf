"""What every page must be, whoever looks: one heading, a title, no wider than the screen, nothing serious for axe."""

from collections import defaultdict
from types import TracebackType
from typing import Any, Literal

from playwright.sync_api import Page, ViewportSize, expect

from fitflow.ui.assets import MODULES

AXE = MODULES / "axe-core" / "axe.min.js"
CONTRAST = {"runOnly": ["color-contrast"]}
#: Letters are shown in frames without scripts, where axe cannot look; it would only complain that nobody answers there.
#: No rule that we ask for reads style sheets, which it would fetch once more.
FIND = """(options) => axe.run(document, { iframes: false, preload: false, ...options })
  .then((result) => result.violations)"""
#: Elements that stick out, for the message; what scrolls within itself may be wider than the screen.
TOO_WIDE = """() => document.documentElement.scrollWidth <= innerWidth ? [] :
  [...document.querySelectorAll('body *')]
    .filter((one) => one.checkVisibility() && one.getBoundingClientRect().right > innerWidth + 1)
    .map((one) => one.outerHTML.slice(0, 120)).slice(0, 5).concat(`${document.documentElement.scrollWidth} px`)"""


#: Colours glide from one theme to the other; what moves for ever is not waited for.
SETTLED = """async () => {
  const moving = () => document.getAnimations().filter((one) => one.effect.getTiming().iterations !== Infinity);
  do {
    await Promise.allSettled(moving().map((one) => one.finished));
    await new Promise(requestAnimationFrame);
  } while (moving().length);
}"""


def in_theme(page: Page, theme: Literal["light", "dark"]) -> None:
    """The device changes its theme while the page is open."""
    page.emulate_media(color_scheme=theme)
    expect(page.locator("html")).to_have_attribute("data-bs-theme", theme)
    page.evaluate(SETTLED)


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
    """All that is wrong with the page as it is shown now, when nothing glides any more."""
    page.evaluate(SETTLED)
    headings = page.locator("h1").count()
    wrong: list[Any] = [] if headings == 1 else [f"{headings} first headings"]
    if not page.title().strip():
        wrong.append("no title")
    return [*wrong, *page.evaluate(TOO_WIDE), *serious(page, options)]


def in_every_look(page: Page, sizes: tuple[ViewportSize, ViewportSize]) -> str:
    """The faults of a page that is open on a phone, then in the dark, then both on a desktop."""
    found = [("phone, light", faults(page))]
    in_theme(page, "dark")
    found.append(("phone, dark", faults(page, CONTRAST)))
    page.set_viewport_size(sizes[1])
    page.reload()
    found.append(("desktop, dark", faults(page)))
    in_theme(page, "light")
    found.append(("desktop, light", faults(page, CONTRAST)))
    page.set_viewport_size(sizes[0])
    return "\n".join(f"{where}: {fault}" for where, wrong in found for fault in wrong)


#: Forms nobody could send, controls that only scripts serve, and what sticks out of the screen.
WITHOUT_SCRIPTS = """() => {
  const shown = (one) => one.checkVisibility() && one.getBoundingClientRect().height > 1;
  const among = (form, kinds) => [...form.elements].filter((one) => one.matches(kinds) && shown(one));
  const isStuck = (form) => {
    const fields = among(form, 'input, select, textarea');
    const isEntered = fields.length === 1 && fields[0].matches('input');  // The Enter key sends it.
    return fields.length && !isEntered && !among(form, 'button:not([type=button]), [type=submit]').length;
  };
  const stuck = [...document.querySelectorAll('main form')].filter(isStuck);
  const idle = [...document.querySelectorAll('.needs-js, [type=button]')].filter(shown);
  return [...stuck, ...idle].map((one) => one.outerHTML.slice(0, 160));
}"""


def unusable(page: Page) -> list[Any]:
    """What is of no use where scripts are switched off."""
    return [*page.evaluate(WITHOUT_SCRIPTS), *page.evaluate(TOO_WIDE)]


class Scales:
    """What a first visit transfers: every byte on the wire, with an empty cache."""

    def __init__(self, page: Page) -> None:
        self.line = page.context.new_cdp_session(page)
        self.bytes: dict[str, float] = defaultdict(float)
        self.urls: dict[str, str] = {}

    def __enter__(self) -> "Scales":
        self.line.on("Network.requestWillBeSent", self._asked)
        self.line.on("Network.loadingFinished", self._arrived)
        self.line.send("Network.enable")
        self.line.send("Network.setCacheDisabled", {"cacheDisabled": True})
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.line.detach()

    def _asked(self, said: dict[str, Any]) -> None:
        self.urls[said["requestId"]] = said["request"]["url"]

    def _arrived(self, said: dict[str, Any]) -> None:
        self.bytes[self.urls.get(said["requestId"], "?")] += said["encodedDataLength"]

    @property
    def total(self) -> float:
        return sum(self.bytes.values())

    @property
    def heaviest(self) -> list[tuple[float, str]]:
        return sorted(((size, url) for url, size in self.bytes.items()), reverse=True)[:8]

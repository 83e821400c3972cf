"""The desk's calendar in a browser: opens it, finds a session, takes it by the mouse and drags it."""

from playwright.sync_api import FloatRect, Locator, Page, expect

from fitflow.ui.assets import MODULES

DESK = "/s/northside/desk"
AXE = "axe.run().then((result) => result.violations.filter((one) => ['serious', 'critical'].includes(one.impact)))"

#: Until the calendar has scrolled to its own first hour, too: it does so some frames after it has drawn the sessions.
MIDDLE = """async (element, down) => {
  const isMiddle = () => Math.abs(element.getBoundingClientRect().y - goal) < 1;
  let goal = NaN;
  for (let still = 0; still < 20; still = isMiddle() ? still + 1 : 0) {
    if (!isMiddle()) {
      element.scrollIntoView({ block: "center", inline: "nearest" });
      element.closest(".ec-main").scrollTop += down / 2;
      goal = element.getBoundingClientRect().y;
    }
    await new Promise(requestAnimationFrame);
  }
}"""


def open_calendar(page: Page, query: str) -> None:
    """Until the sessions are drawn, at the hours they need."""
    page.goto(f"{DESK}/calendar?{query}")
    expect(page.locator("ff-calendar")).to_have_attribute("aria-busy", "false")


def accessible(page: Page, what: str) -> None:
    page.evaluate((MODULES / "axe-core" / "axe.min.js").read_text() + ";0")
    found = [(one["id"], one["nodes"][0]["html"]) for one in page.evaluate(AXE)]
    assert (what, found) == (what, [])
    assert not page.evaluate("document.documentElement.scrollWidth > innerWidth"), what


def session_on(page: Page, text: str) -> Locator:
    return page.locator(".ec-event", has_text=text)


def box_of(page: Page, text: str, *, down: float = 0) -> FloatRect:
    """Where a session is, with it and a goal so far below in the middle: near an edge a drag would begin to scroll."""
    session = session_on(page, text)
    expect(session).to_be_visible()
    expect(page.locator("ff-calendar")).to_have_attribute("aria-busy", "false")
    session.evaluate(MIDDLE, down)
    session.hover(trial=True)  # Waits until nothing moves any more.
    box = session.bounding_box()
    assert box is not None
    return box


def drag(page: Page, text: str, *, down: float = 0, right: float = 0, column: str = "") -> None:
    """Takes a session by its head; slots of half an hour are 30 px high."""
    box = box_of(page, text, down=down)
    x, y = box["x"] + 30, box["y"] + 8
    goal = page.locator(".ec-col-head", has_text=column).bounding_box() if column else None
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + 10, y + 10, steps=3)
    page.mouse.move(goal["x"] + 40 if goal else x + right, y + down, steps=8)
    page.mouse.up()

"""Dragging in the calendar as people do it: with the mouse, or with a finger that rests first."""

from dataclasses import dataclass

from playwright.sync_api import Locator, Page

from tests.journeys.visitor import Visitor

REST = 450  # The calendar takes 400 ms for a finger that wants to drag.
STEPS = 8


@dataclass(frozen=True)
class Spot:
    x: float
    y: float

    def below(self, pixels: float) -> "Spot":
        return Spot(self.x, self.y + pixels)


def drag_down(visitor: Visitor, event: Locator, hours: int) -> None:
    """Moves an event of one hour so many hours down; its height is the measure."""
    event.hover(trial=True)  # Waits until nothing moves any more.
    box = event.bounding_box()
    assert box is not None
    start = Spot(box["x"] + box["width"] / 2, box["y"] + box["height"] / 3)
    down = round(box["height"]) * hours
    if visitor.size == "phone":
        _by_finger(visitor.page, start, down)
    else:
        _by_mouse(visitor.page, start, down)


def _by_mouse(page: Page, start: Spot, down: float) -> None:
    page.mouse.move(start.x, start.y)
    page.mouse.down()
    for step in range(1, STEPS + 1):
        page.mouse.move(start.x, start.y + down * step / STEPS)
    page.mouse.up()


def _by_finger(page: Page, start: Spot, down: float) -> None:
    hand = page.context.new_cdp_session(page)

    def touch(kind: str, *spots: Spot) -> None:
        points = [{"x": spot.x, "y": spot.y} for spot in spots]
        hand.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})

    touch("touchStart", start)
    page.wait_for_timeout(REST)
    for step in range(1, STEPS + 1):
        touch("touchMove", start.below(down * step / STEPS))
    touch("touchEnd")

"""What is said after an act covers nothing that can be pressed: asked of the browser, button by button."""

import re
from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect

from fitflow.billing.factories import make_credits
from tests.journeys.drag import drag_down
from tests.journeys.studio import SLUG, Riverside
from tests.journeys.test_desk import as_stored, event_of, open_day
from tests.journeys.test_members import SCHEDULE, TWO_DAYS
from tests.journeys.visitor import Enter, Size, named

pytestmark = pytest.mark.browser
DESK = f"/s/{SLUG}/desk/"
BOTH = pytest.mark.parametrize("size", ["phone", "desktop"])
COVERED = """() => [...document.querySelectorAll("main :is(.btn, button, summary), .form-foot .btn")].filter((act) => {
  const box = act.getBoundingClientRect();
  const [x, y] = [box.left + box.width / 2, box.top + box.height / 2];
  if (!act.checkVisibility() || y < 0 || y > innerHeight || x < 0 || x > innerWidth) return false;
  return document.elementFromPoint(x, y)?.closest("[data-toast]");
}).map((act) => act.textContent.trim())"""


def covered(page: Page) -> list[str]:
    """The buttons that a note lies over: on the page as it is, and at its end."""
    expect(page.locator("[data-toast]").first).to_be_visible()
    found: list[str] = page.evaluate(COVERED)
    page.evaluate("scrollTo(0, document.documentElement.scrollHeight)")
    page.wait_for_timeout(150)
    found += page.evaluate(COVERED)
    return found


@BOTH
def test_nothing_is_covered_after_a_booking_was_changed_and_cancelled(
    riverside: Riverside, enter: Enter, size: Size
) -> None:
    flow = riverside.class_type(named("Flow"))
    first, second = riverside.session(flow, on=TWO_DAYS), riverside.session(flow, on=TWO_DAYS, at=12)
    maya = riverside.member(named("Maya"))
    booking = riverside.book(maya, first)
    visitor = enter(size, maya)
    page = visitor.page

    visitor.go(f"/s/{SLUG}/me/bookings/{booking}/move?to={second.pk}")
    visitor.press("Change my place")
    assert covered(page) == []
    visitor.go(page.url.split("?")[0] + "/cancel")
    visitor.press("Cancel my booking")
    assert covered(page) == []


@BOTH
def test_nothing_is_covered_at_the_desk_after_credits_were_given(
    riverside: Riverside, enter: Enter, size: Size
) -> None:
    maya = riverside.member(named("Maya"))
    with riverside.tenant():
        make_credits(riverside.studio, client_id=maya.client_id, amount=5, now=riverside.now)
    visitor = enter(size, riverside.manager)
    page = visitor.page

    visitor.go(f"{DESK}clients/{maya.client_id}/credits/give?amount=3&reason=Sorry&review=1")
    visitor.press("Yes, give them")
    assert covered(page) == []


def test_in_a_sheet_it_is_said_in_the_sheet(riverside: Riverside, enter: Enter) -> None:
    session = riverside.session(riverside.class_type(named("Flow")), on=TWO_DAYS)
    maya = riverside.member(named("Maya"))
    riverside.book(maya, session)
    visitor = enter("phone", maya)
    page = visitor.page
    visitor.go(SCHEDULE)
    page.evaluate("document.body.insertAdjacentHTML('beforeend', '<a data-sheet href=\"/s/riverside/me/\">x</a>')")
    page.evaluate("htmx.trigger(document.body, 'ui:toasts', {value: [{text: 'On the page', tone: 'info'}]})")
    expect(page.locator("body > .toasts [data-toast]")).to_be_visible()
    page.evaluate("document.getElementById('sheet').showModal()")
    page.evaluate("htmx.trigger(document.body, 'ui:toasts', {value: [{text: 'In the sheet', tone: 'info'}]})")

    said = page.locator("#sheet .sheet-head + .toasts")

    expect(said).to_contain_text("In the sheet")
    assert said.evaluate("(region) => getComputedStyle(region).position") == "static"


def test_a_mark_is_taken_back_with_the_keyboard_and_the_row_shows_it(riverside: Riverside, enter: Enter) -> None:
    session = riverside.soon(riverside.class_type(named("Flow")), minutes=20)
    riverside.book(riverside.member(named("Maya")), session)
    visitor = enter("desktop", riverside.manager)
    page = visitor.page
    visitor.go(f"{DESK}sessions/{session.pk}")
    page.locator(".marks button").first.click()
    row = page.locator(".person").first
    expect(row).to_have_class(re.compile("is-present"))
    expect(page.get_by_role("button", name="Undo")).to_be_visible()
    visitor.look()

    page.keyboard.press("Control+z")

    visitor.hears("Undone. Nobody was told.")
    expect(row).not_to_have_class(re.compile("is-present"))


def test_a_drag_is_taken_back_by_its_button(riverside: Riverside, enter: Enter) -> None:
    trainer = riverside.trainer(named("Ana"))
    kind = riverside.class_type(named("Lesson"), trainer_id=trainer.staff_id)
    session = riverside.session(kind, on=timedelta(days=2), at=10)
    riverside.book(riverside.member(named("Maya")), session)
    visitor = enter("desktop", riverside.manager)
    open_day(visitor, riverside, session)
    drag_down(visitor, event_of(visitor, session).first, 2)
    visitor.press("Move it")
    visitor.hears("now.")
    assert as_stored(riverside, session).starts_at == session.starts_at + timedelta(hours=2)

    visitor.press("Undo")

    visitor.hears("Undone. Nobody was told.")
    assert as_stored(riverside, session).starts_at == session.starts_at

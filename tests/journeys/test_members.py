"""What members do: find, hold, confirm, cancel; come in as a stranger; wait for a place and get it."""

import re
from datetime import timedelta

import pytest
from playwright.sync_api import Locator, expect

from fitflow.booking.services.bookings import cancel_booking
from fitflow.schedule.models import Session
from tests.journeys.studio import SLUG, Riverside, user_of
from tests.journeys.visitor import Enter, Size, Visitor, named

pytestmark = pytest.mark.browser
SCHEDULE, MINE, WALLET = f"/s/{SLUG}/", f"/s/{SLUG}/me/", f"/s/{SLUG}/me/wallet"
TWO_DAYS = timedelta(days=2)
EVERYWHERE = pytest.mark.parametrize(
    ("size", "scripts"), [("phone", True), ("desktop", True), ("phone", False)], ids=["phone", "desktop", "no-scripts"]
)


def choose_day(visitor: Visitor, riverside: Riverside, session: Session) -> None:
    on = session.starts_at.astimezone(riverside.zone)
    number = re.compile(rf"\b{on.day}\b")
    visitor.page.locator(".day-chip", has_text=number).first.click()
    expect(visitor.page.locator(".day-chip[aria-current=date]")).to_have_text(number)


def rows(visitor: Visitor) -> Locator:
    return visitor.page.locator(".class-row")


def narrow(visitor: Visitor, field: str, label: str) -> None:
    """Filters send themselves; without scripts there is a button."""
    visitor.page.locator(f".filter-row [name={field}]").select_option(label=label)
    if not visitor.scripts:
        visitor.press("Show")


@EVERYWHERE
def test_a_member_finds_a_class_holds_confirms_and_cancels(
    riverside: Riverside, enter: Enter, size: Size, scripts: bool
) -> None:
    maya = riverside.member(named("Maya"))
    spin = riverside.class_type(named("Spin"))
    session = riverside.session(spin, on=TWO_DAYS, capacity=4)
    riverside.session(riverside.class_type(named("Rowing")), on=TWO_DAYS, at=11)
    visitor = enter(size, scripts=scripts)
    page = visitor.page

    visitor.go(MINE)
    visitor.sign_in_by_code(user_of(maya).email)
    expect(page.get_by_role("heading", name="My bookings")).to_be_visible()

    visitor.go(SCHEDULE)
    choose_day(visitor, riverside, session)
    assert rows(visitor).count() >= 2
    narrow(visitor, "type", spin.name)
    expect(rows(visitor)).to_have_count(1)
    visitor.look()

    visitor.press(f"Book : {spin.name}")
    expect(page.get_by_text("Held for you")).to_be_visible()
    expect(page.locator("[data-left]")).to_have_text(re.compile(r"^(9:5\d|10:00)$"))
    expect(page.get_by_text(re.compile("Cancel free until"))).to_be_visible()
    expect(page.get_by_text("10 → 9")).to_be_visible()
    visitor.look()

    visitor.press("Confirm")
    visitor.hears("You are in!")
    visitor.look()

    visitor.go(MINE)
    page.locator(".booking-row").get_by_role("link", name=spin.name).click()
    visitor.follow("Cancel")
    expect(page.get_by_text("You have only just booked, so everything comes back.")).to_be_visible()
    expect(page.locator(".comes-back-sum")).to_have_text(re.compile(r"1\s+of 1 credit back"))
    visitor.look()
    visitor.press("Cancel my booking")
    visitor.hears("came back to your wallet")

    visitor.go(WALLET)
    expect(page.locator(".purse")).to_contain_text("10")
    visitor.go(MINE)
    expect(page.get_by_text("Nothing booked yet")).to_be_visible()


@pytest.mark.parametrize("size", ["phone", "desktop"])
def test_a_stranger_books_on_the_public_page(riverside: Riverside, enter: Enter, size: Size) -> None:
    flow = riverside.class_type(named("Flow"))
    session = riverside.session(flow, on=TWO_DAYS, at=9)
    visitor, email = enter(size), f"{named('newcomer').replace(' ', '')}@example.org"
    page = visitor.page

    visitor.go(SCHEDULE)
    choose_day(visitor, riverside, session)
    page.get_by_role("link", name=flow.name, exact=True).click()
    expect(page.get_by_text("No password needed")).to_be_visible()
    visitor.look()
    page.get_by_label("Your e-mail").last.fill(email)
    visitor.press("Book this class")
    visitor.type_code(email)
    page.get_by_label("Your name").fill("Nora New")
    visitor.press("Continue")

    expect(page.get_by_text("Held for you")).to_be_visible()
    visitor.look()
    visitor.press("Confirm")
    visitor.hears("You are in!")
    visitor.go(WALLET)
    expect(page.locator(".purse")).to_contain_text("2")


@EVERYWHERE
def test_a_full_class_is_waited_for_and_the_freed_place_is_taken(
    riverside: Riverside, enter: Enter, size: Size, scripts: bool
) -> None:
    small = riverside.class_type(named("Small Group"))
    session = riverside.session(small, on=TWO_DAYS, capacity=1)
    taken = riverside.book(riverside.member(named("Noah")), session)
    maya = riverside.member(named("Maya"))
    visitor = enter(size, maya, scripts=scripts)
    page = visitor.page

    visitor.go(SCHEDULE)
    choose_day(visitor, riverside, session)
    visitor.press(f"Join waiting list : {small.name}")
    visitor.hears("You are on the waiting list, number 1.")
    visitor.look()
    visitor.go(MINE)
    expect(page.get_by_text("Number 1 of 1 in line")).to_be_visible()

    with riverside.tenant():
        cancel_booking(riverside.manager, booking_id=taken, now=riverside.now)
    visitor.go(MINE)
    expect(page.get_by_text(re.compile("Offer until"))).to_be_visible()
    visitor.look()
    visitor.follow("Take the place")
    expect(page.get_by_text("Offered to you")).to_be_visible()
    visitor.look()
    visitor.press("Take the place")

    visitor.hears("You are in!")

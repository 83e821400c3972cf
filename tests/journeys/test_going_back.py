"""Back leads to what is true now: corrected forms are asked about, sheets close, nothing is offered twice."""

import re
from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect

from fitflow.organizations.models import Client
from tests.journeys.studio import SLUG, Riverside
from tests.journeys.test_members import SCHEDULE, TWO_DAYS, choose_day
from tests.journeys.visitor import Enter, named

pytestmark = pytest.mark.browser
DESK = f"/s/{SLUG}/desk/"
#: As a browser says it that kept the page as it was (Playwright's browser keeps none).
CAME_BACK = "dispatchEvent(new PageTransitionEvent('pageshow', {persisted: true}))"


def focused(page: Page) -> str:
    return str(page.evaluate("document.activeElement.getAttribute('href') ?? document.activeElement.tagName"))


def test_a_client_that_is_corrected_and_saved_again_is_asked_about(riverside: Riverside, enter: Enter) -> None:
    visitor, name = enter("desktop", riverside.manager), named("Harriet")
    page = visitor.page
    visitor.go(f"{DESK}clients/add")
    page.locator(".client-form [name=name]").fill(name)
    page.locator(".client-form [name=email]").fill(f"{name.replace(' ', '')}@example.org")
    page.locator(".client-form [name=phone]").fill("+44 20 7946 0958")
    key = page.locator(".client-form [name=idempotency_key]").input_value()
    visitor.press("Add the client")
    expect(page.get_by_role("heading", name=name)).to_be_visible()

    page.go_back()
    page.locator(".client-form [name=idempotency_key]").evaluate("(field, key) => (field.value = key)", key)
    page.locator(".client-form [name=name]").fill(f"{name} Bloom")
    page.locator(".client-form [name=email]").fill(f"{name.replace(' ', '')}2@example.org")
    page.locator(".client-form [name=phone]").fill("+44 20 7946 0958")
    visitor.press("Add the client")

    expect(page.get_by_text("You have saved this before. Save it as another one?")).to_be_visible()
    expect(page.locator(".client-form [name=name]")).to_have_value(f"{name} Bloom")
    expect(page.get_by_text(re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-"))).to_have_count(0)
    visitor.look()
    visitor.press("Add the client")
    expect(page.get_by_role("heading", name=f"{name} Bloom")).to_be_visible()
    with riverside.tenant():
        assert Client.objects.filter(name__startswith=name).count() == 2


def test_the_page_of_a_held_place_is_the_booking_once_it_is_booked(riverside: Riverside, enter: Enter) -> None:
    session = riverside.session(riverside.class_type(named("Flow")), on=TWO_DAYS)
    visitor = enter("phone", riverside.member(named("Maya")))
    page = visitor.page
    visitor.go(f"{SCHEDULE}classes/{session.pk}")
    visitor.press("Hold a place")
    held = page.url
    other = visitor.context.new_page()
    other.goto(held)
    other.get_by_role("button", name="Confirm").click()
    expect(other.get_by_text("You are in!")).to_be_visible()

    visitor.press("Give it back")
    expect(page.get_by_text("You have booked this by now.")).to_be_visible()
    expect(page.get_by_role("link", name="Cancel")).to_be_visible()
    page.go_back()
    page.evaluate(CAME_BACK)

    expect(page.get_by_role("button", name="Confirm")).to_have_count(0)
    expect(page).to_have_url(re.compile("/me/bookings/"))


class TestASheet:
    @pytest.mark.parametrize("size", ["phone", "desktop"])
    def test_has_the_address_of_its_page_and_back_closes_it_and_nothing_else(
        self, riverside: Riverside, enter: Enter, size: str
    ) -> None:
        flow = riverside.class_type(named("Flow"))
        session = riverside.session(flow, on=TWO_DAYS)
        visitor = enter(size, riverside.member(named("Maya")))
        page = visitor.page
        visitor.go(SCHEDULE)
        choose_day(visitor, riverside, session)
        day, mark = page.url, page.evaluate("window.mark = 1")
        visitor.follow(flow.name)
        expect(page).to_have_url(re.compile(f"/classes/{session.pk}$"))
        visitor.press("Hold a place")
        expect(page.locator("dialog[open]").get_by_text("Held for you")).to_be_visible()
        expect(page).to_have_url(re.compile("/me/holds/"))
        address = page.url

        page.go_back()

        expect(page.locator("dialog[open]")).to_have_count(0)
        expect(page).to_have_url(day)
        assert page.evaluate("window.mark") == mark
        page.go_forward()
        expect(page.locator("dialog[open]").get_by_text("Held for you")).to_be_visible()
        page.keyboard.press("Escape")
        expect(page).to_have_url(day)
        shared = visitor.context.new_page()
        shared.goto(address)
        expect(shared.get_by_role("button", name="Confirm")).to_be_visible()

    def test_gives_the_focus_back_to_the_class_when_its_button_is_gone(
        self, riverside: Riverside, enter: Enter
    ) -> None:
        flow = riverside.class_type(named("Flow"))
        session = riverside.session(flow, on=TWO_DAYS)
        visitor = enter("desktop", riverside.member(named("Maya")))
        page = visitor.page
        visitor.go(SCHEDULE)
        choose_day(visitor, riverside, session)
        visitor.press(f"Book : {flow.name}")
        visitor.press("Confirm")
        expect(page.locator("dialog[open]").get_by_text("You are in!")).to_be_visible()
        page.keyboard.press("Escape")

        expect(page.locator("dialog[open]")).to_have_count(0)
        expect(page.locator(":focus")).to_have_count(1)
        assert focused(page) != "BODY"

    def test_is_drawn_down_by_its_handle_and_hides_nothing_below_its_button_when_it_is_low(
        self, riverside: Riverside, enter: Enter
    ) -> None:
        flow = riverside.class_type(named("Flow"), description="Slow. " * 60)
        session = riverside.session(flow, on=TWO_DAYS)
        visitor = enter("phone", riverside.member(named("Maya")))
        page = visitor.page
        page.set_viewport_size({"width": 360, "height": 450})
        visitor.go(SCHEDULE)
        choose_day(visitor, riverside, session)
        visitor.follow(flow.name)
        button = page.locator("dialog[open] .spot-cta")
        expect(button).to_be_visible()
        page.wait_for_timeout(400)
        below = button.evaluate("(act) => innerHeight - act.getBoundingClientRect().bottom")
        assert below <= 1

        grip = page.locator("#sheet .sheet-grip").bounding_box()
        assert grip is not None
        page.mouse.move(180, grip["y"] + 8)
        page.mouse.down()
        page.mouse.move(180, grip["y"] + 200, steps=4)
        page.mouse.up()

        expect(page.locator("dialog[open]")).to_have_count(0)


def test_what_is_booked_is_offered_nowhere_else_on_the_page_and_the_list_is_fetched_once(
    riverside: Riverside, enter: Enter
) -> None:
    flow = riverside.class_type(named("Flow"))
    session, maya = riverside.session(flow, on=TWO_DAYS), riverside.member(named("Maya"))
    for days in (7, 14):
        riverside.book(maya, riverside.session(flow, on=timedelta(days=days)))
    visitor = enter("desktop", maya)
    page = visitor.page
    visitor.go(SCHEDULE)
    usual = page.locator("#usual")
    choose_day(visitor, riverside, session)
    is_offered = usual.get_by_role("button", name="Book").count() or usual.get_by_role("link", name="Book").count()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    visitor.follow(flow.name)
    visitor.press("Hold a place")
    expect(page.locator("dialog[open]").get_by_text("Held for you")).to_be_visible()
    page.wait_for_timeout(500)

    assert len([url for url in asked if re.search(rf"/{SLUG}/(\?|$)", url)]) == 1
    if is_offered:
        expect(usual.get_by_role("button", name=f"Book : {flow.name}")).to_have_count(0)


def test_an_error_goes_when_its_field_is_changed(riverside: Riverside, enter: Enter) -> None:
    visitor = enter("phone", riverside.manager)
    page = visitor.page
    visitor.go(f"{DESK}class-types/new/")
    page.locator("[name=name]").fill("")
    page.locator(".form-foot .btn-primary").click()
    summary = page.locator("[data-error-summary]")
    expect(summary).to_contain_text("Fill this in.")

    page.locator("[name=name]").fill("Flow")

    expect(page.locator("[name=name]")).not_to_have_class(re.compile("is-invalid"))
    expect(summary.get_by_text("Name: Fill this in.")).to_have_count(0)

"""What people load on a phone is light. With `--log-cli-level=INFO` the figures are printed."""

import logging
from datetime import timedelta

import pytest
from playwright.sync_api import Browser, expect

from fitflow.ui import assets
from fitflow.ui.purge import purge, words_of_ours
from tests.journeys.fixtures import Site
from tests.journeys.studio import SLUG, user_of
from tests.journeys.visitor import named, open_context, sign_in
from tests.journeys.weights import weigh

pytestmark = pytest.mark.browser
MOST = 110_000
figures = logging.getLogger(__name__)


@pytest.mark.parametrize("name", ["the public page", "a member's schedule"])
def test_a_page_on_which_people_book_is_light(site: Site, chrome: Browser, name: str) -> None:
    riverside = site.riverside
    for hour in (9, 12, 17):
        riverside.session(riverside.class_type(named("Flow")), at=hour)
    who = None if name == "the public page" else riverside.member(named("Maya"))

    found = weigh(chrome, site.address, f"/s/{SLUG}/", who)
    figures.info("%s: %s", name, found)

    assert found.total <= MOST, str(found)


def test_the_calendar_opens_with_its_week_drawn_and_its_list_does_without_the_library(
    site: Site, chrome: Browser
) -> None:
    path, manager = f"/s/{SLUG}/desk/calendar", site.riverside.manager
    session = site.riverside.session(site.riverside.class_type(named("Lesson")), on=timedelta(0), at=23)
    desk = weigh(chrome, site.address, path, manager, "desktop")
    phone = weigh(chrome, site.address, path, manager)
    figures.info("calendar at the desk: %s; on a phone, its list: %s", desk, phone)
    context = open_context(chrome, site.address, "desktop")
    sign_in(context, user_of(manager), site.address)
    page = context.new_page()
    page.route("**/event-calendar*.js", lambda route: route.abort())
    page.goto(path)

    expect(page.locator(".first-row", has_text=session.title)).to_be_visible()
    context.close()
    assert phone.total < desk.total - 30_000


LOOKS = """() => [...document.querySelectorAll("body, body *")].map((one) => {
  const told = [one.tagName, one.className.baseVal ?? one.className];
  for (const pseudo of ["", "::before", "::after"]) {
    const style = getComputedStyle(one, pseudo);
    if (pseudo && style.content === "none") continue;
    const names = [...style].filter((name) => !name.startsWith("--"));
    told.push(names.map((name) => `${name}:${style.getPropertyValue(name)}`).join(";"));
  }
  return told.join("|");
})"""
PAGES = ["/kit/", "{studio}desk/class-types/new/"]


@pytest.mark.parametrize("path", PAGES)
def test_nothing_looks_different_for_what_is_left_out_of_tabler(site: Site, chrome: Browser, path: str) -> None:
    whole = (assets.MODULES / assets.ASSETS[0].source).read_bytes()
    looks = []
    for is_whole in (False, True):
        context = open_context(chrome, site.address, "desktop", reduced_motion="reduce")
        if "desk" in path:
            sign_in(context, user_of(site.riverside.manager), site.address)
        page = context.new_page()
        if is_whole:
            page.route("**/tabler.min*.css", lambda route: route.fulfill(body=whole, content_type="text/css"))
        page.goto(path.format(studio=f"/s/{SLUG}/"))
        page.evaluate("document.fonts.ready")
        page.wait_for_timeout(300)
        looks.append(page.evaluate(LOOKS))
        context.close()

    different = [(one[:80], changed(one, other)) for one, other in zip(*looks, strict=True) if one != other]
    assert different[:5] == []


def changed(one: str, other: str) -> list[str]:
    both = zip(one.split(";"), other.split(";"), strict=False)
    return [f"{left} / {right}" for left, right in both if left != right][:4]


def test_the_sheet_of_tabler_was_made_from_what_our_files_say_now() -> None:
    source = assets.fit((assets.MODULES / assets.ASSETS[0].source).read_bytes(), "").decode()

    is_new = (assets.VENDOR / assets.ASSETS[0].name).read_text() == purge(source, words_of_ours())
    assert is_new, "run: fitflow ui --copy"

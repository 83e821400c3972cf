"""The desk in Chromium: dragging, who is asked, what is refused; the roster on a phone; everything without scripts."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, time
from typing import TypeVar

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client as Browser
from playwright.sync_api import Page, ViewportSize, expect, sync_playwright

from fitflow.accounts.models import User
from fitflow.booking.factories import make_class_type, make_session
from fitflow.booking.services.waitlist import join_waitlist
from fitflow.booking.tests.desk_helpers import DAY, HOUR, at, book, crowd, regular
from fitflow.core.actor import Actor, Role
from fitflow.core.tenancy import tenant
from fitflow.core.zones import local_date
from fitflow.organizations.factories import make_staff_actor, make_studio
from fitflow.organizations.models import Staff
from fitflow.planning.tests.calendar_mouse import DESK, accessible, box_of, drag, open_calendar, session_on
from fitflow.schedule.models import Session
from tests.databases import CommittedDatabase
from tests.inprocess import serving
from tools import chromium

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(chromium.path() is None, reason="No Chromium: run python -m tools.chromium"),
]
T = TypeVar("T")
PHONE, WIDE = ViewportSize(width=360, height=740), ViewportSize(width=1440, height=1000)
SMALL = """[...document.querySelectorAll('.marks button, main a.btn, main button.btn')]
  .filter((element) => element.checkVisibility() && Math.min(element.offsetWidth, element.offsetHeight) < 48)
  .map((element) => element.outerHTML.slice(0, 90))"""


class World:
    """Two trainers; Ana's full class the day after tomorrow at ten and an empty one at two; one that begins soon."""

    def __init__(self, now: datetime) -> None:
        self.studio = make_studio(slug="northside")
        with tenant(self.studio.id):
            self.fill(now)

    def fill(self, now: datetime) -> None:
        studio = self.studio
        self.on: date = local_date(now, studio.zone) + 2 * DAY
        make_staff_actor(studio, name="Mona Manager", role=Role.MANAGER, is_trainer=False)
        ana = make_staff_actor(studio, name="Ana Ruiz", role=Role.TRAINER)
        make_staff_actor(studio, name="Ben Okafor", role=Role.TRAINER)
        kind, other, self.night = (
            make_class_type(studio, name=name, trainer_id=ana.staff_id) for name in ("Flow", "Core", "Night")
        )
        self.full, self.empty = at(studio, kind, self.on, time(10), now), at(studio, other, self.on, time(14), now)
        people: list[Actor] = crowd(studio, 2, now=now)
        for person in people:
            book(person, self.full, now)
        join_waitlist(regular(studio, "Wanda Waits", now), session_id=self.full.pk, now=now)
        self.soon = make_session(studio, class_type=kind, starts_in=HOUR / 2, capacity=9, now=now)
        for person in people:
            book(person, self.soon, now)

    def ask(self, question: Callable[[], T]) -> T:
        """Rows are asked in a thread of their own: the browser's loop runs in this one."""

        def inside() -> T:
            try:
                with tenant(self.studio.id):
                    return question()
            finally:
                connection.close()

        with ThreadPoolExecutor(1) as pool:
            return pool.submit(inside).result()

    def starts(self, session: Session) -> time:
        return self.ask(lambda: Session.objects.get(pk=session.pk)).starts_at.astimezone(self.studio.zone).time()

    def staff(self, name: str) -> str:
        return str(self.ask(lambda: Staff.objects.get(name=name)).pk)

    def trainer(self, session: Session) -> str:
        return self.ask(lambda: Session.objects.select_related("trainer").get(pk=session.pk).trainer.name)


@pytest.fixture
def world(committed_db: CommittedDatabase) -> World:
    return World(datetime.now(UTC).replace(microsecond=0))


@pytest.fixture
def site(world: World) -> Iterator[str]:
    with serving() as address:
        yield address


@pytest.fixture
def desk(site: str, request: pytest.FixtureRequest) -> Iterator[Page]:
    """Somebody's browser (the manager's, wide); in the end its console must have stayed silent."""
    options = {"who": "Mona Manager", "viewport": WIDE, **getattr(request, "param", {})}
    signed_in = Browser()
    signed_in.force_login(User.objects.get(name=options.pop("who")))
    session = signed_in.cookies[settings.SESSION_COOKIE_NAME].value
    said: list[str] = []
    with sync_playwright() as playwright:
        chrome = playwright.chromium.launch(executable_path=chromium.path(), args=["--no-sandbox", "--disable-gpu"])
        context = chrome.new_context(base_url=site, **options)
        context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": site}])
        page = context.new_page()
        page.on("console", lambda message: said.append(message.text) if message.type == "error" else None)
        page.on("pageerror", lambda error: said.append(str(error)))
        yield page
        chrome.close()
    assert [text for text in said if "status of 409" not in text] == []


class TestTheCalendar:
    @pytest.mark.parametrize("desk", [{"timezone_id": "America/New_York"}], indirect=True)
    def test_moves_an_empty_session_by_drag_in_the_studios_time(self, desk: Page, world: World) -> None:
        open_calendar(desk, f"on={world.on}")
        expect(session_on(desk, "Core")).to_contain_text("14:00")

        drag(desk, "Core", down=60)

        expect(desk.get_by_role("status").filter(has_text="Core is on")).to_be_visible()
        expect(session_on(desk, "Core")).to_contain_text("15:00")
        assert world.starts(world.empty) == time(15)

    def test_asks_before_it_moves_people_and_keeps_everything_when_nobody_agrees(
        self, desk: Page, world: World
    ) -> None:
        open_calendar(desk, f"on={world.on}")
        desk.get_by_role("button", name="Day", exact=True).click()

        drag(desk, "Flow", down=60)
        expect(desk.get_by_text("2 people are booked. They will be told, and may leave for free.")).to_be_visible()
        desk.get_by_role("button", name="Keep as it is").last.click()
        expect(session_on(desk, "Flow")).to_contain_text("10:00")
        assert world.starts(world.full) == time(10)

        drag(desk, "Flow", down=60, column="Ben Okafor")
        desk.get_by_role("button", name="Move it").click()

        expect(desk.get_by_role("status").filter(has_text="Flow is on")).to_be_visible()
        assert (world.starts(world.full), world.trainer(world.full)) == (time(11), "Ben Okafor")

    def test_shows_a_week_by_trainer_or_by_day_and_remembers_it(self, desk: Page, world: World) -> None:
        open_calendar(desk, f"on={world.on}")
        switch, heads = desk.get_by_role("button", name="By trainer"), desk.locator(".ec-col-head")
        expect(switch).to_have_attribute("aria-pressed", "false")
        expect(heads).to_have_count(7)

        switch.click()
        expect(heads).to_have_count(14)
        expect(switch).to_have_attribute("aria-pressed", "true")
        desk.get_by_role("button", name="Later").click()
        desk.reload()
        expect(heads).to_have_count(14)
        week_later = (world.on + 7 * DAY).isoformat()
        assert f"on={week_later}&" in f"{desk.url}&"
        desk.get_by_label("Trainer", exact=True).select_option(label="Ben Okafor")
        desk.wait_for_url("**trainer=*")
        expect(heads).to_have_count(7)
        assert {"by=trainer", "mode=week", f"on={week_later}"} <= set(desk.url.partition("?")[2].split("&"))
        desk.get_by_role("button", name="Month").click()
        expect(switch).to_be_hidden()

    def test_opens_as_it_was_left_on_today(self, desk: Page, world: World) -> None:
        open_calendar(desk, f"on={world.on + 9 * DAY}")
        desk.get_by_role("button", name="Month").click()
        desk.get_by_label("Trainer", exact=True).select_option(label="Ben Okafor")
        desk.wait_for_url("**trainer=*")

        desk.goto(DESK)
        desk.get_by_role("link", name="Calendar", exact=True).first.click()

        expect(desk.locator("ff-calendar")).to_have_attribute("data-mode", "month")
        expect(desk.get_by_label("Trainer", exact=True)).to_have_value(world.staff("Ben Okafor"))
        expect(desk.locator(".ec-today").first).to_be_visible()

    @pytest.mark.parametrize(
        "desk", [{"timezone_id": name} for name in ("Asia/Tokyo", "America/Los_Angeles")], indirect=True
    )
    def test_has_the_studios_today_wherever_the_browser_is(self, desk: Page, world: World) -> None:
        open_calendar(desk, "mode=week")
        today = (world.on - 2 * DAY).isoformat()

        head = desk.locator(".ec-header .ec-today time")
        expect(head).to_have_attribute("datetime", today)
        desk.get_by_role("button", name="Later").click()
        desk.get_by_role("button", name="Today").click()
        expect(head).to_have_attribute("datetime", today)

    def test_keeps_the_page_when_somebody_does_not_want_to_move_after_all(self, desk: Page, world: World) -> None:
        open_calendar(desk, f"on={world.on}")
        session_on(desk, "Core").click()
        desk.get_by_role("link", name="Move…").click()
        desk.get_by_role("link", name="Not now").click()

        expect(desk.get_by_role("dialog")).to_be_hidden()
        expect(session_on(desk, "Core")).to_be_visible()
        assert "/desk/calendar" in desk.url

    def test_gives_a_session_to_another_trainer_within_the_week(self, desk: Page, world: World) -> None:
        open_calendar(desk, f"on={world.on}&mode=week&by=trainer")
        width = desk.locator(".ec-col-head").first.bounding_box()
        assert width is not None

        drag(desk, "Core", right=width["width"])

        expect(desk.get_by_role("status").filter(has_text="Core is on")).to_be_visible()
        assert (world.starts(world.empty), world.trainer(world.empty)) == (time(14), "Ben Okafor")

    @pytest.mark.parametrize("desk", [{"viewport": PHONE}], indirect=True)
    def test_of_a_week_begins_on_a_phone_with_the_day_that_is_meant(self, desk: Page, world: World) -> None:
        friday = world.on + (4 - world.on.weekday()) * DAY
        open_calendar(desk, f"on={friday}&view=calendar&mode=week&by=trainer")

        expect(desk.locator(f".ec-header time[datetime='{friday}']")).to_be_in_viewport()
        accessible(desk, "calendar week by trainer on a phone")

    @pytest.mark.parametrize("desk", [{"viewport": PHONE}], indirect=True)
    def test_of_an_empty_week_is_readable_on_a_phone_too(self, desk: Page, world: World) -> None:
        open_calendar(desk, f"on={world.on + 90 * DAY}&view=calendar&mode=week&by=trainer")

        expect(desk.locator(".ec-main")).to_be_visible()
        expect(desk.locator(".ec-event")).to_have_count(0)
        accessible(desk, "an empty week on a phone")

    def test_takes_a_refused_drop_back_and_offers_to_say_why(self, desk: Page, world: World) -> None:
        open_calendar(desk, f"on={world.on}")

        drag(desk, "Core", down=-240)

        expect(
            desk.get_by_role("status").filter(has_text="The trainer is busy then: Flow 10:00–11:00.")
        ).to_be_visible()
        expect(session_on(desk, "Core")).to_contain_text("14:00")
        sheet = desk.locator("#sheet")
        sheet.get_by_role("button", name="Move").click()
        sheet.get_by_label("Why it is all right").fill("Two rooms")
        sheet.get_by_role("button", name="Do it anyway").click()
        expect(session_on(desk, "Core")).to_contain_text("10:00")
        assert world.starts(world.empty) == time(10)

    def test_makes_a_session_longer_by_its_lower_edge(self, desk: Page, world: World) -> None:
        open_calendar(desk, f"on={world.on}")
        box = box_of(desk, "Core", down=60)

        desk.mouse.move(box["x"] + 30, box["y"] + box["height"] - 3)
        desk.mouse.down()
        desk.mouse.move(box["x"] + 30, box["y"] + box["height"] + 27, steps=6)
        desk.mouse.up()

        expect(session_on(desk, "Core")).to_contain_text("14:00–15:30")
        expect(desk.get_by_role("status").filter(has_text="Core is on")).to_be_visible()

    def test_is_used_with_the_keyboard(self, desk: Page, world: World) -> None:
        open_calendar(desk, f"on={world.on}")
        session_on(desk, "Core").focus()
        desk.keyboard.press("Enter")

        desk.locator("#sheet").get_by_role("link", name="Move…").click()
        desk.get_by_label("Starts").fill("16:30")
        desk.get_by_label("Ends").fill("17:30")
        desk.locator("#sheet").get_by_role("button", name="Move").click()

        expect(session_on(desk, "Core")).to_contain_text("16:30")
        assert world.starts(world.empty) == time(16, 30)

    def test_draws_a_new_session(self, desk: Page, world: World) -> None:
        open_calendar(desk, f"on={world.on}")
        box = box_of(desk, "Core", down=160)

        desk.mouse.move(box["x"] + 30, box["y"] + 120)
        desk.mouse.down()
        desk.mouse.move(box["x"] + 30, box["y"] + 160, steps=5)
        desk.mouse.up()

        sheet = desk.locator("#sheet")
        expect(sheet.get_by_label("Starts")).to_have_value("16:00")
        sheet.get_by_role("button", name="Publish").click()
        expect(desk.locator(".ec-event")).to_have_count(3)

    def test_opens_at_the_first_session_of_the_working_day_not_in_the_night(self, desk: Page, world: World) -> None:
        now = datetime.now(UTC)
        world.ask(lambda: at(world.studio, world.night, world.on, time(2, 30), now))
        open_calendar(desk, f"on={world.on}&mode=day")

        expect(session_on(desk, "Flow")).to_be_in_viewport(ratio=1)
        expect(session_on(desk, "Night")).not_to_be_in_viewport()
        desk.get_by_role("button", name="Week", exact=True).click()
        expect(session_on(desk, "Core")).to_be_in_viewport(ratio=1)

    def test_hears_of_changes_by_itself(self, desk: Page, world: World) -> None:
        desk.clock.install()
        open_calendar(desk, f"on={world.on}")
        expect(session_on(desk, "Core")).to_contain_text("0/2")
        now = datetime.now(UTC)
        world.ask(lambda: book(regular(world.studio, "Late Comer", now), world.empty, now))

        desk.clock.run_for(31_000)

        expect(session_on(desk, "Core")).to_contain_text("1/2")

    @pytest.mark.parametrize("desk", [{"color_scheme": "light"}, {"color_scheme": "dark"}], indirect=True)
    def test_is_readable_by_everybody(self, desk: Page, world: World) -> None:
        for view in ("Day", "Week", "Month"):
            open_calendar(desk, f"on={world.on}")
            desk.get_by_role("button", name=view, exact=True).click()
            expect(session_on(desk, "Flow").first).to_be_visible()
            accessible(desk, f"calendar {view}")


PHONES = [{"who": "Ana Ruiz", "viewport": PHONE, "color_scheme": theme} for theme in ("light", "dark")]


class TestOnAPhone:
    @pytest.mark.parametrize("desk", PHONES[:1], indirect=True)
    def test_a_trainer_takes_attendance_with_one_tap_each(self, desk: Page, world: World) -> None:
        desk.goto(f"{DESK}/today")
        desk.goto(f"{DESK}/sessions/{world.soon.pk}")
        first = desk.locator(".person").first

        first.get_by_role("button", name="Present").click()
        expect(first.get_by_role("button", name="Present")).to_have_attribute("aria-pressed", "true")
        expect(desk.locator("#roster-counts")).to_contain_text("1 here")
        expect(first.get_by_role("button", name="Present")).to_be_focused()
        first.get_by_role("button", name="Present").click()
        expect(first.get_by_role("button", name="Present")).to_have_attribute("aria-pressed", "false")

        desk.get_by_role("button", name="Mark the rest present").click()
        desk.get_by_role("button", name="Mark them present").click()
        expect(desk.locator("#roster-counts")).to_contain_text("2 here")
        assert desk.evaluate(SMALL) == []

    @pytest.mark.parametrize("desk", PHONES, indirect=True)
    def test_every_page_fits_and_is_readable(self, desk: Page, world: World) -> None:
        session = f"sessions/{world.soon.pk}"
        acts = [
            f"{session}/{name}"
            for name in ("", "history", "move", "edit", "places", "extra-place", "cancel", "add", "peek")
        ]
        for path in ("", "today", "calendar", "calendar?view=calendar", "sessions/new", *acts):
            desk.goto(f"{DESK}/{path.rstrip('/')}")
            accessible(desk, path)

    @pytest.mark.parametrize("desk", [{"viewport": PHONE}], indirect=True)
    def test_the_first_page_and_the_calendar_begin_with_lists(self, desk: Page, world: World) -> None:
        desk.goto(f"{DESK}/")
        expect(desk.get_by_text("Bookings checked:")).to_be_visible()
        accessible(desk, "home")

        desk.goto(f"{DESK}/calendar?on={world.on}")
        expect(desk.locator(".agenda")).to_be_visible()
        expect(desk.locator("ff-calendar")).to_be_hidden()


class TestAddingSomebody:
    def test_is_a_search_while_one_types(self, desk: Page, world: World) -> None:
        desk.goto(f"{DESK}/sessions/{world.soon.pk}")
        desk.get_by_role("link", name="Add somebody").first.click()

        desk.get_by_label("Who?").press_sequentially("wand", delay=20)
        desk.get_by_role("button", name="Book : Wanda").click()

        expect(desk.locator(".person", has_text="Wanda Waits")).to_be_visible()
        expect(desk.locator("#sheet")).to_be_hidden()


@pytest.mark.parametrize("desk", [{"java_script_enabled": False}], indirect=True)
def test_everything_works_without_scripts(desk: Page, world: World) -> None:
    desk.goto(f"{DESK}/calendar?on={world.on}")
    desk.get_by_role("link", name="Core").click()
    desk.get_by_text("More", exact=True).first.click()
    desk.get_by_role("link", name="Move…").click()
    desk.get_by_label("Starts").fill("16:00")
    desk.get_by_label("Ends").fill("17:00")
    desk.get_by_role("button", name="Move").click()
    expect(desk.get_by_role("heading", name="Core")).to_be_visible()
    assert world.starts(world.empty) == time(16)

    desk.goto(f"{DESK}/sessions/{world.soon.pk}/add")
    desk.get_by_label("Who?").fill("wanda")
    desk.get_by_role("button", name="Search").click()
    desk.get_by_role("button", name="Book : Wanda").click()
    row = desk.locator(".person", has_text="Wanda Waits")
    row.get_by_role("button", name="Late").click()
    expect(row.get_by_role("button", name="Late")).to_have_attribute("aria-pressed", "true")

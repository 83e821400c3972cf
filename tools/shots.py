"""Pictures of the main pages: a fresh demo studio, phone and desktop, light and dark, into the git-ignored shots/.

python -m tools.shots [names...] [--keep]    --keep uses the demo of the last run, names take only those pages.
A whole run also renews the README's picture in docs/pictures/; `readme` renews it alone.
"""

# ruff: noqa: E402 - Django comes first: the demo's logins stand beside a model.

import argparse
import os
import re
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any, Literal

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
django.setup()

from PIL import Image, ImageDraw, ImageFilter
from playwright.sync_api import Browser, Page, StorageState, sync_playwright

from fitflow.accounts.demo import DOMAIN, PASSWORD
from fitflow.core import embedded
from tools import chromium

Theme = Literal["light", "dark"]
ROOT = Path(__file__).resolve().parent.parent
SHOTS, PICTURES, VAR = ROOT / "shots", ROOT / "docs" / "pictures", ROOT / "var" / "shots"
SIZES = {"phone": (360, 740), "desktop": (1440, 900)}
THEMES: tuple[Theme, ...] = ("light", "dark")
#: `--lang` decides how native date fields look, in a Chromium that has that language.
SWITCHES = [
    "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update", "--disable-sync",
    "--no-first-run", "--lang=en-GB",
]  # fmt: skip
START_SECONDS = 120
TALLEST = 2400
README = "readme"
#: The calendar's button for the week, with a column for each day or for each trainer.
WEEK = ".ec-toolbar [class*=imeGridWeek]"
#: Nothing is loaded any more, in the page or in the sheet.
QUIET = "() => !document.querySelector('[aria-busy=true], [data-loading]') && document.fonts.status === 'loaded'"
Go = Callable[[Page], object]


@dataclass(frozen=True)
class Shot:
    """One page: its name, who looks at it, how to get there. `whole` takes what lies below the fold, too."""

    name: str
    who: str
    go: Go
    whole: bool = True


def settle(page: Page) -> None:
    page.wait_for_load_state("networkidle")
    page.wait_for_function(QUIET)


def at(path: str) -> Go:
    return lambda page: page.goto(path)


def along(start: str, *steps: str) -> Go:
    """Opens a page and clicks its way on; the last step may open a sheet."""

    def go(page: Page) -> None:
        page.goto(start)
        for step in steps:
            page.locator(step).first.click()
            settle(page)

    return go


def calendar(*steps: str) -> Go:
    """The calendar with its sessions, which it loads after the page; phones begin with the list."""

    def go(page: Page) -> None:
        along("/s/demo/desk/calendar?view=calendar", *steps)(page)
        page.locator(".ec-event").first.wait_for()

    return go


def busy_day(page: Page) -> None:
    """The schedule of the first day that has a free place and lies ahead."""
    page.goto("/s/demo/")
    page.locator(".day-chip:has(.day-chip-dot.is-on)").nth(1).click()
    settle(page)


def class_page(page: Page) -> None:
    busy_day(page)
    page.goto(page.locator("a[href*='/classes/']").first.get_attribute("href") or "")


def held(page: Page) -> None:
    """The sheet with the countdown; a place that was held before is shown again."""
    busy_day(page)
    page.get_by_role("button", name="Book").or_(page.get_by_role("link", name="Confirm")).first.click()
    page.locator("#sheet .countdown").wait_for()


def booking(part: str) -> Go:
    return along("/s/demo/me/", ".booking-row a.row-title", f"#sheet a:has-text('{part}')")


def found_client(tail: str = "") -> Go:
    def go(page: Page) -> None:
        page.goto("/s/demo/desk/clients?q=member2@")
        address = page.locator("#client-rows a").first.get_attribute("href") or ""
        page.goto(address + tail)

    return go


def of_session(tail: str = "") -> Go:
    """A session with a queue when there is one, else the next one."""

    def go(page: Page) -> None:
        page.goto("/s/demo/desk/")
        rows = page.locator("main a[href*='/desk/sessions/']")
        page.goto((rows.last.get_attribute("href") or "") + tail)

    return go


def of_row(start: str, tail: str = "") -> Go:
    """What the first row of a list leads to, or a page behind it."""

    def go(page: Page) -> None:
        page.goto(start)
        links = page.locator(f"main a[href^='{start}']").evaluate_all("all => all.map(one => one.getAttribute('href'))")
        page.goto(next(link for link in links if re.fullmatch(rf"{start}[0-9a-f-]{{36}}/", link)) + tail)

    return go


def roster(page: Page) -> None:
    """The trainer's session with most people, from the list of the day and what follows."""
    page.goto("/s/demo/desk/")
    page.goto(page.locator("main a[href*='/desk/sessions/']").first.get_attribute("href") or "")


SHOTS_OF: tuple[Shot, ...] = (
    Shot("schedule-public", "nobody", busy_day),
    Shot("class-public", "nobody", class_page),
    Shot("sign-in", "nobody", at("/accounts/login/")),
    Shot("sign-in-password", "nobody", at("/accounts/login/password/")),
    Shot("mailbox", "nobody", at("/demo/mail")),
    Shot(
        "letter", "nobody", along("/demo/mail", "#letters .letter-row:has(.message-address:has-text('@')) a.row-title")
    ),
    Shot("schedule", "member", busy_day),
    Shot("held", "member", held, whole=False),
    Shot("my-bookings", "member", at("/s/demo/me/")),
    Shot("my-past", "member", at("/s/demo/me/past")),
    Shot("booking", "member", along("/s/demo/me/", ".booking-row a.row-title"), whole=False),
    Shot("cancel", "member", booking("Cancel"), whole=False),
    Shot("change", "member", booking("Change"), whole=False),
    Shot("wallet", "member", at("/s/demo/me/wallet")),
    Shot("alerts", "trainer", at("/s/demo/desk/notifications/")),
    Shot("profile", "member", at("/s/demo/me/profile")),
    Shot("account", "member", at("/accounts/")),
    Shot("two-steps", "member", at("/accounts/2fa/")),
    Shot("devices", "member", at("/accounts/devices/")),
    Shot("trainer-today", "trainer", at("/s/demo/desk/")),
    Shot("roster", "trainer", roster),
    Shot("owner-home", "owner", at("/s/demo/desk/")),
    Shot("proof", "owner", at("/s/demo/desk/proof")),
    Shot("calendar", "manager", along("/s/demo/desk/calendar"), whole=False),
    Shot("calendar-week", "manager", calendar(WEEK), whole=False),
    Shot("calendar-week-switched", "manager", calendar(WEEK, ".ec-byTrainer"), whole=False),
    Shot("calendar-month", "manager", calendar(".ec-dayGridMonth"), whole=False),
    Shot("session", "manager", of_session()),
    Shot("session-history", "manager", of_session("/history")),
    Shot("session-move", "manager", of_session("/move")),
    Shot("session-add", "manager", of_session("/add?q=maya")),
    Shot("session-cancel", "manager", of_session("/cancel")),
    Shot("session-new", "manager", at("/s/demo/desk/sessions/new")),
    Shot("series", "manager", at("/s/demo/desk/series/")),
    Shot("series-new", "manager", at("/s/demo/desk/series/new/")),
    Shot("series-edit", "manager", of_row("/s/demo/desk/series/")),
    Shot("days-cancel", "manager", at("/s/demo/desk/sessions/cancel/")),
    Shot("days-trainer", "manager", at("/s/demo/desk/sessions/replace-trainer/")),
    Shot("class-types", "manager", at("/s/demo/desk/class-types/")),
    Shot(
        "class-type",
        "manager",
        along(
            "/s/demo/desk/class-types/",
            "main a[href*='/class-types/']:not([href$='/class-types/']):not([href$='/new/'])",
        ),
    ),
    Shot("policies", "manager", at("/s/demo/desk/policies/")),
    Shot("clients", "manager", at("/s/demo/desk/clients")),
    Shot("client", "manager", found_client()),
    Shot("client-bookings", "manager", found_client("/bookings")),
    Shot("client-credits", "manager", found_client("/credits")),
    Shot("give-credits", "manager", found_client("/credits/give")),
    Shot("credits", "manager", at("/s/demo/desk/credits")),
    Shot("messages", "manager", at("/s/demo/desk/messages/")),
    Shot("staff", "owner", at("/s/demo/desk/staff/")),
    Shot("staff-roles", "owner", of_row("/s/demo/desk/staff/", "roles/")),
    Shot("staff-invite", "owner", at("/s/demo/desk/staff/invite/")),
    Shot("locations", "owner", at("/s/demo/desk/settings/locations/")),
    Shot("settings", "owner", at("/s/demo/desk/settings/")),
    Shot("settings-booking", "owner", at("/s/demo/desk/settings/booking/")),
    Shot("audit", "owner", at("/s/demo/desk/audit/")),
    Shot("share", "owner", at("/s/demo/desk/share/")),
    Shot("start", "owner", at("/start")),
    Shot("api-docs", "nobody", at("/api/v1/docs")),
)
LOGINS = {"member": "member2", "trainer": "trainer1", "manager": "manager", "owner": "owner"}


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tools.shots")
    parser.add_argument("names", nargs="*", metavar="name", help="only these pages")
    parser.add_argument("--keep", action="store_true", help="use the demo of the last run")
    options = parser.parse_args()
    if chromium.path() is None:
        sys.exit("There is no Chromium: run `python -m tools.chromium`, or name one in FITFLOW_CHROMIUM.")
    if not options.keep:
        embedded.stop(VAR / "postgres")
        shutil.rmtree(VAR, ignore_errors=True)
    wanted = [shot for shot in SHOTS_OF if shot.name in (options.names or [shot.name])]
    if unknown := set(options.names) - {README, *(shot.name for shot in wanted)}:
        known = [README, *(shot.name for shot in SHOTS_OF)]
        sys.exit(f"Unknown: {', '.join(sorted(unknown))}. Known: {', '.join(known)}.")
    with demo() as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium.path(), args=SWITCHES)
        taken = list(Studio(browser, address).take_all(wanted))
        if not options.names or README in options.names:
            taken += Studio(browser, address).picture_readme()
        browser.close()
    print(f"{len(taken)} pictures.")


@contextmanager
def demo() -> Iterator[str]:
    """The address of a demo studio of its own, with a worker, for as long as the pictures take."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    address = f"http://localhost:{port}"
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("DATABASE_", "FITFLOW_"))}
    environment = {**kept, "FITFLOW_VAR": str(VAR), "FITFLOW_DEMO": "1", "FITFLOW_URL": address}
    command = [sys.executable, "-m", "fitflow.web"]
    subprocess.run([*command, "demo", "--no-serve"], env=environment, cwd=ROOT, check=True)
    server = subprocess.Popen([*command, "serve", "--port", str(port)], env=environment, cwd=ROOT)
    try:
        wait_for(server, port)
        yield address
    finally:
        server.terminate()
        server.wait(timeout=30)


def wait_for(server: subprocess.Popen[bytes], port: int) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and server.poll() is None:
        try:
            socket.create_connection(("127.0.0.1", port), 0.5).close()
        except OSError:
            time.sleep(0.2)
        else:
            return
    sys.exit("The demo's server did not start.")


class Studio:
    """Photographs the demo: each login signs in once, each page is opened by a browser of its own."""

    def __init__(self, browser: Browser, address: str) -> None:
        self.browser, self.address = browser, address
        self.signed_in: dict[str, StorageState | None] = {"nobody": None}

    def take_all(self, wanted: list[Shot]) -> Iterator[Path]:
        for size in SIZES:
            for theme in THEMES:
                folder = SHOTS / f"{size}-{theme}"
                folder.mkdir(parents=True, exist_ok=True)
                for shot in wanted:
                    path = folder / f"{shot.name}.png"
                    path.write_bytes(self.take(shot, size, theme))
                    print(path.relative_to(ROOT), flush=True)
                    yield path

    def take(self, shot: Shot, size: str, theme: Theme, **options: Any) -> bytes:
        width, height = SIZES[size]
        context = self.browser.new_context(
            base_url=self.address, viewport={"width": width, "height": height}, color_scheme=theme,
            timezone_id="Europe/London", locale="en-GB", reduced_motion="reduce", has_touch=size == "phone",
            storage_state=self.state_of(shot.who), **options,
        )  # fmt: skip
        page = context.new_page()
        shot.go(page)
        settle(page)
        if shot.whole:  # A screen as high as the page: bars at its edges stay there.
            height = page.evaluate("document.documentElement.scrollHeight")
            page.set_viewport_size({"width": width, "height": min(height, TALLEST)})
        picture = page.screenshot()
        context.close()
        return picture

    def state_of(self, who: str) -> StorageState | None:
        """The cookies of somebody who signed in by password."""
        if who not in self.signed_in:
            context = self.browser.new_context(base_url=self.address)
            page = context.new_page()
            page.goto("/accounts/login/password/")
            page.fill("[name=login]", f"{LOGINS[who]}@{DOMAIN}")
            page.fill("[name=password]", PASSWORD)
            page.get_by_role("button", name="Sign in", exact=True).click()
            page.wait_for_url("**/s/demo/**")
            self.signed_in[who] = context.storage_state()
            context.close()
        return self.signed_in[who]

    def picture_readme(self) -> list[Path]:
        """The README's picture: the desk's week, and a member who holds a place on the phone."""
        week = calendar(WEEK, ".ec-byTrainer", ".ec-next")
        desk = self.take(Shot("week", "manager", week, whole=False), "desktop", "light")
        held = next(shot for shot in SHOTS_OF if shot.name == "held")
        phone = self.take(held, "phone", "light", device_scale_factor=2)
        PICTURES.mkdir(parents=True, exist_ok=True)
        path = PICTURES / "fitflow.png"
        together(desk, phone).save(path, optimize=True)
        print(path.relative_to(ROOT), path.stat().st_size, flush=True)
        return [path]


def together(desk: bytes, phone: bytes) -> Image.Image:
    """The phone in front of the desk's lower right corner."""
    ground = Image.new("RGB", (1640, 960), "#dbe4f0")
    for picture, corner, width, radius in ((desk, (24, 24), 1440, 18), (phone, (1270, 212), 346, 34)):
        shown = Image.open(BytesIO(picture)).convert("RGB")
        shown = shown.resize((width, shown.height * width // shown.width), Image.Resampling.LANCZOS)
        mask = Image.new("L", shown.size)
        ImageDraw.Draw(mask).rounded_rectangle((0, 0, *shown.size), radius, fill=255)
        shadow = Image.new("L", ground.size)
        shadow.paste(mask.point(lambda value: value * 2 // 5), (corner[0], corner[1] + 10))
        ground.paste("#475569", mask=shadow.filter(ImageFilter.GaussianBlur(16)))
        ground.paste(shown, corner, mask)
    return ground


if __name__ == "__main__":
    main()

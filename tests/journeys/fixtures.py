"""One database, one server and one browser for all journeys and page checks of a test process."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import pytest
from playwright.sync_api import Browser, sync_playwright

from tests.databases import CommittedDatabase, cloned
from tests.journeys.server import serving
from tests.journeys.studio import Riverside, found_riverside
from tests.journeys.visitor import Enter, visitors
from tests.security.two_studios import World, make_world
from tools import chromium

SWITCHES = [
    "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update", "--disable-sync",
    "--no-first-run",
]  # fmt: skip


@dataclass(frozen=True)
class Site:
    """The served product: the journeys' studio, and the two houses that have everything (for the page checks)."""

    address: str
    riverside: Riverside
    houses: World


@pytest.fixture(scope="package")
def chrome() -> Iterator[Browser]:
    # Playwright's loop runs in this thread, in which the tests also use the database.
    with pytest.MonkeyPatch.context() as patch, sync_playwright() as playwright:
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
        browser = playwright.chromium.launch(executable_path=chromium.path(), args=SWITCHES)
        yield browser
        browser.close()


@pytest.fixture(scope="package")
def journeys_database(
    django_db_setup: None, database_template: str, django_db_blocker: Any
) -> Iterator[CommittedDatabase]:
    """A database of their own. The usual one is made first, so that leaving this one leads back to it."""
    with django_db_blocker.unblock(), cloned(database_template) as database:
        yield database


@pytest.fixture(scope="package")
def served(journeys_database: CommittedDatabase, chrome: Browser, django_db_blocker: Any) -> Iterator[Site]:
    now = datetime.now(UTC).replace(microsecond=0)
    with django_db_blocker.unblock():
        riverside, houses = found_riverside(now), make_world(now)
    with serving(journeys_database) as address:
        yield Site(address, riverside, houses)


@pytest.fixture
def site(served: Site, django_db_blocker: Any) -> Iterator[Site]:
    with django_db_blocker.unblock():
        yield served


@pytest.fixture
def riverside(site: Site) -> Riverside:
    return site.riverside


@pytest.fixture
def enter(site: Site, chrome: Browser) -> Iterator[Enter]:
    """Lets somebody in: `enter("phone", maya)`."""
    with visitors(chrome, site.address) as enter:
        yield enter

"""A studio with a twelve-hour clock: 12:30 PM is longer than 12:30, and still stands beside the name of the class."""

from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import Page

from fitflow.core.actor import Role
from fitflow.core.tenancy import tenant
from fitflow.organizations.factories import make_staff_actor, make_studio
from tests.journeys.fixtures import Site
from tests.journeys.studio import Riverside, zone_of_a_morning
from tests.journeys.visitor import Enter, Size, named

pytestmark = pytest.mark.browser
#: Columns of times whose text reaches into the next column.
TOO_LONG = """() => [...document.querySelectorAll('.class-time, .row-time')]
  .filter((one) => one.scrollWidth > one.clientWidth).map((one) => one.innerText)"""


def shown(page: Page) -> int:
    return page.locator(".class-time, .row-time").count()


@pytest.mark.parametrize("size", ["phone", "desktop"])
def test_times_of_a_twelve_hour_clock_leave_the_names_free(site: Site, enter: Enter, size: Size) -> None:
    zone, slug = zone_of_a_morning(datetime.now(UTC)), named("boston").replace(" ", "-")
    studio = make_studio(slug=slug, name="Boston Barbell", timezone=zone, locale__hour_cycle="12")
    with tenant(studio.id):
        manager = make_staff_actor(studio, name="Mona Price", role=Role.MANAGER, is_trainer=False)
    boston = Riverside(studio, manager)
    session = boston.session(boston.class_type("Vinyasa Flow"), on=timedelta(), at=22)
    visitor = enter(size, manager)

    for path in (f"/s/{slug}/?day={session.starts_at.astimezone(boston.zone):%Y-%m-%d}", f"/s/{slug}/desk/"):
        visitor.go(path)

        assert (path, shown(visitor.page) > 0, visitor.page.evaluate(TOO_LONG)) == (path, True, [])

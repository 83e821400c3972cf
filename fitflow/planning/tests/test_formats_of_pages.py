"""What a studio's locale, clock and first weekday change on its pages."""

import re
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from fitflow.booking.factories import make_class_type, make_session
from fitflow.core.actor import Actor, Role, Studio
from fitflow.core.tenancy import tenant
from fitflow.organizations.factories import make_staff_actor, make_studio
from fitflow.organizations.models import Organization
from fitflow.organizations.services.settings import update_settings
from fitflow.organizations.tests.browser import Browser
from fitflow.schedule.models import ClassType


@pytest.fixture
def now() -> datetime:
    return datetime.now(UTC).replace(microsecond=0)


@pytest.fixture
def americans(db: Any) -> Any:
    studio = make_studio(slug="brooklyn", timezone="America/New_York")
    Organization.objects.filter(pk=studio.id).update(locale="en-us", week_start=7)
    with tenant(studio.id):
        yield studio


@pytest.fixture
def owner_there(americans: Studio) -> Actor:
    return make_staff_actor(americans, name="Olga Owner", role=Role.OWNER)


@pytest.fixture
def desk(americans: Studio, owner_there: Actor) -> Browser:
    return Browser(americans, owner_there)


class TestAnAmericanStudio:
    def test_tells_scripts_its_locale_and_clock(self, desk: Browser) -> None:
        assert 'data-locale="en-US" data-clock="h12"' in desk.page("desk/settings/").content.decode()

    def test_begins_its_weeks_on_sunday(self, desk: Browser, americans: Studio) -> None:
        make_class_type(americans)
        pills = desk.page("desk/series/new/").content.decode()
        calendar = desk.page("desk/calendar").content.decode()

        assert re.findall("<span>(Sun|Mon|Sat)<", pills) == ["Sun", "Mon", "Sat"]
        assert '"firstDay": 0' in calendar

    def test_writes_times_with_half_days_unless_it_chose_otherwise(
        self, desk: Browser, americans: Studio, owner_there: Actor, now: datetime
    ) -> None:
        evening = (now.astimezone(americans.zone) + timedelta(days=1)).replace(hour=18, minute=30, second=0)
        session = make_session(americans, starts_in=evening - now, now=now)

        before = " ".join(desk.page(f"desk/sessions/{session.pk}").content.decode().split())
        with tenant(americans.id):
            update_settings(owner_there, {"locale.hour_cycle": "24"}, now=now)
        after = desk.page(f"desk/sessions/{session.pk}").content.decode()

        assert f"{evening:%A, %B} {evening.day} 6:30" in before
        assert " 18:30" not in before
        assert " 18:30" in after
        assert 'data-clock="h23"' in after


class TestAGermanStudio:
    def test_takes_amounts_as_they_are_typed_there_and_shows_them_so(
        self, studio: Studio, manager: Actor, now: datetime
    ) -> None:
        Organization.objects.filter(pk=studio.id).update(locale="en-de")
        visitor, kind = Browser(studio, manager), make_class_type(studio, cost_credits=Decimal("1.50"))
        page = f"desk/class-types/{kind.pk}/"

        assert 'value="1,5"' in visitor.page(page).content.decode()
        fields = {"name": kind.name, "color": kind.color, "duration": "60", "capacity": "12", "cost_credits": "2,25"}
        assert visitor.post(page, **fields).status_code == 303
        with tenant(studio.id):
            assert ClassType.objects.get(pk=kind.pk).cost_credits == Decimal("2.25")
        refused = visitor.post(page, **fields | {"cost_credits": "two"})
        assert refused.status_code == 422
        assert 'value="two"' in refused.content.decode()

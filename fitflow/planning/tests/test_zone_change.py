"""A studio moves to another time zone: what is planned keeps its moment, what is planned later its clock time."""

from datetime import date, datetime, timedelta
from http import HTTPStatus
from typing import Any

import pytest

from fitflow.booking.factories import make_class_type
from fitflow.core.actor import Actor, Studio
from fitflow.organizations.models import Organization
from fitflow.organizations.queries.directory import system_actor
from fitflow.organizations.refusals import TimezoneNotConfirmed
from fitflow.organizations.services.studio import update_profile
from fitflow.organizations.tests.browser import Browser
from fitflow.planning.services.series import create_series, extend_series
from fitflow.planning.tests.series import EVERY_DAY, draft_of, starts
from fitflow.schedule.models import Series

pytestmark = [pytest.mark.wall_clock, pytest.mark.usefixtures("engine_time")]
BERLIN = {"timezone": "Europe/Berlin"}
PROFILE = {"name": "Northside", "currency": "GBP", "locale": "en-gb", "week_start": "1", **BERLIN}


@pytest.fixture
def series(studio: Studio, manager: Actor, now: datetime) -> Series:
    """Every day at 06:30 London time, three sessions from the day after tomorrow."""
    first = (now + timedelta(days=2)).date()
    draft = draft_of(make_class_type(studio), weekdays=EVERY_DAY, starts_on=first, ends_on=first + timedelta(days=2))
    return create_series(manager, draft, now=now).series


def zone_of(studio: Studio) -> str:
    return Organization.objects.values_list("timezone", flat=True).get(pk=studio.id)


def clock_times(series: Series, zone: str) -> set[str]:
    local: Any = system_actor(series.organization_id).organization.zone
    assert str(local) == zone
    return {f"{one.starts_at.astimezone(local):%H:%M}" for one in series.sessions.all()}


class TestANewTimeZone:
    def test_is_asked_about_while_sessions_are_planned(
        self, studio: Studio, owner: Actor, series: Series, now: datetime
    ) -> None:
        with pytest.raises(TimezoneNotConfirmed, match="3 sessions are planned") as refusal:
            update_profile(owner, changes={**BERLIN, "name": "Nordseite"}, now=now)

        assert refusal.value.details == {"sessions": 3}
        assert zone_of(studio) == "Europe/London"
        update_profile(owner, changes={"name": "Nordseite", "timezone": "Europe/London"}, now=now)

    def test_needs_no_question_while_nothing_is_planned(self, studio: Studio, owner: Actor, now: datetime) -> None:
        update_profile(owner, changes=BERLIN, now=now)

        assert zone_of(studio) == "Europe/Berlin"

    def test_leaves_planned_sessions_their_moment(
        self, studio: Studio, owner: Actor, series: Series, now: datetime
    ) -> None:
        before = starts(series)

        update_profile(owner, changes=BERLIN, confirm=True, now=now)

        assert starts(series) == before
        assert clock_times(series, "Europe/Berlin") == {"07:30"}

    def test_is_kept_by_what_a_series_plans_later(
        self, studio: Studio, owner: Actor, manager: Actor, series: Series, now: datetime
    ) -> None:
        update_profile(owner, changes=BERLIN, confirm=True, now=now)
        Series.objects.filter(pk=series.pk).update(ends_on=date(2100, 1, 1), made_until=series.ends_on)

        extend_series(system_actor(studio.id), series_id=series.pk, now=now)

        assert clock_times(series, "Europe/Berlin") == {"07:30", "06:30"}


class TestThePageAndTheApi:
    def test_say_what_happens_and_ask(self, studio: Studio, admin: Actor, series: Series) -> None:
        browser = Browser(studio, admin)

        asked = browser.post("desk/settings/studio/", **PROFILE)
        answer = browser.api("PATCH", "admin/organization", BERLIN)

        assert (asked.status_code, answer.status_code) == (HTTPStatus.CONFLICT, HTTPStatus.CONFLICT)
        assert "3 sessions are planned. They keep their moment" in asked.content.decode()
        assert 'name="confirm"' in asked.content.decode()
        assert (answer.json()["code"], answer.json()["sessions"]) == ("timezone_not_confirmed", 3)
        assert 'name="confirm"' not in browser.page("desk/settings/studio/").content.decode()

    def test_change_it_when_it_is_confirmed(self, studio: Studio, admin: Actor, series: Series) -> None:
        browser = Browser(studio, admin)

        saved = browser.post("desk/settings/studio/", **PROFILE, confirm="on")
        back = browser.api("PATCH", "admin/organization", {"timezone": "Europe/London", "confirm": True})

        assert saved.status_code == HTTPStatus.SEE_OTHER
        assert back.json()["timezone"] == "Europe/London"

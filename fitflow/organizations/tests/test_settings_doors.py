"""Settings and what the studio is: pages for people, flat keys for programs."""

import re
from http import HTTPStatus
from typing import Any

import pytest

from fitflow.core.actor import Actor, Studio
from fitflow.organizations.models import Organization
from fitflow.organizations.tests.browser import Browser
from fitflow.organizations.typed_settings.registry import registry


def overrides(studio: Studio) -> Any:
    return Organization.objects.get(pk=studio.id).overrides


class TestSettingsApi:
    def test_reads_and_writes_flat_keys_in_seconds(self, studio: Studio, admin: Actor) -> None:
        browser = Browser(studio, admin)
        assert browser.api("GET", "admin/settings").json()["hold.duration"] == 600

        answer = browser.api("PATCH", "admin/settings", {"hold.duration": 60, "booking.one_step": True})

        assert answer.status_code == HTTPStatus.OK
        assert (answer.json()["hold.duration"], answer.json()["booking.one_step"]) == (60, True)
        assert browser.api("GET", "admin/settings").json() == answer.json()

    def test_takes_back_what_it_gave(self, studio: Studio, admin: Actor) -> None:
        browser = Browser(studio, admin)
        everything = browser.api("GET", "admin/settings").json()

        assert browser.api("PATCH", "admin/settings", everything).json() == everything
        assert overrides(studio) == {}

    def test_changes_the_kind_and_resets(self, studio: Studio, admin: Actor) -> None:
        browser = Browser(studio, admin)
        browser.api("PATCH", "admin/settings", {"hold.duration": 60})
        answer = browser.api("PATCH", "admin/settings", {"preset": "cohort_gym", "reset": ["hold.duration"]}).json()

        assert (answer["preset"], answer["hold.duration"], answer["class.default_capacity"]) == ("cohort_gym", 600, 15)

    @pytest.mark.parametrize(
        ("body", "field"),
        [
            ({"hold.duration": 0}, "hold.duration"),
            ({"hold.duration": "600"}, "hold.duration"),
            ({"hold.durations": 600}, "hold.durations"),
            ({"preset": "spa"}, "preset"),
            ({"preset": 3}, "preset"),
            ({"reset": "hold.duration"}, "reset"),
            ({"reset": ["nothing"]}, "reset"),
        ],
    )
    def test_names_the_key_that_is_wrong(self, studio: Studio, admin: Actor, body: Any, field: str) -> None:
        answer = Browser(studio, admin).api("PATCH", "admin/settings", {"hold.rate_limit": 9} | body)

        assert answer.status_code == HTTPStatus.BAD_REQUEST
        assert answer.json()["errors"].keys() == {field}
        assert overrides(studio) == {}

    def test_describes_itself(self, studio: Studio, admin: Actor) -> None:
        rows = Browser(studio, admin).api("GET", "admin/settings/registry").json()["results"]

        hold = next(row for row in rows if row["key"] == "hold.duration")
        assert (hold["usual"], hold["value"], hold["is_changed"], hold["unit"]) == (600, 600, False, "seconds")

    def test_needs_a_key_for_writes(self, studio: Studio, admin: Actor) -> None:
        client = Browser(studio, admin).client
        answer = client.patch("/api/v1/admin/settings", {"hold.duration": 60}, content_type="application/json")

        assert answer.json()["code"] == "idempotency_key_required"

    def test_tells_what_the_studio_is_and_where_its_page_is(self, studio: Studio, admin: Actor) -> None:
        answer = Browser(studio, admin).api("PATCH", "admin/organization", {"name": "South", "timezone": "madrid"})

        assert (answer.json()["name"], answer.json()["timezone"]) == ("South", "Europe/Madrid")
        assert answer.json()["public_url"].endswith("/s/northside/")


def as_shown(html: str) -> dict[str, str]:
    """What a browser would send of a form that nobody touched."""
    form: dict[str, str] = {}
    for tag in re.findall(r"<input[^>]*>", html):
        attributes = dict(re.findall(r'([\w-]+)="([^"]*)"', tag))
        is_choice = attributes.get("type") in ("checkbox", "radio")
        if "name" in attributes and (not is_choice or " checked" in tag):
            form[attributes["name"]] = attributes.get("value", "on" if is_choice else "")
    for name, body in re.findall(r'<select name="([^"]*)".*?>(.*?)</select>', html, re.DOTALL):
        form |= dict.fromkeys([name], re.findall(r'value="([^"]*)" selected', body)[-1])
    return form


class TestSettingsPages:
    #: What is typed over what the page shows.
    BOOKING = {
        "hold__duration_0": "15", "hold__duration_1": "minutes", "booking__one_step": "on",
        "booking__client_min_notice__class_0": "2", "booking__client_min_notice__class_1": "hours",
    }  # fmt: skip

    def test_take_lengths_as_people_write_them(self, studio: Studio, admin: Actor) -> None:
        browser = Browser(studio, admin)
        shown = as_shown(browser.page("desk/settings/booking/").content.decode())
        answer = browser.post("desk/settings/booking/", **shown | self.BOOKING)

        assert answer.status_code == HTTPStatus.SEE_OTHER
        assert overrides(studio) == {
            "hold.duration": 900, "booking.client_min_notice.class": 7200, "booking.one_step": True,
        }  # fmt: skip

    @pytest.mark.parametrize(
        ("group", "entered", "sentence"),
        [
            ("booking", {"hold__duration_0": "2000"}, "Choose a length from 1 second to 1 hour."),
            ("booking", {"hold__duration_0": ""}, "Choose a length from 1 second to 1 hour."),
            ("booking", {"hold__duration_0": "0.001"}, "Use whole seconds, such as 1.5 minutes."),
            ("booking", {"hold__rate_limit": "many"}, "Write a whole number."),
            ("booking", {"hold__rate_limit": "9999"}, "Choose a number from 1 to 1000."),
            ("classes", {"class__cost_credits": "-1"}, "Choose a number from 0 to 1000."),
            ("messages", {"reminders__offsets": "soon"}, "Write lengths with their unit"),
            ("messages", {"notify__quiet_hours_0": ""}, "Give both times, or leave both empty."),
            ("cancelling", {"cancel__tiers_1": ""}, "Each row needs both hours and percent."),
            ("cancelling", {"cancel__tiers_1": "10"}, "hours and percent both fall"),
        ],
    )
    def test_say_what_would_be_right(
        self, studio: Studio, admin: Actor, group: str, entered: dict[str, str], sentence: str
    ) -> None:
        browser = Browser(studio, admin)
        shown = as_shown(browser.page(f"desk/settings/{group}/").content.decode())
        answer = browser.post(f"desk/settings/{group}/", **shown | entered)

        assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
        assert sentence in answer.content.decode()
        assert overrides(studio) == {}

    @pytest.mark.parametrize("group", [section.name for section in registry().sections()])
    def test_save_what_they_show_without_changing_it(self, studio: Studio, admin: Actor, group: str) -> None:
        browser = Browser(studio, admin)
        shown = as_shown(browser.page(f"desk/settings/{group}/").content.decode())

        assert browser.post(f"desk/settings/{group}/", **shown).status_code == HTTPStatus.SEE_OTHER
        assert overrides(studio) == {}

    def test_take_one_setting_back_to_usual(self, studio: Studio, admin: Actor) -> None:
        browser = Browser(studio, admin)
        shown = as_shown(browser.page("desk/settings/booking/").content.decode())
        browser.post("desk/settings/booking/", **shown | self.BOOKING)
        browser.post("desk/settings/booking/", reset="hold.duration")

        assert "hold.duration" not in overrides(studio)
        assert "booking.one_step" in overrides(studio)

    def test_preview_a_kind_before_changing_it(self, studio: Studio, admin: Actor) -> None:
        browser = Browser(studio, admin)
        shown = browser.page("desk/settings/kind/", preset="cohort_gym", keep="on").content.decode()
        assert "15 places" in shown
        assert Organization.objects.get(pk=studio.id).preset == "studio"

        browser.post("desk/settings/kind/", preset="cohort_gym", keep="on")

        assert Organization.objects.get(pk=studio.id).preset == "cohort_gym"

    @pytest.mark.parametrize("path", ["desk/settings/nonsense/", "desk/settings/kind/x/"])
    def test_know_their_sections_only(self, studio: Studio, admin: Actor, path: str) -> None:
        assert Browser(studio, admin).page(path).status_code == HTTPStatus.NOT_FOUND

    def test_change_what_the_studio_is(self, studio: Studio, admin: Actor) -> None:
        profile = {"name": "South", "timezone": "Berln", "currency": "EUR", "locale": "en-ie", "week_start": "7"}
        browser = Browser(studio, admin)
        assert "Europe/Berlin" in browser.post("desk/settings/studio/", **profile).content.decode()

        browser.post("desk/settings/studio/", **profile | {"timezone": "Europe/Berlin"})

        changed = Organization.objects.get(pk=studio.id)
        assert (changed.name, changed.currency, changed.week_start) == ("South", "EUR", 7)

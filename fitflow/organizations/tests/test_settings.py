from datetime import datetime

import pytest

from fitflow.core.actor import Actor
from fitflow.core.errors import Invalid
from fitflow.core.formats import Formats
from fitflow.core.models import Event
from fitflow.organizations.models import Organization
from fitflow.organizations.queries.studio import overrides_of
from fitflow.organizations.services.settings import change_preset, refresh_settings, update_settings
from fitflow.organizations.typed_settings.presets import PRESETS
from fitflow.organizations.typed_settings.registry import registry
from fitflow.organizations.typed_settings.setting import JSON


def stored(actor: Actor) -> Organization:
    return Organization.objects.get(pk=actor.organization_id)


class TestUpdateSettings:
    def test_writes_overrides_and_everything_resolved(self, admin: Actor, now: datetime) -> None:
        resolved = update_settings(admin, {"hold.duration": 900, "class.cost_credits": 2}, now=now)

        assert stored(admin).overrides == {"hold.duration": 900, "class.cost_credits": "2.00"}
        assert stored(admin).settings == resolved == registry().resolve("studio", stored(admin).overrides)

    def test_records_old_and_new_values(self, admin: Actor, now: datetime) -> None:
        update_settings(admin, {"hold.duration": 900, "hold.rate_limit": 5}, now=now)

        event = Event.objects.get(type="settings.changed")
        assert event.payload["changes"] == {"hold.duration": [600, 900]}
        assert (event.actor_id, event.at) == (admin.user_id, now)

    def test_takes_a_setting_back_to_the_preset(self, admin: Actor, now: datetime) -> None:
        update_settings(admin, {"hold.duration": 900, "hold.rate_limit": 9}, now=now)
        update_settings(admin, {}, reset=["hold.duration"], now=now)

        assert stored(admin).overrides == {"hold.rate_limit": 9}
        assert stored(admin).settings["hold.duration"] == 600

    def test_keeps_no_override_that_says_what_the_preset_says(self, admin: Actor, now: datetime) -> None:
        update_settings(admin, {"hold.duration": 600}, now=now)

        assert stored(admin).overrides == {}
        assert not Event.objects.exists()

    def test_names_every_wrong_key_and_changes_nothing(self, admin: Actor, now: datetime) -> None:
        with pytest.raises(Invalid) as refusal:
            update_settings(admin, {"hold.duration": 0, "hold.rate_limit": 9, "no.such": 1}, now=now)

        assert refusal.value.errors.keys() == {"hold.duration", "no.such"}
        assert stored(admin).overrides == {}

    def test_refuses_to_reset_what_does_not_exist(self, admin: Actor, now: datetime) -> None:
        with pytest.raises(Invalid, match=r"Did you mean hold\.duration"):
            update_settings(admin, {}, reset=["hold.durations"], now=now)


class TestChangePreset:
    def test_keeps_what_the_studio_decided(self, admin: Actor, now: datetime) -> None:
        update_settings(admin, {"hold.duration": 900}, now=now)
        change_preset(admin, preset="cohort_gym", now=now)

        assert stored(admin).preset == "cohort_gym"
        assert overrides_of(admin) == {"hold.duration": 900}
        changes = (
            Event.objects.filter(type="settings.changed", payload__changes__has_key="preset").get().payload["changes"]
        )
        assert changes["preset"] == ["studio", "cohort_gym"]
        assert changes["class.default_capacity"] == [12, 15]

    def test_drops_it_when_asked(self, admin: Actor, now: datetime) -> None:
        update_settings(admin, {"hold.duration": 900}, now=now)
        change_preset(admin, preset="coach", keep_changes=False, now=now)

        assert stored(admin).settings == registry().resolve("coach", {})

    def test_refuses_an_unknown_one(self, admin: Actor, now: datetime) -> None:
        with pytest.raises(Invalid, match="studio, coach"):
            change_preset(admin, preset="spa", now=now)


class TestWords:
    @pytest.mark.parametrize("key", sorted(registry().settings))
    @pytest.mark.parametrize("preset", sorted(PRESETS))
    def test_say_every_value(self, key: str, preset: str) -> None:
        setting = registry().settings[key]

        assert setting.words(registry().resolve(preset, {})[key], Formats())
        assert setting.advice().endswith(".")

    @pytest.mark.parametrize(
        ("key", "value", "words"),
        [
            ("hold.duration", 600, "10 minutes"),
            ("reminders.offsets", [86_400, 3_600], "24 hours and 1 hour"),
            ("reminders.offsets", [], "none"),
            ("notify.quiet_hours", "22:00-07:00", "22:00–07:00"),
            ("notify.quiet_hours", None, "none"),
            ("cancel.tiers", [[24, 100], [0.5, 50]], "100% until 24 h before; 50% until 0.5 h before"),
            ("class.cost_credits", "1.50", "1.5 credits"),
            ("credits.validity", 1, "1 month"),
            ("booking.one_step", True, "on"),
            ("locale.hour_cycle", "12", "6:30 pm"),
            ("locale.country", "IT", "Italy"),
            ("locale.country", None, "as the time zone"),
        ],
    )
    def test_read_like_a_person_wrote_them(self, key: str, value: JSON, words: str) -> None:
        assert registry().settings[key].words(value, Formats()) == words


class TestAKeyThatHadAnotherName:
    def test_is_changed_and_taken_back_by_either(self, admin: Actor, now: datetime) -> None:
        update_settings(admin, {"features.sessions": False}, now=now)
        assert stored(admin).overrides == {"features.classes": False}

        update_settings(admin, {}, reset=["features.sessions"], now=now)
        assert stored(admin).overrides == {}

    def test_keeps_what_a_studio_decided_under_it(self, admin: Actor, system: Actor, now: datetime) -> None:
        organization = stored(admin)
        organization.overrides = {"features.sessions": False}
        organization.settings.pop("features.classes")
        organization.settings["features.sessions"] = False
        organization.save()

        assert refresh_settings(system, now=now)
        assert stored(admin).overrides == {"features.classes": False}
        assert stored(admin).settings["features.classes"] is False
        assert "features.sessions" not in stored(admin).settings


class TestRefreshSettings:
    def test_gives_a_studio_what_a_release_added_or_changed(self, system: Actor, now: datetime) -> None:
        organization = stored(system)
        organization.settings.pop("booking.mistap_grace")
        organization.settings |= {"class.default_capacity": 10, "gone.since": 1}
        organization.save()

        assert refresh_settings(system, now=now)

        assert stored(system).settings == registry().resolve("studio", {})
        event = Event.objects.get(type="settings.changed")
        assert event.payload["changes"] == {"booking.mistap_grace": [None, 300], "class.default_capacity": [10, 12]}

    def test_keeps_what_the_studio_decided_as_long_as_it_is_understood(self, admin: Actor, now: datetime) -> None:
        update_settings(admin, {"hold.duration": 900, "hold.rate_limit": 9}, now=now)
        organization = stored(admin)
        organization.overrides |= {"hold.rate_limit": 10**6, "gone.since": 1}
        organization.save()

        refresh_settings(admin, now=now)

        assert stored(admin).overrides == {"hold.duration": 900}
        assert stored(admin).settings == registry().resolve("studio", {"hold.duration": 900})

    def test_changes_nothing_the_second_time(self, system: Actor, now: datetime) -> None:
        assert not refresh_settings(system, now=now)
        assert not Event.objects.filter(type="settings.changed").exists()

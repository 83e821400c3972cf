import json
from datetime import time, timedelta
from decimal import Decimal
from types import ModuleType

import pytest
from django.core.exceptions import ImproperlyConfigured
from hypothesis import given
from hypothesis import strategies as st

from fitflow.core.errors import Invalid
from fitflow.core.zones import QuietHours
from fitflow.organizations.settings import MODULES
from fitflow.organizations.typed_settings.kinds import Flag
from fitflow.organizations.typed_settings.presets import COACH, PRESETS
from fitflow.organizations.typed_settings.registry import Registry, registry
from fitflow.organizations.typed_settings.setting import Section

anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=12) | st.decimals(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=2),
    max_leaves=6,
)
keys = st.sampled_from(sorted(registry().settings))
issue_keys = [
    "hold.duration", "hold.rate_limit", "waitlist.hold_duration", "waitlist.late_window",
    "waitlist.late_hold_duration", "waitlist.promote_until", "booking.window",
    "booking.client_min_notice.class", "booking.one_step", "booking.show_spots", "booking.mistap_grace",
    "cancel.policy", "cancel.cutoff_before", "credits.validity", "credits.rounding", "credits.refund_grace",
    "class.cost_credits", "class.default_capacity", "class.registration_opens", "class.registration_closes",
    "class.late_cancel_cutoff", "attendance.grace", "attendance.auto_no_show", "reminders.offsets",
    "calendar.color_by", "clients.self_signup", "clients.welcome_credits", "notify.quiet_hours",
    "branding.color", "branding.logo_text", "features.classes", "features.waitlist",
]  # fmt: skip


class TestSettings:
    @pytest.mark.parametrize("key", issue_keys)
    def test_include_every_key_that_was_asked_for(self, key: str) -> None:
        assert key in registry().settings

    @pytest.mark.parametrize("key", sorted(registry().settings))
    def test_have_a_default_that_is_right_and_in_normal_form(self, key: str) -> None:
        assert registry().validate(key, registry().settings[key].default) == registry().settings[key].default

    @pytest.mark.parametrize("key", sorted(registry().settings))
    def test_are_labelled_and_grouped_for_people(self, key: str) -> None:
        assert str(registry().settings[key].label)
        assert str(registry().settings[key].section.label)
        assert registry().settings[key].expected
        assert bool(registry().settings[key].choices) is (registry().settings[key].kind == "choice")

    def test_are_listed_once_each_by_section(self) -> None:
        listed = [setting.key for section in registry().sections() for setting in registry().of_section(section)]

        assert sorted(listed) == sorted(registry().settings)
        assert [section.name for section in registry().sections()] == [
            "booking", "cancelling", "waitlist", "classes", "attendance", "credits", "clients", "messages", "look",
            "security",
            "modules",
        ]  # fmt: skip

    def test_are_found_in_a_new_app_by_declaring_them(self) -> None:
        section = Section("lockers", "Lockers", "lock", "Who may use a locker.", order=55)
        app = ModuleType("lockers.settings")
        app.LOCKERS_ON = Flag(key="features.lockers", section=section, label="Lockers", presets={COACH: True})  # type: ignore[attr-defined]
        lockers = Registry([app])

        assert [one.name for one in lockers.sections()] == ["lockers"]
        assert lockers.resolve("studio", {}) == {"features.lockers": False}
        assert lockers.resolve("coach", {}) == {"features.lockers": True}
        assert list(lockers.features()) == ["lockers"]

    def test_refuse_a_key_that_is_there_already(self) -> None:
        one, two = ModuleType("one.settings"), ModuleType("two.settings")
        one.ON = Flag(key="features.lockers", section=MODULES, label="Lockers")  # type: ignore[attr-defined]
        two.ON = Flag(key="features.cupboards", section=MODULES, label="Lockers", formerly=("features.lockers",))  # type: ignore[attr-defined]

        with pytest.raises(ImproperlyConfigured, match=r"features\.lockers"):
            Registry([one, two])


class TestValidate:
    @pytest.mark.parametrize(
        ("key", "value", "normal"),
        [
            ("hold.duration", 60, 60),
            ("cancel.policy", "FLEXIBLE", "flexible"),
            ("class.cost_credits", 2, "2.00"),
            ("class.cost_credits", "0.5", "0.50"),
            ("class.cost_credits", "-0", "0.00"),
            ("reminders.offsets", [3600, 86400, 3600], [86400, 3600]),
            ("reminders.offsets", [], []),
            ("notify.quiet_hours", "23:00 - 06:30", "23:00-06:30"),
            ("notify.quiet_hours", None, None),
            ("notify.quiet_hours", "", None),
            ("branding.color", "#FF00AA", "#ff00aa"),
            ("branding.logo_text", "  Iron House ", "Iron House"),
            ("cancel.tiers", [[48, 100], [0.5, 25]], [[48, 100], [0.5, 25]]),
            ("class.registration_opens", None, None),
        ],
    )
    def test_brings_right_values_into_their_normal_form(self, key: str, value: object, normal: object) -> None:
        assert registry().validate(key, value) == normal

    @pytest.mark.parametrize(
        ("key", "value", "hint"),
        [
            ("hold.duration", 0, "seconds from 1 to 3600 (1 second to 1 hour)"),
            ("hold.duration", "600", "whole number of seconds"),
            ("hold.duration", None, "whole number of seconds"),
            ("hold.rate_limit", True, "whole number from 1 to 1000"),
            ("booking.one_step", 1, "true or false"),
            ("booking.show_spots", "some", "one of exact, low_only and hidden"),
            ("booking.show_spots", ["exact"], "one of exact, low_only and hidden"),
            ("class.cost_credits", "1.005", "two decimals from 0.00 to 1000.00"),
            ("class.cost_credits", "NaN", "two decimals"),
            ("class.cost_credits", "1e99999", "two decimals"),
            ("class.cost_credits", 0.1, "two decimals"),
            ("reminders.offsets", [299], "from 300 to"),
            ("reminders.offsets", [600] * 6, "at most 5"),
            ("notify.quiet_hours", "22-7", "22:00-07:00"),
            ("notify.quiet_hours", "22:00-22:00", "22:00-07:00"),
            ("branding.color", "blue", "#066fd1"),
            ("branding.logo_text", "a" * 25, "at most 24"),
            ("branding.logo_text", "two\nlines", "line of text"),
            ("cancel.tiers", [[12, 50], [24, 100]], "falling"),
            ("cancel.tiers", [[24, 50], [12, 100]], "falling"),
            ("cancel.tiers", [], "1 to 6 rows"),
            ("credits.validity", 0, "from 1 to 60, or null"),
        ],
    )
    def test_names_the_key_and_what_would_be_right(self, key: str, value: object, hint: str) -> None:
        with pytest.raises(Invalid) as refusal:
            registry().validate(key, value)

        assert refusal.value.errors.keys() == {key}
        assert key in refusal.value.errors[key][0]
        assert hint in refusal.value.errors[key][0]

    def test_suggests_the_key_that_was_probably_meant(self) -> None:
        with pytest.raises(Invalid, match=r"Did you mean hold\.duration\?"):
            registry().validate("hold.durations", 600)

    @given(keys, anything)
    def test_answers_random_input_with_a_normal_form_or_a_refusal(self, key: str, value: object) -> None:
        try:
            normal = registry().validate(key, value)
        except Invalid as refusal:
            named = refusal.errors
        else:
            named = {key: []}
            assert registry().validate(key, normal) == normal
            assert json.loads(json.dumps(normal)) == normal

        assert named.keys() == {key}

    def test_names_every_wrong_key_at_once(self) -> None:
        with pytest.raises(Invalid) as refusal:
            registry().validate_all({"hold.duration": 0, "hold.rate_limit": 5, "nothing.like_it": 3})

        assert refusal.value.errors.keys() == {"hold.duration", "nothing.like_it"}


class TestResolve:
    @pytest.mark.parametrize("preset", sorted(PRESETS))
    def test_gives_every_key_a_right_value_in_every_preset(self, preset: str) -> None:
        resolved = registry().resolve(preset, {})

        assert resolved.keys() == registry().settings.keys()
        assert registry().validate_all(resolved) == resolved

    def test_gives_each_preset_its_character(self) -> None:
        coach, gym, club = (
            registry().resolve("coach", {}),
            registry().resolve("cohort_gym", {}),
            registry().resolve("pt_club", {}),
        )

        assert (coach["cancel.policy"], coach["booking.one_step"]) == ("flexible", True)
        assert (gym["cancel.policy"], gym["cancel.cutoff_before"], gym["class.default_capacity"]) == (
            "cutoff",
            43200,
            15,
        )
        assert (club["features.waitlist"], club["attendance.auto_no_show"]) == (False, False)
        assert registry().resolve("studio", {})["waitlist.hold_duration"] == 1800

    def test_lets_the_studio_have_the_last_word(self) -> None:
        assert registry().resolve("coach", {"cancel.policy": "tiered"})["cancel.policy"] == "tiered"

    def test_refuses_an_unknown_preset_and_names_the_known(self) -> None:
        with pytest.raises(Invalid, match="studio, coach, pt_club, cohort_gym"):
            registry().resolve("spa", {})

    def test_does_not_share_lists_that_somebody_could_change(self) -> None:
        offsets = registry().resolve("studio", {})["reminders.offsets"]
        assert isinstance(offsets, list)

        offsets.append(1)

        assert registry().resolve("studio", {})["reminders.offsets"] == [86400, 3600]

    def test_offers_four_presets_with_a_sentence_each(self) -> None:
        assert list(PRESETS) == ["studio", "coach", "pt_club", "cohort_gym"]
        assert all(str(preset.sentence).endswith(".") for preset in PRESETS.values())


class TestReaders:
    def test_give_resolved_values_their_types(self) -> None:
        settings = registry().resolve("studio", {"notify.quiet_hours": "22:00-07:00"})
        typed = {key: setting.of(settings) for key, setting in registry().settings.items()}

        assert typed["hold.duration"] == timedelta(minutes=10)
        assert typed["class.registration_opens"] is None
        assert typed["class.cost_credits"] == Decimal("1.00")
        assert typed["notify.quiet_hours"] == QuietHours(time(22), time(7))
        assert typed["reminders.offsets"] == (timedelta(days=1), timedelta(hours=1))
        assert registry().settings["notify.quiet_hours"].of({**settings, "notify.quiet_hours": None}) is None

    def test_give_the_default_in_a_studio_that_was_resolved_before_the_setting_came(self) -> None:
        settings = {key: value for key, value in registry().resolve("studio", {}).items() if key != "hold.duration"}

        assert registry().settings["hold.duration"].of(settings) == timedelta(minutes=10)

    def test_say_that_a_module_is_off_while_what_it_stands_under_is_off(self) -> None:
        classes = registry().features()["classes"]

        assert classes.of(registry().resolve("studio", {}))
        assert not classes.of(registry().resolve("studio", {"features.calendar": False}))


class TestFormerKeys:
    def test_are_understood_and_answered_under_todays_key(self) -> None:
        assert registry().validate_all({"features.sessions": False}) == {"features.classes": False}
        assert registry().resolve("studio", {"features.sessions": False})["features.classes"] is False
        assert registry().find("features.sessions") is registry().settings["features.classes"]

    def test_count_less_than_todays(self) -> None:
        both = {"features.classes": True, "features.sessions": False}

        assert registry().validate_all(both) == {"features.classes": True}

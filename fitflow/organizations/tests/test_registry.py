import json
from datetime import time, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fitflow.core.errors import Invalid
from fitflow.core.zones import QuietHours
from fitflow.organizations import registry
from fitflow.organizations.registry import PRESETS, SETTINGS, Group, Kind, resolve, validate, validate_all

anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=12) | st.decimals(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=2),
    max_leaves=6,
)
keys = st.sampled_from(sorted(SETTINGS))
issue_keys = [
    "hold.duration", "hold.rate_limit", "waitlist.hold_duration", "waitlist.late_window",
    "waitlist.late_hold_duration", "waitlist.promote_until", "booking.window",
    "booking.client_min_notice.class", "booking.one_step", "booking.show_spots", "booking.mistap_grace",
    "cancel.policy", "cancel.cutoff_before", "credits.validity", "credits.rounding", "credits.refund_grace",
    "class.cost_credits", "class.default_capacity", "class.registration_opens", "class.registration_closes",
    "class.late_cancel_cutoff", "attendance.grace", "attendance.auto_no_show", "reminders.offsets",
    "calendar.color_by", "clients.self_signup", "clients.welcome_credits", "notify.quiet_hours",
    "branding.color", "branding.logo_text", "features.sessions", "features.waitlist",
]  # fmt: skip


class TestSettings:
    @pytest.mark.parametrize("key", issue_keys)
    def test_include_every_key_that_was_asked_for(self, key: str) -> None:
        assert key in SETTINGS

    @pytest.mark.parametrize("key", sorted(SETTINGS))
    def test_have_a_default_that_is_right_and_in_normal_form(self, key: str) -> None:
        assert validate(key, SETTINGS[key].default) == SETTINGS[key].default

    @pytest.mark.parametrize("key", sorted(SETTINGS))
    def test_are_labelled_and_grouped_for_people(self, key: str) -> None:
        assert str(SETTINGS[key].label)
        assert str(SETTINGS[key].group.label)
        assert SETTINGS[key].expected
        assert bool(SETTINGS[key].choices) is (SETTINGS[key].kind is Kind.CHOICE)

    def test_are_listed_once_each_by_group(self) -> None:
        listed = [setting.key for group in registry.settings_by_group().values() for setting in group]

        assert sorted(listed) == sorted(SETTINGS)
        assert list(registry.settings_by_group()) == list(Group)


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
        assert validate(key, value) == normal

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
            ("class.cost_credits", "1.005", "two decimals from 0.00 to 100.00"),
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
            validate(key, value)

        assert refusal.value.errors.keys() == {key}
        assert key in refusal.value.errors[key][0]
        assert hint in refusal.value.errors[key][0]

    def test_suggests_the_key_that_was_probably_meant(self) -> None:
        with pytest.raises(Invalid, match=r"Did you mean hold\.duration\?"):
            validate("hold.durations", 600)

    @given(keys, anything)
    def test_answers_random_input_with_a_normal_form_or_a_refusal(self, key: str, value: object) -> None:
        try:
            normal = validate(key, value)
        except Invalid as refusal:
            named = refusal.errors
        else:
            named = {key: []}
            assert validate(key, normal) == normal
            assert json.loads(json.dumps(normal)) == normal

        assert named.keys() == {key}

    def test_names_every_wrong_key_at_once(self) -> None:
        with pytest.raises(Invalid) as refusal:
            validate_all({"hold.duration": 0, "hold.rate_limit": 5, "nothing.like_it": 3})

        assert refusal.value.errors.keys() == {"hold.duration", "nothing.like_it"}


class TestResolve:
    @pytest.mark.parametrize("preset", sorted(PRESETS))
    def test_gives_every_key_a_right_value_in_every_preset(self, preset: str) -> None:
        resolved = resolve(preset, {})

        assert resolved.keys() == SETTINGS.keys()
        assert validate_all(resolved) == resolved

    def test_gives_each_preset_its_character(self) -> None:
        coach, gym, club = resolve("coach", {}), resolve("cohort_gym", {}), resolve("pt_club", {})

        assert (coach["cancel.policy"], coach["booking.one_step"]) == ("flexible", True)
        assert (gym["cancel.policy"], gym["cancel.cutoff_before"], gym["class.default_capacity"]) == (
            "cutoff",
            43200,
            15,
        )
        assert (club["features.waitlist"], club["attendance.auto_no_show"]) == (False, False)
        assert resolve("studio", {})["waitlist.hold_duration"] == 1800

    def test_lets_the_studio_have_the_last_word(self) -> None:
        assert resolve("coach", {"cancel.policy": "tiered"})["cancel.policy"] == "tiered"

    def test_refuses_an_unknown_preset_and_names_the_known(self) -> None:
        with pytest.raises(Invalid, match="studio, coach, pt_club, cohort_gym"):
            resolve("spa", {})

    def test_does_not_share_lists_that_somebody_could_change(self) -> None:
        offsets = resolve("studio", {})["reminders.offsets"]
        assert isinstance(offsets, list)

        offsets.append(1)

        assert resolve("studio", {})["reminders.offsets"] == [86400, 3600]

    def test_offers_four_presets_with_a_sentence_each(self) -> None:
        assert list(PRESETS) == ["studio", "coach", "pt_club", "cohort_gym"]
        assert all(str(preset.sentence).endswith(".") for preset in PRESETS.values())


class TestReaders:
    def test_give_resolved_values_their_types(self) -> None:
        settings = resolve("studio", {})

        assert registry.duration_in(settings, "hold.duration") == timedelta(minutes=10)
        assert registry.optional_duration_in(settings, "class.registration_opens") is None
        assert registry.credits_in(settings, "class.cost_credits") == Decimal("1.00")
        assert registry.quiet_hours_in(settings) == QuietHours(time(22), time(7))
        assert registry.quiet_hours_in({**settings, "notify.quiet_hours": None}) is None

import json
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fitflow.core.formats import Formats
from fitflow.organizations.typed_settings.registry import registry
from fitflow.schedule.forms.policies import KINDS
from fitflow.schedule.rules.policies import (
    Policy,
    PolicyKind,
    PolicyLevels,
    Tier,
    applicable_policy,
    kind_title,
    late_cancel_before,
    policy_words,
    share_words,
    tiers_of,
)
from fitflow.schedule.settings import POLICY

HOUR = timedelta(hours=1)
STUDIO = registry().resolve("studio", {})


@dataclass(frozen=True)
class Row:
    """A stored policy, as the rules see it."""

    kind: str
    name: str = ""
    tiers: list[Any] = field(default_factory=list)


def of_kind(kind: PolicyKind, rows: object = (), cutoff: timedelta = 12 * HOUR) -> Policy:
    return Policy(kind, "", tiers_of(kind, rows=rows, cutoff=cutoff), timedelta(minutes=5))


policies = st.builds(
    Policy,
    st.sampled_from(PolicyKind),
    st.text(max_size=10),
    st.lists(
        st.builds(
            Tier, st.integers(0, 30 * 86_400).map(lambda s: timedelta(seconds=s)), st.integers(0, 100), st.booleans()
        ),
        max_size=4,
    ).map(tuple),
    st.integers(0, 3600).map(lambda s: timedelta(seconds=s)),
)


class TestApplicablePolicy:
    def test_is_that_of_the_session_before_all_others(self) -> None:
        levels = PolicyLevels(STUDIO, Row("flexible", "Open day"), Row("cutoff", "Strict"), "class")

        assert applicable_policy(levels).title == "Open day"

    def test_is_that_of_the_class_type_when_the_session_has_none(self) -> None:
        levels = PolicyLevels(STUDIO, class_type=Row("custom", "Workshop", [[48, 100], [24, 30]]))

        assert applicable_policy(levels).tiers == (Tier(48 * HOUR, 100), Tier(24 * HOUR, 30))

    def test_is_flexible_for_check_ins_whatever_the_studio_says(self) -> None:
        assert applicable_policy(PolicyLevels(STUDIO, kind="check_in")).kind is PolicyKind.FLEXIBLE

    @pytest.mark.parametrize(
        ("preset", "kind"),
        [("studio", "tiered"), ("coach", "flexible"), ("cohort_gym", "cutoff"), ("pt_club", "tiered")],
    )
    def test_is_that_of_the_studio_otherwise(self, preset: str, kind: str) -> None:
        assert applicable_policy(PolicyLevels(registry().resolve(preset, {}))).kind == kind

    def test_reads_the_studio_s_own_rows(self) -> None:
        settings = registry().resolve("studio", {"cancel.policy": "custom", "cancel.tiers": [[6, 80]]})

        assert applicable_policy(PolicyLevels(settings)).tiers == (Tier(6 * HOUR, 80),)

    def test_takes_the_session_s_cutoff_before_that_of_the_studio(self) -> None:
        levels = PolicyLevels(registry().resolve("cohort_gym", {}))
        starts_at = datetime(2026, 3, 2, 6, 30, tzinfo=UTC)
        own = late_cancel_before(starts_at, starts_at - 3 * HOUR)

        assert applicable_policy(levels).tiers == (Tier(12 * HOUR, 100),)
        assert applicable_policy(levels, late_cancel_before=own).tiers == (Tier(3 * HOUR, 100),)
        assert late_cancel_before(starts_at, None) is None

    def test_carries_the_studio_s_mistap_grace(self) -> None:
        settings = registry().resolve("studio", {"booking.mistap_grace": 60})

        assert applicable_policy(PolicyLevels(settings)).mistap_grace == timedelta(minutes=1)


class TestSnapshot:
    @given(policies)
    def test_gives_the_same_policy_back_after_a_trip_through_json(self, policy: Policy) -> None:
        assert Policy.from_json(json.loads(json.dumps(policy.to_json()))) == policy

    def test_is_readable_for_people_and_programs(self) -> None:
        assert of_kind(PolicyKind.TIERED).to_json() == {
            "kind": "tiered",
            "name": "",
            "tiers": [
                {"min_hours_before": 24, "percent": 100, "inclusive": False},
                {"min_hours_before": 12, "percent": 50, "inclusive": True},
            ],
            "mistap_grace": 300,
        }


class TestPolicyWords:
    @pytest.mark.parametrize(
        ("policy", "words"),
        [
            (of_kind(PolicyKind.FLEXIBLE), "All back until the start"),
            (
                of_kind(PolicyKind.TIERED),
                "All back more than 24 hours before the start, half back until 12 hours before the start, "
                "nothing after that",
            ),
            (
                of_kind(PolicyKind.CUTOFF, cutoff=90 * timedelta(minutes=1)),
                "All back until 90 minutes before the start, nothing after that",
            ),
            (
                of_kind(PolicyKind.CUSTOM, [[72, 80], [0, 30]]),
                "80% back until 3 days before the start, 30% back until the start",
            ),
            (of_kind(PolicyKind.CUSTOM, [[72, 0]]), "Nothing back"),
        ],
    )
    def test_say_in_plain_words_what_comes_back(self, policy: Policy, words: str) -> None:
        assert policy_words(policy, Formats()) == words

    def test_name_shares(self) -> None:
        assert [share_words(percent, Formats()) for percent in (100, 50, 33, 0)] == [
            "all back",
            "half back",
            "33% back",
            "nothing back",
        ]

    def test_name_policies_that_have_no_name_of_their_own(self) -> None:
        assert of_kind(PolicyKind.CUTOFF).title == "Cut-off"


class TestKinds:
    """A kind stands in the rules and in the words of the setting; forms, API and first policies follow."""

    def test_are_all_offered_by_the_setting(self) -> None:
        assert {name for name, _words in POLICY.choices} == set(PolicyKind)

    def test_are_all_offered_by_the_form(self) -> None:
        assert {name for name, _words in KINDS} == set(PolicyKind)

    @pytest.mark.parametrize("kind", PolicyKind)
    def test_have_a_title_and_tiers(self, kind: PolicyKind) -> None:
        assert kind_title(kind)
        assert tiers_of(kind, rows=[[12, 50]], cutoff=HOUR)

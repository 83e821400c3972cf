from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fitflow.booking.rules.eligibility import Act, Entitlement, Facts, Reason, ineligibility, what_pays
from fitflow.booking.rules.offers import OfferSettings, offer_deadline, offers_possible, waitlist_closes_at
from fitflow.booking.rules.spots import is_few, open_spots, spots_to_show
from fitflow.core.tests.waking import waking_time
from fitflow.core.zones import Period, QuietHours, instant_of
from fitflow.organizations.typed_settings.registry import registry

ROME, NEW_YORK = ZoneInfo("Europe/Rome"), ZoneInfo("America/New_York")
HOUR, MINUTE, TICK = timedelta(hours=1), timedelta(minutes=1), timedelta.resolution
NOW = datetime(2026, 11, 18, 12, tzinfo=UTC)
START = NOW + 20 * HOUR
ONE = Decimal("1.00")
FINE = Facts(
    Act.HOLD, NOW, "published", START, Period(NOW - HOUR, START), client_may_book=True, entitlement=Entitlement.CREDITS
)

NIGHT = QuietHours(time(22), time(7))
STUDIO = OfferSettings(quiet_hours=NIGHT)
DAYTIME = OfferSettings()
zones = st.sampled_from([ROME, NEW_YORK, ZoneInfo("Australia/Lord_Howe"), ZoneInfo("UTC")])
starts = st.builds(datetime.combine, st.dates(date(2026, 1, 1), date(2026, 12, 31)), st.times(), st.just(UTC))
lengths = st.builds(lambda n: n * MINUTE, st.integers(1, 240))
offer_settings = st.builds(
    OfferSettings,
    hold_duration=lengths,
    late_window=st.builds(lambda n: n * MINUTE, st.integers(0, 600)),
    late_hold_duration=st.builds(lambda n: n * MINUTE, st.integers(1, 60)),
    promote_until=st.builds(lambda n: n * MINUTE, st.integers(0, 60)),
    quiet_hours=st.sampled_from([None, NIGHT, QuietHours(time(1), time(3)), QuietHours(time(13), time(15))]),
)
leads = st.builds(lambda n: timedelta(seconds=n), st.integers(1, 3 * 86_400))
befores = st.builds(lambda n: timedelta(seconds=n), st.integers(-3600, 3 * 86_400))


class TestIneligibility:
    @pytest.mark.parametrize("act", Act)
    def test_finds_nothing_against_a_member_with_credits_and_time(self, act: Act) -> None:
        assert ineligibility(replace(FINE, act=act)) is None

    @pytest.mark.parametrize(
        ("change", "reason", "acts"),
        [
            ({"client_may_book": False}, Reason.CLIENT_INACTIVE, set(Act)),
            ({"is_on": False}, Reason.NOT_FOUND, {Act.HOLD, Act.JOIN}),
            ({"status": "cancelled"}, Reason.NOT_BOOKABLE, set(Act)),
            ({"status": "completed"}, Reason.NOT_BOOKABLE, set(Act)),
            ({"status": "in_progress"}, Reason.NOT_BOOKABLE, {Act.HOLD, Act.JOIN}),
            ({"has_booking": True}, Reason.ALREADY_BOOKED, set(Act)),
            ({"has_hold": True}, Reason.ALREADY_HELD, {Act.HOLD, Act.OFFER, Act.JOIN}),
            ({"overlaps": True}, Reason.OVERLAPPING, {Act.CONFIRM, Act.OFFER}),
            ({"entitlement": None}, Reason.NO_ENTITLEMENT, {Act.HOLD, Act.CONFIRM, Act.OFFER}),
            ({"registration": Period(NOW + TICK, START)}, Reason.NOT_YET_OPEN, {Act.HOLD, Act.JOIN}),
            ({"registration": Period(NOW - HOUR, NOW)}, Reason.CLOSED, {Act.HOLD, Act.JOIN}),
            ({"min_notice": 20 * HOUR + TICK}, Reason.TOO_LATE, {Act.HOLD, Act.JOIN}),
            ({"bookable_until": START}, Reason.TOO_FAR_AHEAD, {Act.HOLD, Act.JOIN}),
        ],
    )
    def test_names_the_reason_in_the_acts_it_concerns(
        self, change: dict[str, Any], reason: Reason, acts: set[Act]
    ) -> None:
        found = {act: ineligibility(replace(FINE, act=act, **change)) for act in Act}

        assert found == {act: reason if act in acts else None for act in Act}

    @pytest.mark.parametrize(
        "change",
        [
            {"registration": Period(NOW, START)},
            {"min_notice": 20 * HOUR},
            {"bookable_until": START + TICK},
            {"entitlement": Entitlement.FREE},
        ],
    )
    def test_gives_the_boundaries_to_the_client(self, change: dict[str, Any]) -> None:
        assert ineligibility(replace(FINE, **change)) is None

    def test_does_not_bind_staff_to_registration_times(self) -> None:
        late = replace(FINE, now=START + MINUTE, status="in_progress", by_staff=True, min_notice=12 * HOUR)

        assert ineligibility(late) is None
        assert ineligibility(replace(late, entitlement=None)) is None
        assert ineligibility(replace(late, status="completed")) is Reason.NOT_BOOKABLE

    def test_hides_drafts_from_clients_alone(self) -> None:
        draft = replace(FINE, status="draft")

        assert ineligibility(draft) is Reason.NOT_FOUND
        assert ineligibility(replace(draft, by_staff=True)) is Reason.NOT_BOOKABLE
        assert ineligibility(replace(draft, act=Act.CONFIRM)) is Reason.NOT_BOOKABLE


class TestWhatPays:
    def test_is_nothing_for_what_is_free_and_credits_where_they_are_enough(self) -> None:
        assert what_pays(Decimal(0), Decimal(0), at_studio=True) is Entitlement.FREE
        assert what_pays(ONE, ONE, at_studio=True) is Entitlement.CREDITS
        assert what_pays(ONE, Decimal("0.99"), at_studio=False) is None
        assert what_pays(ONE, Decimal("0.99"), at_studio=True) is Entitlement.AT_STUDIO


class TestReason:
    def test_has_the_codes_and_statuses_of_the_api(self) -> None:
        assert {reason.code for reason in Reason} == {
            "client_inactive",
            "not_open",
            "already_booked",
            "already_held",
            "overlapping_booking",
            "no_entitlement",
            "not_found",
        }
        assert [reason for reason in Reason if reason.status == 402] == [Reason.NO_ENTITLEMENT]
        assert [reason for reason in Reason if reason.status == 404] == [Reason.NOT_FOUND]

    @pytest.mark.parametrize("reason", Reason)
    def test_is_one_sentence_and_fits_its_column(self, reason: Reason) -> None:
        assert str(reason.words).endswith(".")
        assert len(reason) <= 40


def rome(day: int, at: str) -> datetime:
    return instant_of(date(2026, 11, day), time.fromisoformat(at), ROME)


class TestOfferDeadline:
    @pytest.mark.parametrize(
        ("made_at", "starts_at", "deadline"),
        [
            (rome(18, "12:00"), rome(19, "18:00"), rome(18, "12:30")),
            (rome(18, "21:50"), rome(19, "18:00"), rome(19, "07:20")),
            (rome(18, "23:00"), rome(19, "18:00"), rome(19, "07:30")),
            (rome(18, "21:30"), rome(19, "18:00"), rome(18, "22:00")),
            (rome(18, "23:00"), rome(19, "06:30"), rome(19, "04:30")),
            (rome(19, "04:30"), rome(19, "06:30"), rome(19, "04:35")),
            (rome(19, "05:00"), rome(19, "06:30"), rome(19, "05:05")),
            (rome(18, "15:40"), rome(18, "18:00"), rome(18, "16:00")),
            (rome(18, "15:59"), rome(18, "18:00"), rome(18, "16:04")),
            (rome(18, "16:00"), rome(18, "18:00"), rome(18, "16:05")),
            (rome(18, "18:05"), rome(18, "18:00"), rome(18, "18:10")),
            (rome(18, "18:12"), rome(18, "18:00"), rome(18, "18:15")),
        ],
    )
    def test_is_what_people_were_told(self, made_at: datetime, starts_at: datetime, deadline: datetime) -> None:
        assert offer_deadline(made_at, starts_at, ROME, STUDIO) == deadline

    def test_counts_the_night_when_quiet_hours_are_off(self) -> None:
        assert offer_deadline(rome(18, "23:00"), rome(19, "18:00"), ROME, DAYTIME) == rome(18, "23:30")

    @given(starts, leads, zones, offer_settings)
    def test_lies_ahead_and_not_beyond_the_closing_of_the_queue(
        self, starts_at: datetime, lead: timedelta, zone: ZoneInfo, settings: OfferSettings
    ) -> None:
        closing = waitlist_closes_at(starts_at, settings)
        made_at = closing - lead

        deadline = offer_deadline(made_at, starts_at, zone, settings)

        assert offers_possible(made_at, starts_at, settings)
        assert made_at < deadline <= closing
        assert deadline == closing or deadline - made_at >= settings.late_hold_duration

    @given(starts, befores, befores, zones, offer_settings)
    def test_is_never_earlier_for_an_offer_made_later(
        self, starts_at: datetime, one: timedelta, other: timedelta, zone: ZoneInfo, settings: OfferSettings
    ) -> None:
        earlier, later = sorted([starts_at - one, starts_at - other])

        assert offer_deadline(earlier, starts_at, zone, settings) <= offer_deadline(later, starts_at, zone, settings)

    @given(starts, leads, zones, offer_settings)
    def test_gives_the_full_waking_time_unless_a_line_cuts_it(
        self, starts_at: datetime, lead: timedelta, zone: ZoneInfo, settings: OfferSettings
    ) -> None:
        cut = starts_at - settings.late_window
        made_at = cut - lead
        deadline = offer_deadline(made_at, starts_at, zone, settings)

        awake = waking_time(Period(made_at, deadline), zone, settings.quiet_hours)

        if deadline < cut and deadline - made_at > settings.late_hold_duration:
            assert awake == settings.hold_duration
        if deadline > cut:
            assert deadline - made_at <= settings.late_hold_duration

    def test_is_impossible_from_a_quarter_past_the_start(self) -> None:
        assert offers_possible(START + 15 * MINUTE - TICK, START, STUDIO)
        assert not offers_possible(START + 15 * MINUTE, START, STUDIO)
        assert not offers_possible(START, START, replace(STUDIO, promote_until=timedelta()))

    def test_reads_its_lengths_from_the_studio_s_settings(self) -> None:
        assert OfferSettings.of(registry().resolve("studio", {})) == STUDIO
        assert OfferSettings.of(registry().resolve("studio", {"notify.quiet_hours": None})) == DAYTIME


class TestSpots:
    def test_of_the_queue_are_never_shown_as_open(self) -> None:
        assert open_spots(10, 7, 1) == 2
        assert open_spots(10, 9, 4) == 0

    @pytest.mark.parametrize(
        ("available", "show", "shown"),
        [
            (9, "exact", 9),
            (0, "exact", 0),
            (3, "low_only", 3),
            (4, "low_only", None),
            (0, "low_only", 0),
            (2, "hidden", None),
            (0, "hidden", 0),
        ],
    )
    def test_are_counted_as_openly_as_the_studio_wants(self, available: int, show: str, shown: int | None) -> None:
        assert spots_to_show(available, show) == shown

    @pytest.mark.parametrize(
        ("shown", "capacity", "few"), [(3, 4, True), (4, 4, False), (5, 20, True), (6, 20, False), (None, 4, False)]
    )
    def test_are_few_when_one_should_hurry(self, shown: int | None, capacity: int, few: bool) -> None:
        assert is_few(shown, capacity) is few

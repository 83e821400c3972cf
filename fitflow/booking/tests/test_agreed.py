"""What was shown is agreed to: who takes, moves or gives away a spot gets what they read, or nothing is done."""

import json
from collections.abc import Callable
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fitflow.booking.factories import give_credits, make_class_type, make_session
from fitflow.booking.models import Booking, SpotHold
from fitflow.booking.queries.bookings import judged
from fitflow.booking.queries.public import terms_of
from fitflow.booking.refusals import TermsChanged
from fitflow.booking.rules.agreed import Agreed
from fitflow.booking.services.bookings import cancel_booking, reschedule_booking
from fitflow.booking.services.capacity import set_capacity
from fitflow.booking.services.holds import book_spot, confirm_hold, hold_spot
from fitflow.booking.services.moving import SessionMove
from fitflow.booking.services.sessions import SessionDetails, edit_session, move_session
from fitflow.booking.services.waitlist import join_waitlist
from fitflow.booking.tests.several_clients import balance
from fitflow.core import clock
from fitflow.core.actor import Actor, Studio
from fitflow.core.db import one_row
from fitflow.core.jobs import drain
from fitflow.notify.models import Message
from fitflow.organizations.factories import make_client_actor, make_staff
from fitflow.organizations.models import Location, Organization
from fitflow.organizations.typed_settings.registry import registry
from fitflow.schedule.models import CancellationPolicy, Session
from fitflow.schedule.rules.policies import PolicyLevels, applicable_policy

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
pytestmark = pytest.mark.usefixtures("engine_time")
Change = Callable[[Actor, Session, datetime], Any]


@pytest.fixture
def session(studio: Studio) -> Session:
    kind = make_class_type(studio, spot_name="Bike", cost_credits=Decimal(1))
    return make_session(studio, class_type=kind, capacity=2, starts_in=3 * DAY)


@pytest.fixture
def member(maya: Actor) -> Actor:
    give_credits(maya)
    return maya


def shown(actor: Actor, session: Session, now: datetime) -> Agreed:
    return terms_of(actor, session.pk, now=now).facts


def later(manager: Actor, session: Session, now: datetime) -> None:
    move_session(manager, SessionMove(session.starts_at - 2 * DAY), session_id=session.pk, now=now)


def longer(manager: Actor, session: Session, now: datetime) -> None:
    move_session(manager, SessionMove(ends_at=session.ends_at + HOUR), session_id=session.pk, now=now)


def elsewhere(manager: Actor, session: Session, now: datetime) -> None:
    hall = Location.objects.create(organization_id=manager.organization_id, name="Harbour hall")
    move_session(manager, SessionMove(location_id=hall.pk), session_id=session.pk, now=now)


def with_another(manager: Actor, session: Session, now: datetime) -> None:
    trainer = make_staff(manager.organization, name="Lee Park")
    move_session(manager, SessionMove(trainer_id=trainer.pk), session_id=session.pk, now=now)


def dearer(manager: Actor, session: Session, now: datetime) -> None:
    details = SessionDetails(frozenset({"cost_credits"}), cost_credits=Decimal(3))
    edit_session(manager, details, session_id=session.pk, now=now)


def stricter(manager: Actor, session: Session, now: datetime) -> None:
    policy = CancellationPolicy.objects.create(
        organization_id=manager.organization_id, name="Strict", kind="custom", tiers=[[72, 100]]
    )
    edit_session(manager, SessionDetails(frozenset({"policy_id"}), policy_id=policy.pk), session_id=session.pk, now=now)


CHANGES = {
    "the time": (later, ["ends_at", "starts_at"]),
    "the length": (longer, ["ends_at"]),
    "the place": (elsewhere, ["location"]),
    "the trainer": (with_another, ["trainer"]),
    "the price": (dearer, ["credits"]),
    "the terms of cancelling": (stricter, ["terms"]),
}
every_change = pytest.mark.parametrize(("change", "names"), CHANGES.values(), ids=CHANGES)


@every_change
class TestWhenSomethingHasChanged:
    def test_holding_what_was_shown_holds_nothing(
        self, manager: Actor, member: Actor, session: Session, now: datetime, change: Change, names: list[str]
    ) -> None:
        seen = shown(member, session, now)
        change(manager, session, now)

        refusal = hold_spot(member, session_id=session.pk, expected=seen, now=now).refusal

        assert isinstance(refusal, TermsChanged)
        assert refusal.details["changed"] == names
        assert refusal.details["now"] == shown(member, session, now)
        assert not SpotHold.objects.exists()
        assert hold_spot(member, session_id=session.pk, expected=shown(member, session, now), now=now).hold_id

    def test_booking_in_one_step_what_was_shown_books_nothing(
        self, manager: Actor, member: Actor, session: Session, now: datetime, change: Change, names: list[str]
    ) -> None:
        seen = shown(member, session, now)
        change(manager, session, now)

        with pytest.raises(TermsChanged) as refused:
            book_spot(member, session_id=session.pk, expected=seen, now=now)

        assert refused.value.details["changed"] == names
        assert balance(member, now) == 10
        assert book_spot(member, session_id=session.pk, expected=shown(member, session, now), now=now).is_new

    def test_a_hold_remembers_what_it_was_taken_for(
        self, manager: Actor, member: Actor, session: Session, now: datetime, change: Change, names: list[str]
    ) -> None:
        held = hold_spot(member, session_id=session.pk, now=now)
        assert held.hold_id is not None
        change(manager, session, now)

        with pytest.raises(TermsChanged) as refused:
            confirm_hold(member, hold_id=held.hold_id, now=now)

        assert refused.value.details["changed"] == names
        assert refused.value.details["shown"] == held.facts
        assert balance(member, now) == 10
        seen = refused.value.details["now"]
        assert confirm_hold(member, hold_id=held.hold_id, expected=seen, now=now).is_new

    def test_a_reschedule_to_it_moves_nothing(
        self,
        studio: Studio,
        manager: Actor,
        member: Actor,
        session: Session,
        now: datetime,
        change: Change,
        names: list[str],
    ) -> None:
        booked = book_spot(member, session_id=make_session(studio, starts_in=5 * DAY).pk, now=now)
        seen = shown(member, session, now)
        change(manager, session, now)

        with pytest.raises(TermsChanged) as refused:
            reschedule_booking(member, booking_id=booked.booking_id, to_session_id=session.pk, expected=seen, now=now)

        assert refused.value.details["changed"] == names

    def test_an_offer_is_taken_as_it_was_made_or_not_at_all(
        self, studio: Studio, manager: Actor, member: Actor, session: Session, now: datetime, change: Change,
        names: list[str],
    ) -> None:  # fmt: skip
        set_capacity(manager, session_id=session.pk, capacity=1, reason="", now=now)
        other = make_client_actor(studio, name="Ola")
        give_credits(other)
        taken = book_spot(other, session_id=session.pk, now=now)
        join_waitlist(member, session_id=session.pk, now=now)
        cancel_booking(other, booking_id=taken.booking_id, now=now)
        offer = SpotHold.objects.get(kind="priority")
        change(manager, session, now)

        with pytest.raises(TermsChanged) as refused:
            confirm_hold(member, hold_id=offer.pk, now=now)

        assert refused.value.details["changed"] == names


class TestWhatHarmsNobody:
    def test_a_lower_price_is_taken(self, manager: Actor, member: Actor, session: Session, now: datetime) -> None:
        held = hold_spot(member, session_id=session.pk, now=now)
        assert held.hold_id is not None
        details = SessionDetails(frozenset({"cost_credits"}), cost_credits=Decimal(0))
        edit_session(manager, details, session_id=session.pk, now=now)

        assert confirm_hold(member, hold_id=held.hold_id, now=now).credits == 0

    def test_what_is_not_said_is_not_asked(
        self, manager: Actor, member: Actor, session: Session, now: datetime
    ) -> None:
        seen = {"starts_at": shown(member, session, now)["starts_at"]}
        dearer(manager, session, now)

        assert book_spot(member, session_id=session.pk, expected=seen, now=now).credits == 3

    def test_terms_of_what_is_free_are_none(self, studio: Studio, member: Actor, now: datetime) -> None:
        free = make_session(studio, class_type=make_class_type(studio, cost_credits=Decimal(0)))

        assert "terms" not in shown(member, free, now)

    def test_a_time_of_another_zone_is_the_same_time(self, member: Actor, session: Session, now: datetime) -> None:
        local = session.starts_at.astimezone(member.zone).isoformat()

        assert hold_spot(member, session_id=session.pk, expected={"starts_at": local}, now=now).is_new


class TestANamedSpot:
    def test_that_is_another_one_by_now_is_told(
        self, studio: Studio, manager: Actor, member: Actor, session: Session, now: datetime
    ) -> None:
        held = hold_spot(member, session_id=session.pk, spot=2, now=now)
        assert (held.label, held.facts["spot"]) == ("Bike 2", "Bike 2")
        assert held.hold_id is not None
        set_capacity(manager, session_id=session.pk, capacity=1, reason="", now=now)

        with pytest.raises(TermsChanged) as refused:
            confirm_hold(member, hold_id=held.hold_id, now=now)

        assert refused.value.details["changed"] == ["spot"]
        assert confirm_hold(member, hold_id=held.hold_id, expected={"spot": "Bike 1"}, now=now).label == "Bike 1"


class TestCancelling:
    def test_what_was_moved_meanwhile_gives_nothing_away(
        self, manager: Actor, member: Actor, session: Session, now: datetime
    ) -> None:
        booked = book_spot(member, session_id=session.pk, now=now)
        seen = shown(member, session, now)
        later(manager, session, now)

        with pytest.raises(TermsChanged) as refused:
            cancel_booking(member, booking_id=booked.booking_id, expected=seen, now=now)

        assert refused.value.details["changed"] == ["ends_at", "starts_at"]
        assert Booking.objects.get().status == "confirmed"

    def test_does_not_ask_for_the_price_of_today(
        self, manager: Actor, member: Actor, session: Session, now: datetime
    ) -> None:
        booked = book_spot(member, session_id=session.pk, now=now)
        seen = shown(member, session, now)
        dearer(manager, session, now)

        assert cancel_booking(member, booking_id=booked.booking_id, expected=seen, now=now).credits_refunded == 1


class TestSmallMoves:
    def test_add_up_to_a_free_exit(self, manager: Actor, member: Actor, session: Session, now: datetime) -> None:
        booked = book_spot(member, session_id=session.pk, now=now)
        late, free = session.starts_at - HOUR, []
        for step in range(1, 4):
            move = SessionMove(session.starts_at + step * 14 * MINUTE)
            session = move_session(manager, move, session_id=session.pk, keep_in_series=True, now=now)
            session.starts_at -= step * 14 * MINUTE
            booking, there = Booking.objects.get(), Session.objects.get()
            _standing, decision = judged(member, booking, there, late)
            free.append((decision.percent, decision.why.value))

        assert free == [(0, "policy"), (100, "moved"), (100, "moved")]
        assert cancel_booking(member, booking_id=booked.booking_id, now=late).credits_refunded == 1

    def test_that_end_where_they_began_free_nobody(
        self, manager: Actor, member: Actor, session: Session, now: datetime
    ) -> None:
        book_spot(member, session_id=session.pk, now=now)
        for minutes in (14, 0):
            move = SessionMove(session.starts_at + minutes * MINUTE)
            move_session(manager, move, session_id=session.pk, now=now)

        late = session.starts_at - HOUR
        assert judged(member, Booking.objects.get(), Session.objects.get(), late)[1].percent == 0

    def test_are_told_as_what_they_come_to(
        self, manager: Actor, member: Actor, session: Session, now: datetime
    ) -> None:
        book_spot(member, session_id=session.pk, now=now)
        start = session.starts_at
        for step in (1, 2):
            with clock.at(now + step * MINUTE):
                move = SessionMove(start + step * 14 * MINUTE)
                move_session(manager, move, session_id=session.pk, now=now + step * MINUTE)
                drain(now + step * MINUTE)

        told = Message.objects.filter(template="booking/moved", channel="email").order_by("created_at")
        assert ["everything comes back" in message.text for message in told] == [False, True]


class TestAMove:
    def test_is_told_to_whoever_holds_a_place(
        self, manager: Actor, member: Actor, session: Session, now: datetime
    ) -> None:
        held = hold_spot(member, session_id=session.pk, now=now)
        later(manager, session, now)
        drain(now)

        told = Message.objects.get(template="booking/moved_held", channel="email")
        assert "still kept for you; nothing is booked yet" in told.text
        assert str(held.hold_id) in told.url


cases = st.fixed_dictionaries(
    {
        "kind": st.sampled_from(["class", "check_in"]),
        "own": st.sampled_from([None, "flexible", "tiered", "cutoff", "custom"]),
        "of_type": st.sampled_from([None, "flexible", "tiered", "cutoff", "custom"]),
        "of_studio": st.sampled_from(["flexible", "tiered", "cutoff", "custom"]),
        "rows": st.sampled_from([[[24, 100], [12, 50]], [[24, 100], [12, 30]], [[6, 100]]]),
        "cutoff": st.sampled_from([0, 3600, 43_200]),
        "own_cutoff": st.sampled_from([None, 0, 3600]),
        "grace": st.sampled_from([0, 300]),
    }
)


class TestTheTermsOfCancelling:
    @settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=40)
    @given(one=cases, other=cases)
    def test_are_the_same_word_where_the_rule_gives_the_same_policy(
        self, studio: Studio, one: dict[str, Any], other: dict[str, Any]
    ) -> None:
        (word, policy), (other_word, other_policy) = (told(studio, case) for case in (one, other))

        assert (word == other_word) == (policy == other_policy)


def told(studio: Studio, case: dict[str, Any]) -> tuple[str, Any]:
    """What the database says of the terms, and what decides by the rule."""
    values = {
        "cancel.policy": case["of_studio"], "cancel.tiers": case["rows"], "cancel.cutoff_before": case["cutoff"],
        "booking.mistap_grace": case["grace"],
    }  # fmt: skip
    resolved = registry().resolve(Organization.objects.get(pk=studio.id).preset, values)
    own, of_type = (policy(studio, case[name], case["rows"]) for name in ("own", "of_type"))
    cutoff = None if case["own_cutoff"] is None else timedelta(seconds=case["own_cutoff"])
    row = one_row(
        "SELECT cancel_terms(%s, %s::uuid, %s::uuid, %s::interval, %s::jsonb) AS word",
        [case["kind"], own and own.pk, of_type and of_type.pk, cutoff, json.dumps(resolved)],
    )
    found = applicable_policy(PolicyLevels(resolved, own, of_type, case["kind"]), late_cancel_before=cutoff)
    assert row is not None
    return row["word"], (found.kind, found.tiers, found.mistap_grace)


def policy(studio: Studio, kind: str | None, rows: Any) -> CancellationPolicy | None:
    if kind is None:
        return None
    tiers = rows if kind == "custom" else []
    found, _is_new = CancellationPolicy.objects.get_or_create(
        organization_id=studio.id, name=f"{kind} {tiers}", kind=kind, tiers=tiers
    )
    return found

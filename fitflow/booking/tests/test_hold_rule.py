"""Rules that are written twice, in SQL and in Python, say the same: on generated rows that stand in PostgreSQL."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

import pytest
from django.db import transaction
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from fitflow.billing.models import CreditAccount, CreditLot, LedgerEntry, Posting
from fitflow.billing.rules import Lot, spendable
from fitflow.booking.factories import make_class_type
from fitflow.booking.models import Booking, Spot, SpotHold, WaitlistEntry
from fitflow.booking.queries.public import card_of
from fitflow.booking.refusals import claim_refusal
from fitflow.booking.rules.eligibility import Act, Facts, Reason, ineligibility, notice_of, what_pays
from fitflow.booking.rules.shown import Shown
from fitflow.booking.rules.spots import open_spots, spots_to_show
from fitflow.core import clock
from fitflow.core.actor import Actor, Studio
from fitflow.core.db import one_row
from fitflow.core.zones import Period, end_of_months
from fitflow.organizations.models import Client, Organization
from fitflow.organizations.services.clients import set_client_status
from fitflow.organizations.typed_settings.registry import registry
from fitflow.schedule.models import ClassType, Session
from fitflow.schedule.rules.sessions import is_kind_on, price_of

NOW = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
LONG_AGO = NOW - timedelta(days=100)
SECOND, HOUR, DAY, TICK = timedelta(seconds=1), timedelta(hours=1), timedelta(days=1), timedelta.resolution
ZERO, HALF, ONE = Decimal("0.00"), Decimal("0.50"), Decimal("1.00")
ZONES = ["Europe/London", "America/New_York", "Australia/Lord_Howe", "Africa/Cairo", "America/Havana"]
ALL_KINDS: tuple[str, ...] = tuple(Session.Kind.values)
CAPACITY = 3


@dataclass(frozen=True)
class Credits:
    """A lot of the client, by what it has left and its distance from now."""

    amount: Decimal
    from_: timedelta
    until: timedelta | None
    kinds: tuple[str, ...]


@dataclass(frozen=True)
class World:
    """A studio, a session and a client, as far as the rule looks at them. Times are distances from `now`."""

    now: datetime
    zone: str
    calendar: bool
    classes: bool
    notice: timedelta
    months: int
    studio_price: Decimal
    kind: str
    status: str
    starts: timedelta | str
    opens: timedelta
    closes: timedelta
    price: Decimal | None
    type_price: Decimal | None
    client_status: str
    is_archived: bool
    lots: tuple[Credits, ...]
    claim: str
    waits: bool
    by_staff: bool

    @property
    def starts_at(self) -> datetime:
        """`starts`: a distance, or where the booking window ends and an instant to each side of it."""
        if isinstance(self.starts, timedelta):
            return self.now + self.starts
        last = end_of_months(self.now, self.months, ZoneInfo(self.zone))
        return last + {"before": -TICK, "at": timedelta(), "after": TICK}[self.starts]

    @property
    def opens_at(self) -> datetime:
        return self.now + self.opens

    @property
    def closes_at(self) -> datetime:
        return max(self.opens_at, self.now + self.closes)

    @property
    def settings(self) -> dict[str, Any]:
        return registry().resolve(
            "studio",
            {
                "features.calendar": self.calendar,
                "features.classes": self.classes,
                "booking.client_min_notice.class": int(self.notice / SECOND),
                "booking.window": self.months,
                "class.cost_credits": f"{self.studio_price:.2f}",
            },
        )


near = st.sampled_from([-DAY, -HOUR, -TICK, timedelta(), TICK, HOUR, 2 * HOUR, 2 * DAY])
lots = st.builds(
    Credits,
    st.sampled_from([HALF, ONE]),
    st.sampled_from([-DAY, timedelta(), TICK]),
    st.sampled_from([None, timedelta(seconds=1), TICK * 2]),
    st.sampled_from([(), ("class",), ("personal", "check_in")]),
)
worlds = st.builds(
    World,
    now=st.sampled_from([NOW, NOW + 14 * HOUR, datetime(2026, 10, 25, 0, 30, tzinfo=UTC)]),
    zone=st.sampled_from(ZONES),
    calendar=st.sampled_from([True, True, True, False]),
    classes=st.sampled_from([True, True, True, False]),
    notice=st.sampled_from([timedelta(), HOUR, 2 * DAY]),
    months=st.integers(1, 4),
    studio_price=st.sampled_from([ZERO, ONE]),
    kind=st.sampled_from(["class", "class", *ALL_KINDS]),
    status=st.sampled_from(["published"] * 4 + list(Session.Status.values)),
    starts=near | st.sampled_from(["before", "at", "after"]),
    opens=st.just(-DAY) | near,
    closes=st.just(2 * DAY) | near,
    price=st.sampled_from([None, None, ZERO, ONE, ONE + HALF]),
    type_price=st.sampled_from([None, ZERO, HALF]),
    client_status=st.sampled_from(["active"] * 4 + list(Client.Status.values)),
    is_archived=st.booleans(),
    lots=st.lists(lots, max_size=2).map(tuple),
    claim=st.sampled_from(["none"] * 4 + ["held", "offered", "lapsed", "booked"]),
    waits=st.booleans(),
    by_staff=st.booleans(),
)
#: Nothing speaks against it.
FINE = World(
    NOW, "Europe/London", True, True, timedelta(), 3, ONE, "class", "published", 2 * DAY, -DAY, 2 * DAY, None, None,
    "active", False, (Credits(ONE, -DAY, None, ()),), "none", waits=False, by_staff=False,
)  # fmt: skip


@dataclass(frozen=True)
class Rows:
    """A world as it stands in the database."""

    world: World
    session: Session
    client: Client
    spot: Spot | None

    @property
    def has_booking(self) -> bool:
        return self.world.claim == "booked"

    def facts(self, act: Act, *, as_visitor: bool = False) -> Facts:
        """What the twin is asked. Everything comes from the world, nothing from the functions that are compared."""
        world, known = self.world, self.world.settings
        lots = [
            Lot(uuid4(), lot.amount, world.now + lot.from_, until(world, lot), frozenset(lot.kinds))
            for lot in world.lots
        ]
        price = price_of(world.price, world.type_price if world.kind == "class" else None, world.studio_price)
        pays = what_pays(price, spendable(lots, kind=world.kind, now=world.now))
        return Facts(
            act=act,
            now=world.now,
            status=world.status,
            is_on=is_kind_on(known, world.kind),
            starts_at=world.starts_at,
            registration=Period(world.opens_at, world.closes_at),
            client_may_book=as_visitor or self.client.may_book,
            entitlement=what_pays(ZERO, ZERO) if as_visitor else pays,
            has_booking=not as_visitor and self.has_booking,
            has_hold=not as_visitor and self.spot is not None and not self.spot.is_free(world.now),
            is_waiting=world.waits,
            min_notice=notice_of(known, world.kind),
            bookable_until=end_of_months(world.now, world.months, ZoneInfo(world.zone)),
            by_staff=world.by_staff,
        )


def until(world: World, lot: Credits) -> datetime | None:
    return None if lot.until is None else world.now + lot.from_ + lot.until


@dataclass
class Maker:
    """Writes worlds, one after the other: each is gone when it has been looked at."""

    studio: Studio
    class_type: ClassType

    @contextmanager
    def rows(self, world: World) -> Iterator[Rows]:
        with clock.at(world.now), transaction.atomic():
            Organization.objects.filter(pk=self.studio.id).update(settings=world.settings, timezone=world.zone)
            ClassType.objects.filter(pk=self.class_type.pk).update(cost_credits=world.type_price)
            client, session = self.client(world), self.session(world)
            spot = self.claim(world, session, client)
            for lot in world.lots:
                self.lot(world, client, lot)
            if world.waits:
                WaitlistEntry.objects.create(
                    organization_id=self.studio.id, session=session, client=client, ordinal=1, joined_at=LONG_AGO
                )
            yield Rows(world, session, client, spot)
            transaction.set_rollback(True)

    def client(self, world: World) -> Client:
        is_archived = world.is_archived and world.client_status in ("inactive", "churned")
        return Client.objects.create(
            organization_id=self.studio.id, name="Somebody", search="somebody", status=world.client_status,
            archived_at=LONG_AGO if is_archived else None, created_at=LONG_AGO,
        )  # fmt: skip

    def session(self, world: World) -> Session:
        is_class = world.kind == Session.Kind.CLASS
        where: Any = {"trainer_id": self.class_type.trainer_id, "location_id": self.class_type.location_id}
        session = Session.objects.create(
            organization_id=self.studio.id, kind=world.kind, status=world.status,
            class_type=self.class_type if is_class else None, capacity=CAPACITY,
            starts_at=world.starts_at, ends_at=world.starts_at + HOUR, cost_credits=world.price,
            opens_at=world.opens_at, closes_at=world.closes_at, **where,
        )  # fmt: skip
        for number in range(1, CAPACITY + 1):
            Spot.objects.create(organization_id=self.studio.id, session=session, number=number)
        return session

    def claim(self, world: World, session: Session, client: Client) -> Spot | None:
        if world.claim == "none":
            return None
        lapses_at = world.now if world.claim == "lapsed" else world.now + TICK
        hold = SpotHold.objects.create(
            organization_id=self.studio.id, session=session, client=client, number=1,
            kind="priority" if world.claim == "offered" else "standard",
            status="confirmed" if world.claim == "booked" else "active", expires_at=lapses_at, created_at=LONG_AGO,
        )  # fmt: skip
        booking_id = self.booking(session, client, hold) if world.claim == "booked" else None
        Spot.objects.filter(session=session, number=1).update(
            client_id=client.pk, hold=hold, booking_id=booking_id, expires_at=None if booking_id else lapses_at
        )
        return Spot.objects.get(session=session, number=1)

    def booking(self, session: Session, client: Client, hold: SpotHold) -> UUID:
        booking = Booking.objects.create(
            organization_id=self.studio.id, session=session, client=client, hold=hold, number=1, policy={},
            starts_at=session.starts_at, ends_at=session.ends_at, credits=ZERO, confirmed_at=LONG_AGO,
        )  # fmt: skip
        return booking.pk

    def lot(self, world: World, client: Client, lot: Credits) -> None:
        account, _is_new = CreditAccount.objects.get_or_create(organization_id=self.studio.id, client=client)
        kept = CreditLot.objects.create(
            organization_id=self.studio.id, account=account, quantity=lot.amount, valid_from=world.now + lot.from_,
            valid_until=until(world, lot), kinds=list(lot.kinds), created_at=LONG_AGO,
        )  # fmt: skip
        posting = Posting.objects.create(
            organization_id=self.studio.id, account=account, kind="grant", reference=f"lot:{kept.pk}", at=LONG_AGO
        )
        LedgerEntry.objects.create(organization_id=self.studio.id, posting=posting, lot=kept, amount=lot.amount)


@pytest.fixture
def maker(studio: Studio) -> Maker:
    return Maker(studio, make_class_type(studio, capacity=CAPACITY))


def asked(sql: str, *values: Any) -> Any:
    row = one_row(f"SELECT {sql} AS found", values)
    return row and row["found"]


def hold_refusal(rows: Rows, *, as_visitor: bool = False) -> Reason | None:
    found = asked(
        "hold_refusal(%s::uuid, %s, %s, %s)",
        None if as_visitor else rows.client.pk,
        rows.session.pk,
        rows.world.by_staff,
        rows.world.now,
    )
    return None if found is None else Reason(found)


on_rows = settings(suppress_health_check=[HealthCheck.function_scoped_fixture])


class TestTheHoldRule:
    @on_rows
    @given(world=worlds)
    @example(world=FINE)
    def test_says_the_same_in_sql_and_in_python(self, maker: Maker, world: World) -> None:
        with maker.rows(world) as rows:
            assert hold_refusal(rows) == ineligibility(rows.facts(Act.HOLD))

    @on_rows
    @given(world=worlds)
    def test_asks_a_visitor_about_the_session_alone(self, maker: Maker, world: World) -> None:
        with maker.rows(world) as rows:
            found = hold_refusal(rows, as_visitor=True)

            assert found == ineligibility(rows.facts(Act.HOLD, as_visitor=True))
            assert found not in (Reason.CLIENT_INACTIVE, Reason.ALREADY_BOOKED, Reason.ALREADY_HELD)
            assert found != Reason.NO_ENTITLEMENT

    @on_rows
    @given(world=worlds)
    def test_is_what_the_claim_answers(self, maker: Maker, world: World) -> None:
        with maker.rows(world) as rows:
            refusal = hold_refusal(rows)

            answer = asked(
                "(claim_spot(%s, %s, %s, NULL, NULL, %s, true)).answer",
                maker.studio.id,
                rows.client.pk,
                rows.session.pk,
                world.by_staff,
            )

            said = {None: "held", Reason.ALREADY_HELD: "same"}
            assert answer == (said.get(refusal) or (refusal and refusal.code))

    @on_rows
    @given(world=worlds)
    def test_is_what_joining_asks_but_for_the_payment(self, maker: Maker, world: World) -> None:
        with maker.rows(world) as rows:
            refusal, joining = hold_refusal(rows), ineligibility(rows.facts(Act.JOIN))

            if refusal in (None, Reason.NO_ENTITLEMENT):
                assert joining == (Reason.ALREADY_WAITING if world.waits else None)
            else:
                assert joining == refusal

    @on_rows
    @given(world=worlds)
    def test_finds_what_pays_as_the_credits_rule_does(self, maker: Maker, world: World) -> None:
        with maker.rows(world) as rows:
            found = asked("entitlement(%s, %s, %s)", rows.client.pk, rows.session.pk, world.now)

            assert found == rows.facts(Act.CONFIRM).entitlement

    def test_of_a_session_that_is_not_there_is_not_found(self, maker: Maker) -> None:
        assert asked("hold_refusal(NULL, %s, true, now())", uuid4()) == Reason.NOT_FOUND

    def test_of_a_client_who_is_not_there_is_that_they_may_not_book(self, maker: Maker) -> None:
        with maker.rows(FINE) as rows:
            assert asked("hold_refusal(%s, %s, true, %s)", uuid4(), rows.session.pk, NOW) == Reason.CLIENT_INACTIVE

    @pytest.mark.parametrize("reason", Reason)
    def test_gives_programs_the_same_code_and_people_the_same_words(self, db: None, reason: Reason) -> None:
        refusal = claim_refusal(reason.code)

        assert asked("refusal_code(%s)", reason.value) == reason.code == refusal.code
        assert refusal.status == reason.status

    def test_is_what_a_page_says_in_place_of_a_button(
        self, maker: Maker, maya: Actor, manager: Actor, now: datetime
    ) -> None:
        """A reason for which pages have nothing of their own to say: they show its words."""
        assert maya.client_id is not None
        with maker.rows(FINE) as rows:
            assert card_of(maya, rows.session.pk, now=now).state is Shown.OPEN
            set_client_status(manager, client_id=maya.client_id, status="inactive", now=now)

            card = card_of(maya, rows.session.pk, now=now)

            assert (card.state, card.refusal) == (Shown.REFUSED, Reason.CLIENT_INACTIVE)


counts = st.integers(0, 6)


class TestRulesAboutSpots:
    @on_rows
    @given(capacity=counts, occupied=counts, waiting=counts, show=st.sampled_from(["exact", "low_only", "hidden"]))
    def test_count_and_show_the_same_in_sql_and_in_python(
        self, db: None, capacity: int, occupied: int, waiting: int, show: str
    ) -> None:
        free = open_spots(capacity, occupied, waiting)

        assert asked("open_spots(%s, %s, %s)", capacity, occupied, waiting) == free
        assert asked("spots_to_show(%s, %s)", free, show) == spots_to_show(free, show)

    @on_rows
    @given(is_empty=st.booleans(), lapses=st.none() | near)
    def test_call_the_same_spot_free_in_sql_and_in_python(
        self, db: None, is_empty: bool, lapses: timedelta | None
    ) -> None:
        client_id = None if is_empty else uuid4()
        expires_at = None if is_empty or lapses is None else NOW + lapses

        found = asked("spot_is_free(%s::uuid, %s::timestamptz, %s)", client_id, expires_at, NOW)

        assert found == Spot(client_id=client_id, expires_at=expires_at).is_free(NOW)

"""Studios, sessions and clients as the hold rule sees them: drawn at random, and written into the database."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

from django.db import transaction
from hypothesis import strategies as st

from fitflow.billing.models import CreditAccount, CreditLot, LedgerEntry, Posting
from fitflow.billing.rules import Lot, spendable
from fitflow.booking.models import Booking, Spot, SpotHold, WaitlistEntry
from fitflow.booking.rules.eligibility import Act, Facts, notice_of, what_pays
from fitflow.core import clock
from fitflow.core.actor import Studio
from fitflow.core.zones import Period, end_of_months
from fitflow.organizations.models import Client, Organization
from fitflow.organizations.typed_settings.registry import registry
from fitflow.schedule.models import ClassType, Session
from fitflow.schedule.rules.sessions import is_kind_on, is_paid_at_studio, price_of

NOW = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
LONG_AGO = NOW - timedelta(days=100)
SECOND, HOUR, DAY, TICK = timedelta(seconds=1), timedelta(hours=1), timedelta(days=1), timedelta.resolution
ZERO, HALF, ONE = Decimal("0.00"), Decimal("0.50"), Decimal("1.00")
ZONES = ["Europe/London", "America/New_York", "Australia/Lord_Howe", "Africa/Cairo", "America/Havana"]
CAPACITY = 3
EDGES = {
    f"{side} {edge}": (edge, step)
    for edge in ("notice", "window")
    for side, step in (("before", -TICK), ("at", timedelta()), ("after", TICK))
}


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
    payment: str
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
        """`starts`: a distance, or an instant before, at or after the end of the notice or of the booking window."""
        if isinstance(self.starts, timedelta):
            return self.now + self.starts
        edge, step = EDGES[self.starts]
        window = end_of_months(self.now, self.months, ZoneInfo(self.zone))
        return step + (window if edge == "window" else self.now + self.notice)

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
                "class.payment": self.payment,
            },
        )


#: Nothing speaks against it.
FINE = World(
    NOW, "Europe/London", True, True, timedelta(), 3, ONE, "credits", "class", "published", 2 * DAY, -DAY, 200 * DAY,
    None, None,
    "active", False, (Credits(ONE, -DAY, None, ()),), "none", waits=False, by_staff=False,
)  # fmt: skip

near = st.sampled_from([-DAY, -HOUR, -TICK, timedelta(), TICK, HOUR, 2 * HOUR, 2 * DAY])
lots = st.builds(
    Credits,
    st.sampled_from([HALF, ONE]),
    st.sampled_from([-DAY, timedelta(), TICK]),
    st.sampled_from([None, timedelta(seconds=1), TICK * 2]),
    st.sampled_from([(), ("class",), ("personal", "check_in")]),
)
#: What is drawn at random together, so that what depends on each other meets; the rest of a world stays as in FINE.
PARTS: Mapping[str, Mapping[str, st.SearchStrategy[Any]]] = {
    "registration": {
        "now": st.sampled_from([NOW, NOW + 14 * HOUR, datetime(2026, 10, 25, 0, 30, tzinfo=UTC)]),
        "zone": st.sampled_from(ZONES),
        "notice": st.sampled_from([timedelta(), HOUR, 2 * DAY]),
        "months": st.integers(1, 4),
        "starts": near | st.sampled_from(list(EDGES)),
        "opens": st.just(-DAY) | near,
        "closes": st.just(200 * DAY) | near,
    },
    "switches": {
        "calendar": st.booleans(),
        "classes": st.booleans(),
        "kind": st.sampled_from(Session.Kind.values),
        "by_staff": st.booleans(),
    },
    "state": {"status": st.sampled_from(Session.Status.values), "by_staff": st.booleans()},
    "money": {
        "kind": st.sampled_from(Session.Kind.values),
        "studio_price": st.sampled_from([ZERO, ONE]),
        "payment": st.sampled_from(["undecided", "credits", "at_studio"]),
        "price": st.sampled_from([None, None, ZERO, ONE, ONE + HALF]),
        "type_price": st.sampled_from([None, ZERO, HALF]),
        "lots": st.lists(lots, max_size=2).map(tuple),
    },
    "client": {"client_status": st.sampled_from(Client.Status.values), "is_archived": st.booleans()},
    "claim": {"claim": st.sampled_from(["none", "held", "offered", "lapsed", "booked"]), "waits": st.booleans()},
}


@st.composite
def worlds(draw: st.DrawFn) -> World:
    """A world of which some parts are not fine, perhaps."""
    parts = draw(st.lists(st.sampled_from(sorted(PARTS)), max_size=4, unique=True))
    changes = {name: draw(values) for part in parts for name, values in PARTS[part].items()}
    return replace(FINE, **changes)


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
        pays = what_pays(price, spendable(lots, kind=world.kind, now=world.now), at_studio=is_paid_at_studio(known))
        return Facts(
            act=act,
            now=world.now,
            status=world.status,
            is_on=is_kind_on(known, world.kind),
            starts_at=world.starts_at,
            registration=Period(world.opens_at, world.closes_at),
            client_may_book=as_visitor or self.client.may_book,
            entitlement=what_pays(ZERO, ZERO, at_studio=False) if as_visitor else pays,
            has_booking=not as_visitor and self.has_booking,
            has_hold=not as_visitor and self.spot is not None and not self.spot.is_free(world.now),
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
            archived_at=LONG_AGO if is_archived else None, status_before="active" if is_archived else "",
            created_at=LONG_AGO, churned_on=LONG_AGO.date() if world.client_status == "churned" else None,
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
            starts_at=session.starts_at, ends_at=session.ends_at, agreed_starts_at=session.starts_at, credits=ZERO,
            confirmed_at=LONG_AGO,
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

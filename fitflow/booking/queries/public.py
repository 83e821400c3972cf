"""What visitors and members see of the schedule: days with free spots, filters, sessions as cards, the terms."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from fitflow.booking.queries.sessions import (
    SessionFilter,
    SessionRow,
    session_on_schedule,
    sessions_by_id,
    sessions_on_schedule,
)
from fitflow.booking.rules.agreed import Agreed, agreed, as_json
from fitflow.booking.rules.cancellation import Standing, deadline_words, deadlines
from fitflow.booking.rules.eligibility import Reason, notice_of
from fitflow.booking.rules.shown import Claims, Facts, Shown, bookable_from, can_wait, shown_state
from fitflow.booking.rules.spots import is_few, spots_to_show
from fitflow.booking.rules.terms import policy_for
from fitflow.booking.settings import SHOW_SPOTS
from fitflow.core.actor import Actor
from fitflow.core.db import one_row, rows
from fitflow.core.errors import NotFound
from fitflow.core.plans import Kept
from fitflow.core.zones import Period, end_of_months
from fitflow.schedule.models import Session
from fitflow.schedule.rules.policies import Policy
from fitflow.schedule.rules.sessions import is_paid_at_studio
from fitflow.schedule.settings import BOOKING_WINDOW, DESK_PRICE

#: How far the next free sessions of a class type are looked for.
LOOK_AHEAD = timedelta(days=28)

DAYS = Kept("""
SELECT (s.starts_at AT TIME ZONE %(zone)s::text)::date AS "on", count(*)::int AS sessions,
  bool_or(registration_refusal(s.status, s.starts_at, s.opens_at, s.closes_at, k.notice, %(until)s, false, c.at) IS NULL
    AND EXISTS (SELECT FROM booking_spot x WHERE x.session_id = s.id AND spot_is_free(x.client_id, x.expires_at, c.at)
      ORDER BY x.client_id DESC  -- those of nobody first: in a full class the first one is found at once
      OFFSET (SELECT count(*) FROM booking_waitlistentry w
        WHERE w.session_id = s.id AND w.status = 'waiting' AND w.skip_reason = ''))) AS has_free_spots
FROM schedule_session s CROSS JOIN (SELECT engine_now() AS at) c
JOIN unnest(%(kinds)s::text[], %(notices)s::interval[]) AS k (kind, notice) ON k.kind = s.kind
WHERE s.organization_id = %(organization)s AND s.starts_at >= %(start)s AND s.starts_at < %(end)s
  AND s.status NOT IN ('draft', 'cancelled')
  AND (%(trainer)s::uuid IS NULL OR s.trainer_id = %(trainer)s::uuid)
  AND (%(class_type)s::uuid IS NULL OR s.class_type_id = %(class_type)s::uuid)
  AND (%(location)s::uuid IS NULL OR s.location_id = %(location)s::uuid)
GROUP BY 1
""")

CHOICES = Kept("""
WITH shown AS (SELECT DISTINCT s.class_type_id, s.trainer_id, s.location_id FROM schedule_session s
  WHERE s.organization_id = %(organization)s AND s.starts_at >= %(start)s AND s.starts_at < %(end)s
  AND s.status <> 'draft')
SELECT 'type' AS filter, t.id, t.name, '' AS address
  FROM schedule_classtype t WHERE t.id IN (SELECT class_type_id FROM shown)
UNION ALL
SELECT 'trainer', f.id, CASE WHEN %(public)s THEN split_part(f.name, ' ', 1) ELSE f.name END, ''
  FROM organizations_staff f WHERE f.id IN (SELECT trainer_id FROM shown)
UNION ALL
SELECT 'location', l.id, l.name, l.address FROM organizations_location l WHERE l.id IN (SELECT location_id FROM shown)
ORDER BY 1, 3
""")

TERMS = """
SELECT s.kind, s.starts_at, s.late_cancel_at, s.online_url, l.address, f.bio,
  policy_json(s.policy_id) AS session_policy, policy_json(t.policy_id) AS type_policy, a.facts::json,
  changed_facts(%(shown)s::jsonb, a.facts) AS changed
FROM schedule_session s
JOIN organizations_location l ON l.id = s.location_id
JOIN organizations_staff f ON f.id = s.trainer_id
LEFT JOIN schedule_classtype t ON t.id = s.class_type_id
CROSS JOIN LATERAL (SELECT with_spot(facts_of_session(s.id), %(spot)s) AS facts) a
WHERE s.id = %(session)s
"""


@dataclass(frozen=True)
class OpenDay:
    """What a day of the schedule has."""

    on: date
    sessions: int
    has_free_spots: bool


@dataclass(frozen=True)
class Choices:
    """What the schedule can be narrowed to: (id, name) of what is on it."""

    types: tuple[tuple[UUID, str], ...]
    trainers: tuple[tuple[UUID, str], ...]
    locations: tuple[tuple[UUID, str], ...]
    #: Where a visitor finds the studio: the address of its only location, the names of several.
    where: str


@dataclass(frozen=True)
class Card:
    """A session as one person sees it: the row, its state, and what may be said of its spots."""

    row: SessionRow
    state: Shown
    #: None = only "free" is said (`booking.show_spots`).
    spots: int | None
    opens_at: datetime
    can_wait: bool
    #: Why one may not book, whatever is free.
    refusal: Reason | None
    #: What it costs at the studio, in the studio's words; empty where credits are asked for.
    desk_price: str

    @property
    def minutes(self) -> int:
        return round((self.row.ends_at - self.row.starts_at) / timedelta(minutes=1))

    @property
    def is_free(self) -> bool:
        return not self.row.cost_credits

    @property
    def is_mine(self) -> bool:
        return self.state in {Shown.BOOKED, Shown.OFFER, Shown.HELD, Shown.WAITING}

    @property
    def is_dim(self) -> bool:
        return self.state in {Shown.CANCELLED, Shown.RUNNING, Shown.CLOSED, Shown.REFUSED}

    @property
    def has_act(self) -> bool:
        return self.can_wait or self.state in {Shown.OPEN, Shown.OFFER, Shown.HELD}

    @property
    def expected(self) -> str | None:
        """What a row of the schedule shows of it: the hidden field of its button."""
        row = self.row
        return as_json(agreed({
            "starts_at": row.starts_at, "ends_at": row.ends_at, "trainer": row.trainer_id,
            "location": row.location_id, "credits": row.cost_credits,
        }))  # fmt: skip

    @property
    def is_few(self) -> bool:
        return is_few(self.spots, self.row.capacity)


@dataclass(frozen=True)
class Terms:
    """What is agreed by booking, and what one should know: the policy, the address, who teaches."""

    policy: Policy
    #: When cancelling stops being free, with clock times; empty where nothing is paid, so that nothing can be lost.
    words: str
    address: str
    bio: str
    online_url: str
    #: What is agreed to, as the page says it back, and what of that is not as it was shown before.
    facts: Agreed
    changed: tuple[str, ...]

    @property
    def expected(self) -> str | None:
        """The hidden field of the button that takes it."""
        return as_json(self.facts)


def days_with_free_spots(actor: Actor, wanted: SessionFilter, *, now: datetime) -> dict[date, OpenDay]:
    """The days in the period that have sessions, under the same filters as the list. One statement."""
    values = {
        "organization": actor.organization_id,
        "zone": actor.organization.timezone,
        "start": wanted.start,
        "end": wanted.end,
        "trainer": wanted.trainer_id,
        "class_type": wanted.class_type_id,
        "location": wanted.location_id,
        "until": end_of_months(now, actor.setting(BOOKING_WINDOW), actor.zone),
        "kinds": Session.Kind.values,
        "notices": [notice_of(actor.organization.settings, kind) for kind in Session.Kind.values],
    }
    return {row["on"]: OpenDay(**row) for row in rows(DAYS, values)}


def schedule_choices(actor: Actor, period: Period) -> Choices:
    """What the filters offer: whatever has a session in the period."""
    values: dict[str, Any] = {"organization": actor.organization_id, "start": period.start, "end": period.end}
    found = rows(CHOICES, {**values, "public": actor.client_id is None and not actor.is_staff})
    named = {name: tuple((row["id"], row["name"]) for row in found if row["filter"] == name) for name in FILTERS}
    locations = [row for row in found if row["filter"] == "location"]
    where = locations[0]["address"] if len(locations) == 1 else " · ".join(row["name"] for row in locations)
    return Choices(named["type"], named["trainer"], named["location"], where)


FILTERS = ("type", "trainer", "location")


def cards_of(actor: Actor, wanted: SessionFilter, *, now: datetime, with_refusal: bool = True) -> list[Card]:
    """The schedule as cards, in order of start; for staff without what only members are refused for."""
    return [_card(actor, row, now) for row in sessions_on_schedule(actor, wanted, with_refusal=with_refusal)]


def cards_by_id(actor: Actor, ids: Collection[UUID], *, now: datetime) -> list[Card]:
    """Those of these sessions that the actor may see, in order of start."""
    return [_card(actor, row, now) for row in sessions_by_id(actor, ids, with_refusal=True)]


def card_of(actor: Actor, session_id: UUID, *, now: datetime, with_refusal: bool = True) -> Card:
    return _card(actor, session_on_schedule(actor, session_id, with_refusal=with_refusal), now)


def next_free(actor: Actor, row: SessionRow, *, now: datetime, count: int = 3) -> list[Card]:
    """The next sessions of the same class type in which a spot can be had, without this one and without own ones."""
    wanted = SessionFilter(
        start=now, end=now + LOOK_AHEAD, class_type_id=row.class_type_id, available=True, limit=count + 5
    )
    cards = cards_of(actor, wanted, now=now) if row.class_type_id else []
    return [card for card in cards if card.state is Shown.OPEN and card.row.id != row.id][:count]


def terms_of(actor: Actor, session_id: UUID, *, spot: str = "", shown: Agreed | None = None, now: datetime) -> Terms:
    """On what terms a spot in a session is booked now. The caller has looked whether it may be seen.

    `spot`: the name of the spot that is kept. `shown`: what was shown before; it is told what of it has changed.
    """
    facts = one_row(TERMS, {"session": session_id, "spot": spot, "shown": as_json(shown or {})})
    if facts is None:
        raise NotFound
    policy = policy_for(actor.organization.settings, facts)
    starts_at: datetime = facts["starts_at"]
    steps = deadlines(policy, Standing(starts_at), now)
    words = deadline_words(steps, starts_at, actor.formats) if Decimal(facts["facts"]["credits"]) else ""
    found = (facts["address"], facts["bio"], facts["online_url"], facts["facts"], tuple(facts["changed"]))
    return Terms(policy, words, *found)


def desk_price(actor: Actor) -> str:
    """What whoever pays at the studio reads as the price; empty where nobody does."""
    if not is_paid_at_studio(actor.organization.settings):
        return ""
    return actor.setting(DESK_PRICE) or _("pay at the studio")


def _card(actor: Actor, row: SessionRow, now: datetime) -> Card:
    settings = actor.organization.settings
    mine = Claims(row.my_booking_id is not None, row.my_hold_id is not None, row.is_offer, row.my_entry_id is not None)
    refusal = Reason(row.refusal) if row.refusal else None
    during = Period(row.starts_at, row.ends_at)
    state = shown_state(Facts(row.status, during, row.open_spots, mine, refusal), now)
    spots = spots_to_show(row.open_spots, SHOW_SPOTS.of(settings))
    opens_at = bookable_from(row.opens_at, row.starts_at, BOOKING_WINDOW.of(settings), actor.zone)
    return Card(row, state, spots, opens_at, can_wait(settings, state, row.starts_at, now), refusal, desk_price(actor))

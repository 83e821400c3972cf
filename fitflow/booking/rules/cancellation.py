"""What cancelling gives back, now and later, judged by the policy accepted at booking (POL-01, POL-03, POL-09, P10).

Every right to a refund is a grant with a last instant; the best grant still open decides. From the start on nothing
comes back, whatever was granted before. An organizer's cancellation gives everything back at any time.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.utils.translation import gettext as _

from fitflow.core.formats import Formats
from fitflow.schedule.rules.deadlines import (
    ALL,
    Deadline,
    Why,
    deadline_words,
    falling,
    next_deadline_words,
    policy_deadlines,
    until_before_start,
)
from fitflow.schedule.rules.policies import Policy
from fitflow.schedule.rules.sessions import is_moved_away

__all__ = [
    "ALL",
    "Deadline",
    "Decision",
    "Standing",
    "Why",
    "deadline_words",
    "deadlines",
    "next_deadline_words",
    "refund_percent",
    "refund_words",
]

NOTHING = 0


@dataclass(frozen=True)
class Standing:
    """What the clock is compared with. `confirmed_at` is None before booking; `moved_at` is the studio's last big move.

    `agreed_at`: the start that was booked. Small moves add up: the distance from it counts, not that of each step.
    `basis_at`: the earlier start that the policy keeps counting from after a late move by the client (CON-15); moving
    is no way out of a fee, so there is no grace for a mis-tap then either.
    """

    starts_at: datetime
    confirmed_at: datetime | None = None
    moved_at: datetime | None = None
    basis_at: datetime | None = None
    agreed_at: datetime | None = None
    #: False: what they would have had to know was in a message that did not arrive (`rules/told.py`).
    is_told: bool = True

    @property
    def was_moved(self) -> bool:
        """The studio moved the session after this client booked: in one step, or in many small ones."""
        at_once = self.confirmed_at is not None and self.moved_at is not None and self.confirmed_at <= self.moved_at
        return at_once or self.agreed_at is not None and is_moved_away(self.agreed_at, self.starts_at, elsewhere=False)


@dataclass(frozen=True)
class Decision:
    """The share of the charge that goes back, and why."""

    percent: int
    why: Why

    @property
    def is_late(self) -> bool:
        return self.percent < ALL


def refund_percent(policy: Policy, standing: Standing, now: datetime, *, by_organizer: bool = False) -> Decision:
    """The share of the charge that goes back when cancelling now."""
    if by_organizer:
        return Decision(ALL, Why.ORGANIZER)
    if now >= standing.starts_at:
        return Decision(NOTHING, Why.STARTED)
    live = [grant for grant in _grants(policy, standing) if grant.is_open(now)]
    best = max(live, key=lambda grant: grant.percent, default=None)
    return Decision(best.percent, best.why) if best else Decision(NOTHING, Why.POLICY)


def deadlines(policy: Policy, standing: Standing, now: datetime) -> tuple[Deadline, ...]:
    """What cancelling would give back from now on: falling shares, each with its last instant. After that: nothing."""
    live = [grant for grant in _grants(policy, standing) if grant.percent and grant.is_open(now)]
    return falling(live)


def refund_words(decision: Decision, charged: Decimal, refunded: Decimal, formats: Formats) -> str:
    """What a cancellation gives or gave back, with the reason where it is not the policy."""
    if not charged:
        return _("This place was free.")
    amounts = {"refunded": formats.number(refunded), "charged": formats.number(charged)}
    words = _("Credits back: %(refunded)s of %(charged)s.") % amounts
    reasons = {
        Why.ORGANIZER: _("The studio cancelled."),
        Why.MOVED: _("The studio moved this session after you booked."),
        Why.MISTAP: _("You have only just booked."),
        Why.STARTED: _("It has already started."),
        Why.UNTOLD: _("No message about this booking could be delivered to you."),
    }
    return f"{words} {reasons[decision.why]}" if decision.why in reasons else words


def _grants(policy: Policy, standing: Standing) -> Iterator[Deadline]:
    """Every right to a refund, none beyond the start."""
    start = standing.starts_at
    if standing.was_moved:
        yield Deadline(start, ALL, inclusive=False, why=Why.MOVED)
    if not standing.is_told:
        yield Deadline(start, ALL, inclusive=False, why=Why.UNTOLD)
    if standing.confirmed_at is not None and policy.mistap_grace and standing.basis_at is None:
        yield until_before_start(
            standing.confirmed_at + policy.mistap_grace, ALL, start, inclusive=True, why=Why.MISTAP
        )
    yield from policy_deadlines(policy, standing.basis_at or start)

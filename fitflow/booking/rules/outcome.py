"""Why so much came back: what a cancelled booking keeps of its decision, as one sentence and as a shape for programs.

The member's booking and wallet, the desk's roster and ledger, the mail and the API all read it here.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any, Protocol

from django.utils.translation import gettext as _

from fitflow.booking.rules.cancellation import ALL, NOTHING, Why
from fitflow.core.formats import Formats
from fitflow.core.wording import MINUTE, length_words, short_length_words
from fitflow.schedule.rules.policies import Policy, policy_short_words, share_words

#: `cancel_reason` of a booking that was given up for another class.
MOVED_REASON = "rescheduled"
HALF = 50


class CancelledBooking(Protocol):
    """What is asked of a booking."""

    @property
    def credits(self) -> Decimal: ...
    @property
    def settlement(self) -> str: ...
    @property
    def policy(self) -> Any: ...
    @property
    def confirmed_at(self) -> datetime: ...
    @property
    def cancelled_at(self) -> datetime | None: ...
    @property
    def cancel_reason(self) -> str: ...
    @property
    def refund_percent(self) -> int | None: ...
    @property
    def refund_why(self) -> str: ...
    @property
    def refund_counted_from(self) -> datetime | None: ...


@dataclass(frozen=True)
class Outcome:
    """The share that came back (of credits) or fell away (of what is paid at the studio), and what decided it."""

    percent: int
    why: Why
    policy: Policy
    agreed_at: datetime
    cancelled_at: datetime
    #: The start that was compared with; an earlier one than the class's where the booking had been moved late.
    counted_from: datetime
    in_credits: bool
    was_rescheduled: bool

    @property
    def before(self) -> timedelta:
        """How long before the start it was cancelled."""
        return self.counted_from - self.cancelled_at

    @property
    def hours_before(self) -> float:
        return round(self.before / timedelta(hours=1), 2)

    def words(self, formats: Formats) -> str:
        """Half back: cancelled 16 h before the start. Agreed on Sun 29 Nov: all back more than 24 h before, …"""
        share = share_words(self.percent, formats) if self.in_credits else _due_words(self.percent, formats)
        parts = {"share": share, "reason": self._reason(formats)}
        text = _("%(share)s: %(reason)s.") % parts
        return text[:1].upper() + text[1:]

    def _reason(self, formats: Formats) -> str:
        if self.was_rescheduled:
            return _("moved to another class")
        if self.why is Why.MISTAP:
            return _("cancelled within %(length)s of booking") % {"length": length_words(self.policy.mistap_grace)}
        reasons = {
            Why.ORGANIZER: _("cancelled by the studio"),
            Why.MOVED: _("the studio had moved the class after it was booked"),
            Why.UNTOLD: _("no message about the booking could be delivered"),
            Why.STARTED: _("cancelled after the start"),
        }
        return reasons.get(self.why) or self._by_policy(formats)

    def _by_policy(self, formats: Formats) -> str:
        words = {
            "length": short_length_words(int(self.before // MINUTE)),
            "day": formats.day_at(self.agreed_at),
            "rule": policy_short_words(self.policy, formats),
        }
        return _("cancelled %(length)s before the start. Agreed on %(day)s: %(rule)s") % words


def outcome_of(booking: CancelledBooking) -> Outcome | None:
    """What cancelling brought; nothing to say of a booking that stands, or of a place that was free."""
    if booking.cancelled_at is None or booking.refund_counted_from is None:
        return None
    if not booking.credits and not booking.settlement:
        return None
    policy: Mapping[str, Any] = booking.policy
    return Outcome(
        percent=booking.refund_percent or NOTHING,
        why=Why(booking.refund_why),
        policy=Policy.from_json(policy),
        agreed_at=booking.confirmed_at,
        cancelled_at=booking.cancelled_at,
        counted_from=booking.refund_counted_from,
        in_credits=bool(booking.credits),
        was_rescheduled=booking.cancel_reason == MOVED_REASON,
    )


def outcome_words(booking: CancelledBooking, formats: Formats) -> str:
    """Why so much came back; empty where there is nothing to say."""
    outcome = outcome_of(booking)
    return outcome.words(formats) if outcome else ""


def _due_words(percent: int, formats: Formats) -> str:
    """What is left to pay of a booking that is settled at the studio."""
    named = {ALL: _("nothing to pay"), HALF: _("half to pay"), NOTHING: _("all to pay")}
    return named.get(percent) or _("%(percent)s to pay") % {"percent": formats.percent(ALL - percent)}

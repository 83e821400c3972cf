"""How the API shows what services answer."""

from typing import Any

from fitflow.booking.queries.bookings import CancellationQuote
from fitflow.booking.rules.cancellation import Deadline, deadline_words
from fitflow.booking.services.bookings import Cancelled
from fitflow.booking.services.holds import Confirmed, Held
from fitflow.core.actor import Actor
from fitflow.schedule.rules.policies import Policy, policy_words


def hold_shape(held: Held) -> dict[str, Any]:
    return {
        "id": held.hold_id,
        "session": held.session_id,
        "spot": {"number": held.number, "label": held.label},
        "status": "active",
        "kind": held.kind,
        "expires_at": held.expires_at,
    }


def confirmed_shape(actor: Actor, confirmed: Confirmed) -> dict[str, Any]:
    return {
        "id": confirmed.booking_id,
        "session": confirmed.session_id,
        "spot": {"number": confirmed.number, "label": confirmed.label},
        "status": "confirmed",
        "credits_used": confirmed.credits,
        "cancellation_policy": policy_shape(actor, confirmed.policy),
        "cancel_deadlines": deadlines_shape(confirmed.deadlines),
    }


def policy_shape(actor: Actor, policy: Policy) -> dict[str, Any]:
    return {**policy.to_json(), "words": policy_words(policy, actor.formats)}


def deadlines_shape(steps: tuple[Deadline, ...]) -> list[dict[str, Any]]:
    return [{"until": step.until, "refund_percent": step.percent, "why": step.why.value} for step in steps]


def cancelled_shape(cancelled: Cancelled) -> dict[str, Any]:
    return {
        "id": cancelled.booking_id,
        "status": "cancelled",
        "refund_percent": cancelled.decision.percent,
        "credits_refunded": cancelled.credits_refunded,
        "why": cancelled.decision.why.value,
    }


def quote_shape(actor: Actor, quote: CancellationQuote) -> dict[str, Any]:
    """What cancelling would give back now."""
    return {
        "booking": quote.booking.pk,
        "credits_used": quote.booking.credits,
        "refund_percent": quote.decision.percent,
        "credits_refunded": quote.credits_refunded,
        "credits_lost": quote.booking.credits - quote.credits_refunded,
        "why": quote.decision.why.value,
        "cancel_deadlines": deadlines_shape(quote.deadlines),
        "words": deadline_words(quote.deadlines, quote.booking.starts_at, actor.formats),
    }


def booking_shape(booking: Any) -> dict[str, Any]:
    """A booking of `bookings_of`."""
    session = booking.session
    class_type = session.class_type
    return {
        "id": booking.pk,
        "session": session.pk,
        "class_type": {"id": class_type.pk, "name": class_type.name} if class_type else None,
        "trainer": {"id": session.trainer_id, "name": session.trainer.name},
        "location": {"id": session.location_id, "name": session.location.name},
        "starts_at": booking.starts_at,
        "ends_at": booking.ends_at,
        "client": {"id": booking.client_id, "name": booking.client.name},
        "spot": {"number": booking.number, "label": booking.spot_label},
        "status": booking.status,
        "credits_used": booking.credits,
        "confirmed_at": booking.confirmed_at,
        "cancelled_at": booking.cancelled_at,
        "refund_percent": booking.refund_percent,
        "credits_refunded": booking.credits_refunded,
    }

"""How what happens to spots, bookings, queues and sessions reads in the audit trail and in a session's history."""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from fitflow.booking.queries.history import location_names, session_names, trainer_names
from fitflow.booking.queries.waitlist import skip_words
from fitflow.booking.rules.settling import PAID, PAID_BY, RETURNED, WAIVED
from fitflow.core.offers import offer
from fitflow.core.wording import length_words
from fitflow.organizations.hooks import Namer, Sentence, Words

Payload = Mapping[str, Any]


def _is_own(words: Words) -> bool:
    """Somebody did it for themselves: the login and the record have one name."""
    return words["who"] == words["client_id"]


def _credits(words: Words, payload: Payload, name: str) -> str:
    return words.formats.credits(Decimal(payload.get(name) or 0))


def _confirmed(words: Words, payload: Payload) -> str:
    facts = {**words, "credits": _credits(words, payload, "credits")}
    if payload.get("settlement"):
        facts["credits"] = _t("to be paid at the studio")
    if _is_own(words):
        return _t("%(who)s booked %(session_id)s: place %(number)s, %(credits)s.") % facts
    return _t("%(who)s booked %(client_id)s into %(session_id)s: place %(number)s, %(credits)s.") % facts


def _cancelled(words: Words, payload: Payload) -> str:
    percent = words.formats.percent(payload["refund_percent"])
    facts = {**words, "credits": _credits(words, payload, "credits_refunded"), "percent": percent}
    if payload.get("why") == "rescheduled":
        return _t("%(client_id)s gave up the place in %(session_id)s for another session.") % facts
    if not payload["by_studio"]:
        return _t("%(client_id)s cancelled %(session_id)s: %(credits)s back (%(percent)s).") % facts
    return _t("%(who)s cancelled %(session_id)s for %(client_id)s: %(credits)s back (%(percent)s).") % facts


def _waived(words: Words, payload: Payload) -> str:
    facts = {**words, "credits": _credits(words, payload, "credits")}
    if not payload.get("reason"):
        return _t("%(who)s gave %(client_id)s %(credits)s back.") % facts
    return _t("%(who)s gave %(client_id)s %(credits)s back: %(reason)s") % facts


def _settled(words: Words, payload: Payload) -> str:
    facts = {**words, "how": PAID_BY.get(payload["by"], payload["by"])}
    return _t("%(who)s took the payment of %(client_id)s for %(session_id)s: %(how)s.") % facts


def _settlement_undone(words: Words, payload: Payload) -> str:
    said = {
        PAID: _t("%(who)s took back that %(client_id)s had paid for %(session_id)s."),
        WAIVED: _t("%(who)s took back that %(client_id)s need not pay for %(session_id)s."),
        RETURNED: _t("%(who)s took back that %(client_id)s had got the money for %(session_id)s back."),
    }
    return said.get(payload["was"], "%(client_id)s") % words


def _marked(words: Words, payload: Payload) -> str:
    if payload["method"] == "auto":
        return _t("%(client_id)s was not there: nobody had marked them in %(session_id)s.") % words
    said = {
        "present": _t("%(who)s marked %(client_id)s present in %(session_id)s."),
        "late": _t("%(who)s marked %(client_id)s late in %(session_id)s."),
        "no_show": _t("%(who)s marked %(client_id)s as a no-show in %(session_id)s."),
        "clear": _t("%(who)s took the mark of %(client_id)s in %(session_id)s back."),
    }
    return said.get(payload["status"], "%(client_id)s") % words


def _held(words: Words, payload: Payload) -> str:
    if payload["kind"] == "priority":
        return _t("Place %(number)s of %(session_id)s is kept for %(client_id)s, who was waiting.") % words
    if _is_own(words):
        return _t("%(who)s is booking %(session_id)s: place %(number)s is held.") % words
    return _t("%(who)s holds place %(number)s of %(session_id)s for %(client_id)s.") % words


def _expired(words: Words, payload: Payload) -> str:
    if payload["kind"] == "priority":
        return _t("The offer of a place in %(session_id)s to %(client_id)s ran out.") % words
    return _t("%(client_id)s did not confirm in time: the place in %(session_id)s is free again.") % words


def _released(words: Words, payload: Payload) -> str:
    if payload["kind"] == "priority":
        return _t("%(client_id)s declined the offer of a place in %(session_id)s.") % words
    return _t("%(client_id)s gave the held place in %(session_id)s back.") % words


def _skipped(words: Words, payload: Payload) -> str:
    facts = {**words, "why": skip_words(payload["reason"])}
    return _t("%(client_id)s was passed over for %(session_id)s: %(why)s") % facts


def _capacity(words: Words, payload: Payload) -> str:
    told = _t("%(who)s changed the places of %(session_id)s: %(before)s → %(after)s.") % words
    reason = payload.get("reason")
    return _t("%(told)s Reason: %(reason)s") % {"told": told, "reason": reason} if reason else told


def _moved(words: Words, payload: Payload) -> str:
    parts = []
    if payload["from_starts_at"] != payload["to_starts_at"]:
        shift = datetime.fromisoformat(payload["to_starts_at"]) - datetime.fromisoformat(payload["from_starts_at"])
        later = _t("%(length)s later") if shift.total_seconds() > 0 else _t("%(length)s earlier")
        parts.append(later % {"length": length_words(abs(shift))})
    if payload["from_trainer_id"] != payload["to_trainer_id"]:
        pair = {"before": words["from_trainer_id"], "after": words["to_trainer_id"]}
        parts.append(_t("trainer %(before)s → %(after)s") % pair)
    if payload["from_location_id"] != payload["to_location_id"]:
        parts.append(_t("place %(before)s → %(after)s") % {
            "before": words["from_location_id"],
            "after": words["to_location_id"],
        })  # fmt: skip
    facts = {**words, "what": ", ".join(parts) or _t("another length")}
    return _t("%(who)s moved %(session_id)s: %(what)s.") % facts


def _session_cancelled(words: Words, payload: Payload) -> str:
    count = ngettext("%(count)s booking", "%(count)s bookings", payload["bookings"]) % {"count": payload["bookings"]}
    facts = {**words, "count": count}
    if not payload.get("reason"):
        return _t("%(who)s cancelled %(session_id)s (%(count)s).") % facts
    return _t("%(who)s cancelled %(session_id)s (%(count)s): %(reason)s") % facts


def _changed(words: Words, payload: Payload) -> str:
    labels = {
        "cost_credits": _t("price"),
        "policy_id": _t("cancellation policy"),
        "online_url": _t("online link"),
        "note": _t("note"),
        "opens_at": _t("registration opens"),
        "closes_at": _t("registration closes"),
    }
    fields = ", ".join(labels.get(name, name) for name in payload["fields"])
    return _t("%(who)s changed %(session_id)s: %(fields)s.") % {**words, "fields": fields}


offer(
    *(Namer(field, session_names) for field in ("session_id", "from_session_id")),
    *(Namer(field, trainer_names) for field in ("from_trainer_id", "to_trainer_id")),
    *(Namer(field, location_names) for field in ("from_location_id", "to_location_id")),
    Sentence("booking.confirmed", _confirmed),
    Sentence("booking.cancelled", _cancelled),
    Sentence("booking.rescheduled", _("%(client_id)s moved from %(from_session_id)s to %(session_id)s.")),
    Sentence("booking.penalty_waived", _waived),
    Sentence("booking.settled", _settled),
    Sentence("booking.settlement_waived", _("%(who)s let %(client_id)s off paying for %(session_id)s.")),
    Sentence("booking.settlement_undone", _settlement_undone),
    Sentence("booking.payment_returned", _("%(who)s gave %(client_id)s the money for %(session_id)s back.")),
    Sentence("booking.attended", _("%(client_id)s came to %(session_id)s.")),
    Sentence("booking.noshow", _("%(client_id)s did not come to %(session_id)s.")),
    Sentence("checkin.recorded", _marked),
    Sentence("hold.created", _held),
    Sentence("hold.expired", _expired),
    Sentence("hold.released", _released),
    Sentence("hold.withdrawn", _("The place kept for %(client_id)s in %(session_id)s could no longer be theirs.")),
    Sentence("hold.confirmed", _("A held place was confirmed.")),
    Sentence("waitlist.joined", _("%(client_id)s waits for %(session_id)s, number %(place)s in the queue.")),
    Sentence("waitlist.promoted", _("%(client_id)s is offered a place in %(session_id)s.")),
    Sentence("waitlist.skipped", _skipped),
    Sentence("waitlist.lapsed", _("%(client_id)s let the offer for %(session_id)s run out.")),
    Sentence("waitlist.left", _("%(client_id)s left the waiting list of %(session_id)s.")),
    Sentence("waitlist.closed", _("The waiting list of %(session_id)s ended; %(client_id)s had no place.")),
    Sentence("session.published", _("%(who)s published %(session_id)s.")),
    Sentence("session.started", _("%(session_id)s began.")),
    Sentence("session.completed", _("%(session_id)s is over.")),
    Sentence("session.moved", _moved),
    Sentence("session.changed", _changed),
    Sentence("session.capacity_changed", _capacity),
    Sentence("session.cancelled", _session_cancelled),
)

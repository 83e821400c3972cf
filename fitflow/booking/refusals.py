"""The engine's refusals as errors with a status, a code and a sentence for the person. One table, for API and pages."""

from collections.abc import Mapping, Sequence

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from fitflow.billing.refusals import NoEntitlement
from fitflow.booking.rules.agreed import Agreed
from fitflow.booking.rules.eligibility import Reason
from fitflow.core.errors import Denial, Invalid, NotFound, Refused


class SessionFull(Refused):
    """No place is free."""

    status, code = 409, "session_full"


class SpotTaken(Refused):
    """The place that was named has just been taken; others are free."""

    status, code = 409, "spot_taken"


class NotOpen(Refused):
    """It cannot be booked at this time: before or after its registration, or it is not published."""

    status, code = 409, "not_open"


class ClientInactive(Refused):
    """The client's record is not active."""

    status, code = 409, "client_inactive"


class TooManyHolds(Refused):
    """More new holds a minute than the studio allows; see Retry-After."""

    status, code = 429, "too_many_holds"


class AlreadyBooked(Refused):
    """The client has this place already."""

    status, code = 409, "already_booked"


class AlreadyHeld(Refused):
    """A place in this session is held for the client."""

    status, code = 409, "already_held"


class OverlappingBooking(Refused):
    """The client has another booking at that time."""

    status, code = 409, "overlapping_booking"


class HoldExpired(Refused):
    """The deadline passed before the confirm."""

    status, code = 409, "hold_expired"


class AlreadyCancelled(Refused):
    """It was cancelled before."""

    status, code = 409, "already_cancelled"


class TermsChanged(Refused):
    """What somebody was shown is no longer so. The details say what is; nothing was done."""

    status, code = 409, "terms_changed"
    words = _("This has changed since you looked. Nothing was taken: look again.")


class AskFirst(Refused):
    """People are affected, and whoever acts has not said to know it. The details say how; nothing was done."""

    status, code = 409, "ask_first"


class NotCancellable(Refused):
    """It has begun, or is over: the roster decides now."""

    status, code = 409, "not_cancellable"


class NothingToSettle(Refused):
    """The booking is not in the state in which this can be done: it is settled already, or was never to be."""

    status, code = 409, "nothing_to_settle"


class AttendanceNotOpen(Refused):
    """Too early to say that somebody did not come."""

    status, code = 409, "attendance_not_open"


class WaivedCreditsSpent(Refused):
    """Who came after all pays again, and the credits are gone: give some first."""

    status, code = 409, "waived_credits_spent"


class SessionNotFull(Refused):
    """A place is free: no need to wait."""

    status, code = 409, "session_not_full"


class WaitlistOff(Refused):
    """There is no waiting list for this session now."""

    status, code = 409, "waitlist_closed"


#: The refusal behind each reason of the rule.
BY_REASON: Mapping[str, type[Denial]] = {
    kind.code: kind
    for kind in (
        NotFound, ClientInactive, NotOpen, AlreadyBooked, AlreadyHeld, OverlappingBooking, NoEntitlement,
    )
}  # fmt: skip
#: What `claim_spot` answers, and what it means to the person: reasons of the rule that holding asks, and its own.
CLAIM_ANSWERS: Mapping[str, tuple[type[Denial], Promise]] = {
    **{reason.code: (BY_REASON[reason.code], reason.words) for reason in Reason},
    "full": (SessionFull, _("This session is full. You can join its waiting list.")),
    "spot_taken": (SpotTaken, _("This place has just been taken. Choose another one.")),
    "terms_changed": (TermsChanged, TermsChanged.words),
    "not_open": (NotOpen, _("This session cannot be booked at this time.")),
    "too_many_holds": (TooManyHolds, _("That was a lot of places in one minute. Please wait a moment.")),
}
WORDS_BY_CODE: Mapping[str, Promise] = {kind.code: words for kind, words in CLAIM_ANSWERS.values()}
#: What taking a spot may refuse, and what confirming one may.
TAKING = (SessionFull, SpotTaken, AlreadyBooked, NotOpen, ClientInactive, NoEntitlement, TooManyHolds, TermsChanged)
CONFIRMING = (HoldExpired, AlreadyBooked, NotOpen, ClientInactive, OverlappingBooking, NoEntitlement, TermsChanged)


def no_such_spot() -> Invalid:
    return Invalid.field("spot", str(_("This session has no place of this number.")))


def claim_refusal(answer: str, *, retry_after: int | None = None) -> Denial:
    """The refusal behind an answer of `claim_spot`, or that there is no such session."""
    kind, words = CLAIM_ANSWERS[answer]
    details = {"retry_after": retry_after} if retry_after else {}
    return kind(str(words), **details)


def terms_changed(changed: Sequence[str], shown: Agreed, now: Agreed) -> TermsChanged:
    """What was shown, what is true now, and the names of what differs."""
    return TermsChanged(str(TermsChanged.words), changed=list(changed), shown=shown, now=now)


def ineligible(reason: Reason) -> Denial:
    """The refusal behind a reason of the eligibility rule."""
    return BY_REASON[reason.code](str(reason.words))


class CapacityBelowOccupied(Refused):
    """More places are held or booked than would be left."""

    status, code = 409, "capacity_below_occupied"


class WrongStatus(Refused):
    """The session is not in a state in which this can be done."""

    status, code = 409, "wrong_status"


class PeopleWait(Refused):
    """An extra place would go to the first in line, not to the person it was meant for."""

    status, code = 409, "people_wait"

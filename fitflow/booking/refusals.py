"""The engine's refusals as errors with a status, a code and a sentence for the person. One table, for API and pages."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from fitflow.booking.rules.eligibility import Reason
from fitflow.core.errors import Denial, Invalid, NotFound, Refused


class SessionFull(Refused):
    status, code = 409, "session_full"


class AlreadyBooked(Refused):
    """The hold has become a booking."""

    status, code = 409, "already_booked"


class HoldExpired(Refused):
    """The deadline passed before the confirm."""

    status, code = 409, "hold_expired"


class AlreadyCancelled(Refused):
    status, code = 409, "already_cancelled"


class TermsChanged(Refused):
    """What somebody agreed to is no longer what would happen. The details say what would; nothing was done."""

    status, code = 409, "terms_changed"


class AskFirst(Refused):
    """People are affected, and whoever acts has not said to know it. The details say how; nothing was done."""

    status, code = 409, "ask_first"


class NotCancellable(Refused):
    """It has begun, or is over: the roster decides now."""

    status, code = 409, "not_cancellable"


class AttendanceNotOpen(Refused):
    """Too early to say that somebody did not come."""

    status, code = 409, "attendance_not_open"


class WaivedCreditsSpent(Refused):
    """Whoever came after all would pay again, with credits that are gone."""

    status, code = 409, "waived_credits_spent"


class SessionNotFull(Refused):
    """A place is free: no need to wait."""

    status, code = 409, "session_not_full"


class WaitlistOff(Refused):
    status, code = 409, "waitlist_closed"


class Engine(Refused):
    """A refusal of the claim, named by its code."""

    def __init__(self, status: int, code: str, message: str, **details: object) -> None:
        super().__init__(message, **details)
        self.status, self.code = status, code


#: What `claim_spot` answers, and what it means to the person: answer -> (status, code, words).
CLAIM_ANSWERS: Mapping[str, tuple[int, str, Promise]] = {
    **{reason.code: (reason.status, reason.code, reason.words) for reason in Reason},
    "full": (409, "session_full", _("This session is full. You can join its waiting list.")),
    "spot_taken": (409, "spot_taken", _("This place has just been taken. Choose another one.")),
    "not_open": (409, "not_open", _("This session cannot be booked at this time.")),
    "too_many_holds": (429, "too_many_holds", _("That was a lot of places in one minute. Please wait a moment.")),
}
WORDS_BY_CODE: Mapping[str, Promise] = {code: words for _status, code, words in CLAIM_ANSWERS.values()}


def no_such_spot() -> Invalid:
    return Invalid.field("spot", str(_("This session has no place of this number.")))


def claim_refusal(answer: str, *, retry_after: int | None = None) -> Denial:
    """The refusal behind an answer of `claim_spot`, or that there is no such session."""
    status, code, words = CLAIM_ANSWERS[answer]
    if code == NotFound.code:
        return NotFound(str(words))
    details = {"retry_after": retry_after} if retry_after else {}
    return Engine(status, code, str(words), **details)


def ineligible(reason: Reason) -> Refused:
    """The refusal behind a reason of the eligibility rule."""
    return Engine(reason.status, reason.code, str(reason.words))


class CapacityBelowOccupied(Refused):
    """More places are held or booked than would be left."""

    status, code = 409, "capacity_below_occupied"


class WrongStatus(Refused):
    """The session is not in a state in which this can be done."""

    status, code = 409, "wrong_status"


class PeopleWait(Refused):
    """An extra place would go to the first in line, not to the person it was meant for."""

    status, code = 409, "people_wait"

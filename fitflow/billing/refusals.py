"""Why something with credits is refused."""

from decimal import Decimal

from django.utils.translation import gettext as _

from fitflow.core.actor import Actor
from fitflow.core.errors import Refused


class NotEnoughCredits(Refused):
    """There is less than staff want to take away."""

    status, code = 409, "not_enough_credits"


class NoEntitlement(Refused):
    """Nothing the client has could pay for this."""

    status, code = 402, "no_entitlement"

    @classmethod
    def for_amount(cls, actor: Actor, amount: Decimal, available: Decimal) -> "NoEntitlement":
        words = {"needed": actor.formats.number(amount), "available": actor.formats.number(available)}
        message = _("This costs %(needed)s credits; %(available)s can be used for it.") % words
        return cls(message, needed=str(amount), available=str(available))


class AlreadyRefunded(Refused):
    """What this reference was charged was given back before."""

    status, code = 409, "already_refunded"


class AskedTooOften(Refused):
    """A client asked for credits more often than the desk can answer."""

    status, code = 429, "asked_too_often"


class RequestAnswered(Refused):
    """Somebody of the desk has answered this request before."""

    status, code = 409, "request_answered"

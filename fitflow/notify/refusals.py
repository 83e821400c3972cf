"""Why a message is refused, or its link."""

from fitflow.core.errors import Refused


class NotSendable(Refused):
    """It arrived already, is on its way, or there is nothing left to send."""

    status, code = 409, "not_sendable"


class LinkExpired(Refused):
    """The link was good, but not for ever."""

    status, code = 410, "link_expired"

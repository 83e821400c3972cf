"""Bookings without credits: what is to be paid at the desk, what becomes of it when one cancels, and how it reads.

The accepted policy decides here as it does about credits: cancelled while everything would come back, nothing is to be
paid; after that the share that would not come back is, and whoever did not come pays it all.
"""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

ALL = 100
#: What was paid in words, or why nothing has to be.
LONGEST_NOTE = 120
DUE, PAID, WAIVED, DROPPED, RETURNED = "due", "paid", "waived", "dropped", "returned"
#: What may become open again, and as what: a mistake at the desk is taken back.
UNDONE: Mapping[str, str] = {PAID: DUE, WAIVED: DUE, RETURNED: PAID}
PAID_BY: Mapping[str, Promise] = {"cash": _l("cash"), "card": _l("card"), "other": _l("another way")}


def after_cancelling(settlement: str, refund_percent: int) -> str:
    """What is still to be paid is let off when all would have come back. What was paid waits to be paid back."""
    return DROPPED if settlement == DUE and refund_percent == ALL else settlement


def is_to_pay_back(settlement: str, refund_percent: int | None) -> bool:
    """Whether the studio has money that is not its own any more; `refund_percent` is that of a cancelled booking."""
    return settlement == PAID and bool(refund_percent)


def share_due(settlement: str, refund_percent: int | None) -> int:
    """How much of the price is open, in percent: less than all after a late cancellation."""
    return ALL - (refund_percent or 0) if settlement == DUE else 0


def settlement_words(settlement: str, *, by: str = "", note: str = "", refund_percent: int | None = None) -> str:
    """How it stands, in a few words that clients and staff read alike; empty where credits paid or nothing had to."""
    if settlement == PAID and is_to_pay_back(settlement, refund_percent):
        return _("Paid at the studio, to be given back")
    if settlement == PAID:
        how = str(PAID_BY[by])
        return (
            _("Paid at the studio: %(note)s, %(how)s") % {"note": note, "how": how}
            if note
            else _("Paid at the studio, %(how)s") % {"how": how}
        )
    if settlement == DUE and refund_percent is not None:
        return _("%(percent)s%% still to be paid at the studio") % {"percent": share_due(settlement, refund_percent)}
    said = {
        DUE: _("To be paid at the studio"),
        WAIVED: _("Nothing to pay: the studio let it go"),
        DROPPED: _("Nothing to pay"),
        RETURNED: _("Paid at the studio, and given back"),
    }
    return said.get(settlement, "")

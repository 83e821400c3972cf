"""The only writers of credits: paying and giving back (`charges`), granting and expiring (`lots`), `undoing`."""

from fitflow.billing.refusals import AlreadyRefunded, NoEntitlement, NotEnoughCredits
from fitflow.billing.services.by_hand import undo_by_hand
from fitflow.billing.services.charges import Spent, charge, refund, reverse_refund, waive
from fitflow.billing.services.lots import (
    Moved,
    Reopen,
    adjust,
    ensure_account,
    expire_lot,
    grant,
    warn_of_expiry,
    welcome,
)
from fitflow.billing.services.sums import sum_days

__all__ = [
    "AlreadyRefunded",
    "Moved",
    "NoEntitlement",
    "NotEnoughCredits",
    "Reopen",
    "Spent",
    "adjust",
    "charge",
    "ensure_account",
    "expire_lot",
    "grant",
    "refund",
    "reverse_refund",
    "sum_days",
    "undo_by_hand",
    "waive",
    "warn_of_expiry",
    "welcome",
]

"""Reading credits: what somebody has (`balances`, `wallets`), what moved (`movements`) and what for (`subjects`)."""

from fitflow.billing.queries.balances import balances, could_pay, spendable_of
from fitflow.billing.queries.movements import Movement, MovementFilter, movement_list
from fitflow.billing.queries.subjects import Describer, Subject, register_describer
from fitflow.billing.queries.wallets import Wallet, WalletLot, wallet_of

__all__ = [
    "Describer",
    "Movement",
    "MovementFilter",
    "Subject",
    "Wallet",
    "WalletLot",
    "balances",
    "could_pay",
    "movement_list",
    "register_describer",
    "spendable_of",
    "wallet_of",
]

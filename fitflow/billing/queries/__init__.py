"""Reading credits: what somebody has (`balances`, `wallets`), what moved (`movements`) and what for (`subjects`)."""

from fitflow.billing.queries.balances import balances, could_pay, spendable_of
from fitflow.billing.queries.movements import Movement, MovementFilter, movement_list
from fitflow.billing.queries.wallets import Wallet, WalletLot, wallet_of

__all__ = [
    "Movement",
    "MovementFilter",
    "Wallet",
    "WalletLot",
    "balances",
    "could_pay",
    "movement_list",
    "spendable_of",
    "wallet_of",
]

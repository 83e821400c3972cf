"""How people pay: one answer made of several settings, and what each answer sets."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Any

from fitflow.organizations.settings import WELCOME_CREDITS
from fitflow.schedule.settings import AT_STUDIO, CLASS_COST, DESK_PRICE, IN_CREDITS, PAYMENT, UNDECIDED

ONE = Decimal(1)
MOST_FREE = 20


class Answer(StrEnum):
    """The ways to begin. The first classes free: then as `afterwards` says."""

    FIRST_FREE = "first_free"
    AT_STUDIO = "at_studio"
    FREE = "free"
    IN_CREDITS = "credits"


@dataclass(frozen=True)
class Payment:
    """An answer with what belongs to it. `afterwards`: at_studio or credits, once the free classes are used up."""

    answer: Answer
    free_classes: int = 1
    afterwards: str = AT_STUDIO
    desk_price: str = ""


def is_undecided(settings: Mapping[str, Any]) -> bool:
    """Nobody has said how people pay, and nothing else would: whoever comes by the public page cannot book."""
    return PAYMENT.of(settings) == UNDECIDED and WELCOME_CREDITS.of(settings) < CLASS_COST.of(settings)


def payment_of(settings: Mapping[str, Any]) -> Payment | None:
    """The answer that the settings amount to; None until there is one."""
    if is_undecided(settings):
        return None
    cost, welcome, how = CLASS_COST.of(settings), WELCOME_CREDITS.of(settings), PAYMENT.of(settings)
    price = DESK_PRICE.of(settings)
    if not cost:
        return Payment(Answer.FREE, desk_price=price)
    afterwards = AT_STUDIO if how == AT_STUDIO else IN_CREDITS
    if welcome >= cost:
        return Payment(Answer.FIRST_FREE, min(int(welcome / cost), MOST_FREE), afterwards, price)
    return Payment(Answer.AT_STUDIO if how == AT_STUDIO else Answer.IN_CREDITS, desk_price=price)


def proposed(preset: str) -> Payment:
    """What fits a kind of studio: those who train in groups let people try; the others know their people."""
    is_group = preset in ("studio", "cohort_gym")
    return Payment(Answer.FIRST_FREE if is_group else Answer.AT_STUDIO)


def settings_for(payment: Payment, settings: Mapping[str, Any]) -> dict[str, object]:
    """The settings that an answer means. A class costs what it did, or one credit where all were free before."""
    if payment.answer is Answer.FREE:
        return {CLASS_COST.key: "0.00", PAYMENT.key: IN_CREDITS, WELCOME_CREDITS.key: "0.00"}
    cost = CLASS_COST.of(settings) or ONE
    is_trial = payment.answer is Answer.FIRST_FREE
    how = payment.afterwards if is_trial else payment.answer.value
    return {
        CLASS_COST.key: f"{cost:.2f}",
        WELCOME_CREDITS.key: f"{payment.free_classes * cost if is_trial else Decimal(0):.2f}",
        PAYMENT.key: how,
        DESK_PRICE.key: payment.desk_price if how == AT_STUDIO else "",
    }

"""What a client has: valid lots in the order in which they are used, with the reason, and what is over."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from django.utils.translation import gettext as _

from fitflow.billing import rules
from fitflow.billing.models import CreditLot
from fitflow.billing.rules import Lot
from fitflow.core.actor import Actor
from fitflow.core.formats import Formats
from fitflow.core.wording import list_words

#: What the order of use is explained for: the kind of session that members book by themselves.
USUAL_KIND = "class"


@dataclass(frozen=True)
class WalletLot:
    """A lot as its owner sees it."""

    lot: CreditLot
    last_day: date | None
    why: str = ""
    is_next: bool = False

    @property
    def title(self) -> str:
        return self.lot.label or rules.origin_words(self.lot.origin)

    @property
    def kinds(self) -> str:
        """What it is limited to, in words; empty when it serves everything."""
        return list_words([rules.kind_words(kind) for kind in self.lot.kinds])

    def choice_words(self, formats: Formats) -> str:
        """One line to choose it by: From the studio, 8 of 10 left, last day 20 Feb 2027."""
        left, of = formats.number(self.lot.remaining), formats.number(self.lot.quantity)
        words = {"title": self.title, "left": left, "of": of}
        line = _("%(title)s, %(left)s of %(of)s left") % words
        if self.last_day is None:
            return line
        return _("%(line)s, last day %(date)s") % {"line": line, "date": formats.day(self.last_day, "date")}


@dataclass(frozen=True)
class Wallet:
    """Valid credits in the order of use; those that are used up or over, newest first."""

    client_id: UUID
    balance: Decimal
    lots: tuple[WalletLot, ...]
    earlier: tuple[WalletLot, ...]

    @property
    def first_to_expire(self) -> WalletLot | None:
        return next((lot for lot in self.lots if lot.last_day), None)


def wallet_of(actor: Actor, client_id: UUID, *, now: datetime) -> Wallet:
    """One client's lots; the door has decided whose may be seen."""
    rows = list(CreditLot.objects.filter(organization_id=actor.organization_id, account__client_id=client_id))
    valid = [row for row in rows if row.remaining and (row.valid_until is None or row.valid_until > now)]
    over = sorted((row for row in rows if row not in valid), key=lambda row: row.valid_from, reverse=True)
    facts = [_facts(row) for row in valid]
    balance = sum((row.remaining for row in valid), Decimal(0))
    reasons = _reasons(actor, facts, now)
    ordered = sorted(valid, key=lambda row: rules.expiry_order(_facts(row)))
    first = next((row.pk for row in ordered if row.pk in reasons), None)
    lots = tuple(
        WalletLot(row, _last_day(row, actor), reasons.get(row.pk, ""), is_next=row.pk == first) for row in ordered
    )
    return Wallet(client_id, balance, lots, tuple(WalletLot(row, _last_day(row, actor)) for row in over))


def _reasons(actor: Actor, lots: list[Lot], now: datetime) -> dict[UUID, str]:
    """Why each lot stands where it stands, were everything spent on classes now."""
    everything = rules.spendable(lots, kind=USUAL_KIND, now=now)
    chosen = rules.choose_lots(lots, everything, kind=USUAL_KIND, now=now) or ()
    ends = {lot.id: lot.valid_until for lot in lots}
    return {choice.lot_id: rules.why_words(choice.why, ends[choice.lot_id], actor.formats) for choice in chosen}


def _facts(row: CreditLot) -> Lot:
    return Lot(row.pk, row.remaining, row.valid_from, row.valid_until, frozenset(row.kinds))


def _last_day(row: CreditLot, actor: Actor) -> date | None:
    return rules.last_day(row.valid_until, actor.zone) if row.valid_until else None

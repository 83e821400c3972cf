"""What moved: postings with their entries, newest first, in words."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from decimal import Decimal
from uuid import UUID

from django.db.models import OuterRef, Prefetch, Q, Subquery, Sum

from fitflow.accounts.queries import users_by_id
from fitflow.billing.hooks import Subject
from fitflow.billing.models import (
    CreditAccount,
    CreditAccountQuerySet,
    CreditLot,
    CreditLotQuerySet,
    LedgerDay,
    LedgerEntry,
    Posting,
    PostingQuerySet,
)
from fitflow.billing.queries.subjects import booking_id_of, subjects_of
from fitflow.billing.rules import movement_words
from fitflow.core.actor import Actor, Role
from fitflow.core.paging import Part, part_of
from fitflow.organizations.queries.clients import clients_of
from fitflow.organizations.rules.clients import search_words

#: How references begin that staff's own corrections have.
ADJUSTMENT = "adjustment:"
#: A lot that has ended is emptied by its timer: within so long, also where the worker was away for a while.
EMPTIED_WITHIN = timedelta(days=60)


@dataclass(frozen=True)
class MovementFilter:
    """What somebody looks for: of one client, of one kind, in a period [since, until), by the client's name."""

    client_id: UUID | None = None
    kind: str = ""
    since: datetime | None = None
    until: datetime | None = None
    search: str = ""


@dataclass(frozen=True)
class Entry:
    """A movement's part in one lot."""

    id: UUID
    lot: CreditLot
    amount: Decimal


@dataclass(frozen=True)
class Movement:
    """One posting as people read it: what, when, how much, what for, and who did it."""

    id: UUID
    kind: str
    at: datetime
    reference: str
    reason: str
    entries: tuple[Entry, ...]
    client_id: UUID
    client_name: str
    subject: Subject | None
    by: str

    @property
    def amount(self) -> Decimal:
        return sum((entry.amount for entry in self.entries), Decimal(0))

    @property
    def booking_id(self) -> UUID | None:
        return booking_id_of(self.reference)

    @property
    def title(self) -> str:
        origin = self.entries[0].lot.origin if self.entries else ""
        return movement_words(self.kind, origin=origin, is_adjustment=self.reference.startswith(ADJUSTMENT))

    @property
    def outcome(self) -> str:
        """Why so much came back, or nothing, if what was paid for says so."""
        if self.subject is None:
            return ""
        told_at = Posting.Kind.REFUND if self.subject.has_returned else Posting.Kind.CHARGE
        return self.subject.outcome if self.kind == told_at else ""

    @property
    def undoable_lot(self) -> CreditLot | None:
        """The lot of a grant that still has something to take back."""
        lot = self.entries[0].lot if self.kind == Posting.Kind.GRANT and self.entries else None
        return lot if lot is not None and lot.remaining else None


def accounts_of(actor: Actor) -> CreditAccountQuerySet:
    """Whose credits this actor may see: managers those of their scope, a client the own."""
    accounts = CreditAccount.objects.visible_to(actor)
    if actor.can(Role.MANAGER) and actor.is_scoped:
        return accounts.filter(client__in=clients_of(actor))
    return accounts


def movements_found(actor: Actor, wanted: MovementFilter) -> PostingQuerySet:
    """Every posting that fits, of the clients within reach."""
    found = Posting.objects.visible_to(actor)
    if actor.can(Role.MANAGER) and actor.is_scoped:
        found = found.filter(account__in=accounts_of(actor))
    conditions = Q()
    if wanted.client_id:
        conditions &= Q(account__client_id=wanted.client_id)
    if wanted.kind:
        conditions &= Q(kind=wanted.kind)
    if wanted.since:
        conditions &= Q(at__gte=wanted.since)
    if wanted.until:
        conditions &= Q(at__lt=wanted.until)
    for word in search_words(wanted.search):
        conditions &= Q(account__client__search__contains=word)
    return found.filter(conditions)


def movement_list(actor: Actor, wanted: MovementFilter, *, cursor: str = "", limit: int = 50) -> Part[Movement]:
    """One part of the movements, newest first."""
    part = part_of(_with_entries(actor, movements_found(actor, wanted)), "-at", "-id", cursor=cursor, limit=limit)
    return Part(_described(actor, part.rows), part.next)


def all_movements(actor: Actor, wanted: MovementFilter, *, most: int) -> list[Movement]:
    """For a file: everything that fits, newest first, up to `most`."""
    return _described(actor, list(_with_entries(actor, movements_found(actor, wanted)).order_by("-at", "-id")[:most]))


def movement_totals(actor: Actor, wanted: MovementFilter) -> dict[str, Decimal]:
    """Sum of the credits moved, by kind."""
    if actor.is_scoped or wanted.client_id or wanted.search:
        return _added_up(movements_found(actor, wanted))
    days = LedgerDay.objects.visible_to(actor)
    days = days.filter(starts_at__gte=wanted.since) if wanted.since else days
    kept = list((days.filter(ends_at__lte=wanted.until) if wanted.until else days).order_by("starts_at"))
    if not kept:
        return _added_up(movements_found(actor, wanted))
    around = (replace(wanted, until=kept[0].starts_at), replace(wanted, since=kept[-1].ends_at))
    sums = [_added_up_each(movements_found(actor, part)) for part in around] + [day.totals for day in kept]
    found = defaultdict[str, Decimal](Decimal)
    for kind, total in (pair for one in sums for pair in one.items()):
        found[kind] += Decimal(total)
    return {kind: total for kind, total in found.items() if not wanted.kind or kind == wanted.kind}


def _added_up(postings: PostingQuerySet) -> dict[str, Decimal]:
    moved = postings.values_list("kind").annotate(total=Sum("entries__amount"))
    return {kind: total for kind, total in moved if total is not None}


def _added_up_each(postings: PostingQuerySet) -> dict[str, Decimal]:
    """The same for those of a day or two: each posting's entries are looked up, where a join would read the ledger."""
    own = LedgerEntry.objects.filter(organization_id=OuterRef("organization_id"), posting_id=OuterRef("pk"))
    amount = Subquery(own.values("posting_id").annotate(sum=Sum("amount")).values("sum"))
    moved = postings.annotate(moved=amount).values_list("kind").annotate(total=Sum("moved"))
    return {kind: total for kind, total in moved if total is not None}


def credits_left(actor: Actor, *, until: datetime, now: datetime) -> tuple[Decimal, Decimal]:
    """What everybody within reach could still spend, and how much of it runs out until then."""
    lots = CreditLot.objects.filter(organization_id=actor.organization_id)
    if actor.is_scoped:
        lots = lots.filter(account__in=accounts_of(actor))
    ending = lots.filter(valid_until__gt=now, valid_until__lte=until).spendable(now).aggregate(sum=Sum("remaining"))
    left = _left_in(lots, now) if actor.is_scoped else _balance(actor) - _not_spendable(lots, now)
    return left, ending["sum"] or Decimal(0)


def _left_in(lots: CreditLotQuerySet, now: datetime) -> Decimal:
    found: dict[str, Decimal | None] = lots.spendable(now).aggregate(sum=Sum("remaining"))
    return found["sum"] or Decimal(0)


def _balance(actor: Actor) -> Decimal:
    """Every entry of the studio: until the last summed day, and since. That is what is left in all lots together."""
    last = LedgerDay.objects.visible_to(actor).order_by("-ends_at").first()
    if last is None:
        return sum(_added_up(movements_found(actor, MovementFilter())).values(), Decimal(0))
    since = movements_found(actor, MovementFilter(since=last.ends_at))
    return last.balance + sum(_added_up_each(since).values(), Decimal(0))


def _not_spendable(lots: CreditLotQuerySet, now: datetime) -> Decimal:
    """What is left in lots that have not begun, or have ended and wait for the timer that empties them."""
    ended = lots.filter(valid_until__lte=now, valid_until__gt=now - EMPTIED_WITHIN, remaining__gt=0)
    early = lots.filter(valid_from__gt=now, remaining__gt=0)
    return sum((some.aggregate(sum=Sum("remaining"))["sum"] or Decimal(0) for some in (ended, early)), Decimal(0))


def _with_entries(actor: Actor, postings: PostingQuerySet) -> PostingQuerySet:
    entries = LedgerEntry.objects.filter(organization_id=actor.organization_id).select_related("lot").order_by("id")
    return postings.select_related("account__client").prefetch_related(Prefetch("entries", entries))


def _described(actor: Actor, postings: Collection[Posting]) -> list[Movement]:
    subjects = subjects_of(actor, {posting.reference for posting in postings})
    names = _names(posting.actor_id for posting in postings)
    return [
        Movement(
            posting.pk, posting.kind, posting.at, posting.reference, posting.reason,
            tuple(Entry(entry.pk, entry.lot, entry.amount) for entry in posting.entries.all()),
            posting.account.client_id, posting.account.client.name,
            subjects.get(posting.reference), names.get(posting.actor_id, ""),
        )
        for posting in postings
    ]  # fmt: skip


def _names(user_ids: Iterable[UUID | None]) -> dict[UUID | None, str]:
    known = {user_id for user_id in user_ids if user_id}
    return {user_id: user.name for user_id, user in users_by_id(known).items()} if known else {}


def posting_by_hand(actor: Actor, client_id: UUID, posting_id: UUID) -> Posting:
    """A movement that staff made by hand: credits given as they are, or taken away. Others are not found."""
    given = Q(kind=Posting.Kind.GRANT, entries__lot__origin=CreditLot.Origin.GRANT)
    taken = Q(kind=Posting.Kind.CORRECTION, reference__startswith=ADJUSTMENT)
    mine = Posting.objects.visible_to(actor).filter(given | taken, account__client_id=client_id)
    found: Posting = mine.prefetch_related("entries__lot").distinct().one(pk=posting_id)
    return found

"""What moved: postings with their entries, newest first, in words."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from django.db.models import Prefetch, Q, Sum

from fitflow.accounts.queries import users_by_id
from fitflow.billing.hooks import Subject
from fitflow.billing.models import (
    CreditAccount,
    CreditAccountQuerySet,
    CreditLot,
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
    moved = movements_found(actor, wanted).values_list("kind").annotate(total=Sum("entries__amount"))
    return {kind: total for kind, total in moved if total is not None}


def credits_left(actor: Actor, *, until: datetime, now: datetime) -> tuple[Decimal, Decimal]:
    """What everybody within reach could still spend, and how much of it runs out until then. One query."""
    lots = CreditLot.objects.filter(organization_id=actor.organization_id).spendable(now)
    if actor.is_scoped:
        lots = lots.filter(account__in=accounts_of(actor))
    sums = lots.aggregate(left=Sum("remaining"), ending=Sum("remaining", filter=Q(valid_until__lte=until)))
    return sums["left"] or Decimal(0), sums["ending"] or Decimal(0)


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

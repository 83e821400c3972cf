"""Credits as a ledger: lots that expire, postings that explain, entries that add up. Knows references, no bookings."""

from datetime import datetime

from django.db import models
from django.db.models import F, Q

from fitflow.core.actor import Actor, Role
from fitflow.core.tenancy import TenantForeignKey, TenantModel, TenantQuerySet


class CreditAccountQuerySet(TenantQuerySet["CreditAccount"]):
    def visible_to(self, actor: Actor) -> "CreditAccountQuerySet":
        """Managers: all (narrowed to their scope in `queries`); a client: the own account; nobody else."""
        mine = self.filter(organization_id=actor.organization_id)
        if actor.can(Role.MANAGER):
            return mine
        return mine.filter(client_id=actor.client_id) if actor.client_id else mine.none()


class CreditAccount(TenantModel):
    """A client's account: the row that is locked while credits move."""

    client = TenantForeignKey("organizations.Client", related_name="credit_accounts", db_index=False)
    objects = CreditAccountQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(name="account_one_per_client", fields=["client"])]


class CreditLotQuerySet(TenantQuerySet["CreditLot"]):
    def visible_to(self, actor: Actor) -> "CreditLotQuerySet":
        mine = self.filter(organization_id=actor.organization_id)
        if actor.can(Role.MANAGER):
            return mine
        return mine.filter(account__client_id=actor.client_id) if actor.client_id else mine.none()

    def spendable(self, now: datetime) -> "CreditLotQuerySet":
        return self.filter(Q(valid_until=None) | Q(valid_until__gt=now), valid_from__lte=now, remaining__gt=0)


class CreditLot(TenantModel):
    """Credits of one origin with one validity. `remaining` moves only when a ledger entry is written (trigger)."""

    class Origin(models.TextChoices):
        GRANT = "grant"
        WELCOME = "welcome"
        PURCHASE = "purchase"

    account = TenantForeignKey(CreditAccount, related_name="lots", db_index=False)
    origin = models.CharField(max_length=10, choices=Origin, default=Origin.GRANT)
    label = models.CharField(max_length=120, blank=True)
    quantity = models.DecimalField(max_digits=10, decimal_places=2)
    remaining = models.DecimalField(max_digits=10, decimal_places=2, default=0)
    valid_from = models.DateTimeField()
    valid_until = models.DateTimeField(null=True)
    #: When credits came back after its end and it was opened again for a while. Booking and cancelling does so once.
    reopened_at = models.DateTimeField(null=True)
    #: Session kinds it serves; empty = all.
    kinds = models.JSONField(default=list)
    created_at = models.DateTimeField()
    objects = CreditLotQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(name="lot_never_below_zero", condition=Q(remaining__gte=0)),
            models.CheckConstraint(name="lot_never_above_its_quantity", condition=Q(remaining__lte=F("quantity"))),
            models.CheckConstraint(
                name="lot_validity_runs_forward", condition=Q(valid_until=None) | Q(valid_until__gt=F("valid_from"))
            ),
        ]
        indexes = [
            models.Index(name="lot_soonest_expiry", fields=["account", "valid_until"]),
            models.Index(name="lot_of_studio_by_end", fields=["organization_id", "valid_until"]),
            models.Index(name="lot_of_studio_by_begin", fields=["organization_id", "valid_from"]),
        ]


class PostingQuerySet(TenantQuerySet["Posting"]):
    def visible_to(self, actor: Actor) -> "PostingQuerySet":
        mine = self.filter(organization_id=actor.organization_id)
        if actor.can(Role.MANAGER):
            return mine
        return mine.filter(account__client_id=actor.client_id) if actor.client_id else mine.none()


class Posting(TenantModel):
    """One movement and why: at most one of each kind per reference (P5)."""

    class Kind(models.TextChoices):
        CHARGE = "charge"
        REFUND = "refund"
        WAIVER = "waiver"
        CORRECTION = "correction"
        GRANT = "grant"
        EXPIRY = "expiry"

    account = TenantForeignKey(CreditAccount, related_name="postings", db_index=False)
    kind = models.CharField(max_length=10, choices=Kind)
    #: What it is about. Refund, waiver and correction carry the reference of the charge they change.
    reference = models.CharField(max_length=80)
    reason = models.CharField(max_length=300, blank=True)
    actor_id = models.UUIDField(null=True)
    at = models.DateTimeField()
    objects = PostingQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="posting_one_of_a_kind_per_reference", fields=["organization_id", "kind", "reference"]
            ),
            models.CheckConstraint(
                name="posting_kind_is_known",
                condition=Q(kind__in=["charge", "refund", "waiver", "correction", "grant", "expiry"]),
            ),
        ]
        indexes = [
            models.Index(name="posting_of_account", fields=["account", "-at"]),
            models.Index(name="posting_of_studio", fields=["organization_id", "-at"]),
        ]


class LedgerEntryQuerySet(TenantQuerySet["LedgerEntry"]):
    def visible_to(self, actor: Actor) -> "LedgerEntryQuerySet":
        mine = self.filter(organization_id=actor.organization_id)
        if actor.can(Role.MANAGER):
            return mine
        return mine.filter(lot__account__client_id=actor.client_id) if actor.client_id else mine.none()


class LedgerEntry(TenantModel):
    """A posting's part in one lot: plus into the lot, minus out of it. Append-only."""

    posting = TenantForeignKey(Posting, related_name="entries", db_index=False)
    lot = TenantForeignKey(CreditLot, related_name="entries", db_index=False)
    amount = models.DecimalField(max_digits=10, decimal_places=2)
    objects = LedgerEntryQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(name="entry_one_per_posting_and_lot", fields=["posting", "lot"]),
            models.CheckConstraint(name="entry_moves_something", condition=~Q(amount=0)),
        ]
        indexes = [models.Index(name="entry_of_lot", fields=["lot"])]


class LedgerDay(TenantModel):
    """What moved on one finished day of the studio, summed up at night. A day on which nothing moved has no row.

    A posting that is dated an hour or more into the past removes the days from then on; the next night sums them anew.
    """

    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    #: {kind of posting: the sum of its entries, as text}.
    totals = models.JSONField()
    #: Every entry of the studio until the end of this day.
    balance = models.DecimalField(max_digits=14, decimal_places=2)
    objects = TenantQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(name="ledger_day_begins_once", fields=["organization_id", "starts_at"]),
            models.CheckConstraint(name="ledger_day_runs_forward", condition=Q(ends_at__gt=F("starts_at"))),
        ]
        indexes = [models.Index(name="ledger_day_by_end", fields=["organization_id", "ends_at"])]


class CreditRequestQuerySet(TenantQuerySet["CreditRequest"]):
    def visible_to(self, actor: Actor) -> "CreditRequestQuerySet":
        mine = self.filter(organization_id=actor.organization_id)
        if actor.can(Role.MANAGER):
            return mine
        return mine.filter(client_id=actor.client_id) if actor.client_id else mine.none()


class CreditRequest(TenantModel):
    """A client asked for credits, and what the desk answered."""

    class Status(models.TextChoices):
        OPEN = "open"
        GIVEN = "given"
        DECLINED = "declined"

    client = TenantForeignKey("organizations.Client", related_name="credit_requests", db_index=False)
    #: What they wanted to book, if they said so.
    reference = models.CharField(max_length=80, blank=True)
    status = models.CharField(max_length=8, choices=Status, default=Status.OPEN)
    asked_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True)
    answered_by = models.UUIDField(null=True)
    lot = TenantForeignKey(CreditLot, null=True, related_name="+", db_index=False)
    objects = CreditRequestQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="credit_request_one_open_per_client", fields=["client"], condition=Q(status="open")
            ),
            models.CheckConstraint(
                name="credit_request_answered_iff_time",
                condition=Q(status="open", answered_at=None) | ~Q(status="open") & Q(answered_at__isnull=False),
            ),
            models.CheckConstraint(
                name="credit_request_given_with_a_lot",
                condition=Q(status="given", lot__isnull=False) | ~Q(status="given") & Q(lot=None),
            ),
        ]
        indexes = [
            models.Index(name="credit_request_of_client", fields=["client", "-asked_at"]),
            models.Index(
                name="credit_request_open", fields=["organization_id", "asked_at"], condition=Q(status="open")
            ),
        ]

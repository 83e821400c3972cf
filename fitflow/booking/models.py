"""Spots in sessions and who has a claim on them. Who has a spot is read from its row alone; the rest is history."""

from datetime import datetime
from typing import Any

from django.db import models
from django.db.models import Q

from fitflow.core.actor import Actor, Role
from fitflow.core.reach import reach_q
from fitflow.core.tenancy import TenantForeignKey, TenantModel, TenantQuerySet


class Spot(models.Model):
    """One spot: free, held or offered (client, hold, deadline), or taken (client, hold, booking). P1 stands here."""

    pk = models.CompositePrimaryKey("session_id", "number")
    organization_id = models.UUIDField()
    session = TenantForeignKey("schedule.Session", related_name="spots", db_index=False)
    number = models.PositiveIntegerField()
    label = models.CharField(max_length=20, blank=True)
    client_id = models.UUIDField(null=True)
    hold = TenantForeignKey("booking.SpotHold", null=True, related_name="+", db_index=False)
    booking = TenantForeignKey("booking.Booking", null=True, related_name="+", db_index=False)
    expires_at = models.DateTimeField(null=True)
    objects = TenantQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(name="spot_one_claim_per_client", fields=["session", "client_id"]),
            models.CheckConstraint(name="spot_numbers_start_at_one", condition=Q(number__gte=1)),
            models.CheckConstraint(
                name="spot_is_free_held_or_taken",
                condition=Q(client_id=None, hold=None, booking=None, expires_at=None)
                | Q(client_id__isnull=False, hold__isnull=False, booking=None, expires_at__isnull=False)
                | Q(client_id__isnull=False, hold__isnull=False, booking__isnull=False, expires_at=None),
            ),
        ]

    def is_free(self, now: datetime) -> bool:
        """Nobody is on it, or by a hold that has run out. The same as `spot_is_free` in sql/spots.sql."""
        return self.client_id is None or self.expires_at is not None and self.expires_at <= now


class OwnRowsQuerySet(TenantQuerySet[Any]):
    """Rows that name a client and a session: staff those of sessions that are theirs to run, clients their own."""

    def visible_to(self, actor: Actor) -> Any:
        mine = self.filter(organization_id=actor.organization_id)
        seen = reach_q(actor, "session__")
        if actor.client_id and not actor.can(Role.MANAGER):
            seen |= Q(client_id=actor.client_id)
        return mine.filter(seen)


class SpotHold(TenantModel):
    """A spot kept for a client until a deadline. History and the API's id; whether it lives is read from the spot."""

    class Kind(models.TextChoices):
        STANDARD = "standard"
        PRIORITY = "priority"

    class Status(models.TextChoices):
        ACTIVE = "active"
        CONFIRMED = "confirmed"
        RELEASED = "released"
        EXPIRED = "expired"
        WITHDRAWN = "withdrawn"

    session = TenantForeignKey("schedule.Session", related_name="holds", db_index=False)
    client = TenantForeignKey("organizations.Client", related_name="holds", db_index=False)
    number = models.PositiveIntegerField()
    kind = models.CharField(max_length=8, choices=Kind, default=Kind.STANDARD)
    status = models.CharField(max_length=9, choices=Status, default=Status.ACTIVE)
    expires_at = models.DateTimeField()
    created_at = models.DateTimeField()
    created_by = models.UUIDField(null=True)
    #: What the client was shown of the session, as `facts_of_session` gives it. Empty where nobody remembers.
    shown = models.JSONField(default=dict, db_default={})
    objects = OwnRowsQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(name="hold_of_client", fields=["client", "created_at"]),
            models.Index(name="hold_of_session", fields=["session"]),
            models.Index(name="hold_to_sweep", fields=["organization_id", "expires_at"], condition=Q(status="active")),
        ]


class Booking(TenantModel):
    """A client's spot in a session, judged by the policy accepted when it was confirmed (P10)."""

    class Status(models.TextChoices):
        CONFIRMED = "confirmed"
        COMPLETED = "completed"
        NO_SHOW = "no_show"
        CANCELLED = "cancelled"

    class Settlement(models.TextChoices):
        """What became of a booking without credits. Empty: it was paid in credits, or free."""

        DUE = "due"
        PAID = "paid"
        WAIVED = "waived"
        DROPPED = "dropped"  # Cancelled in time, or moved on: nothing is to be paid any more.
        RETURNED = "returned"  # Paid, then cancelled: the studio gave the money back.

    class PaidBy(models.TextChoices):
        CASH = "cash"
        CARD = "card"
        OTHER = "other"

    session = TenantForeignKey("schedule.Session", related_name="bookings", db_index=False)
    client = TenantForeignKey("organizations.Client", related_name="bookings", db_index=False)
    hold = TenantForeignKey(SpotHold, related_name="+", db_index=False)
    number = models.PositiveIntegerField()
    status = models.CharField(max_length=9, choices=Status, default=Status.CONFIRMED)
    #: Copies of the session's times, so that overlap is one index look; moved with the session.
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    #: The start the client agreed to. How far the studio has moved the session is counted from it, not from each step.
    agreed_starts_at = models.DateTimeField()
    credits = models.DecimalField(max_digits=10, decimal_places=2)
    #: Booked without credits, to be settled at the desk; never both.
    settlement = models.CharField(max_length=8, choices=Settlement, blank=True, default="", db_default="")
    settled_by = models.CharField(max_length=5, choices=PaidBy, blank=True, default="", db_default="")
    #: What was paid in words (£12), or why nothing has to be.
    settled_note = models.CharField(max_length=120, blank=True, default="", db_default="")
    settled_at = models.DateTimeField(null=True)
    settled_actor = models.UUIDField(null=True)
    policy = models.JSONField()
    confirmed_at = models.DateTimeField()
    booked_by = models.UUIDField(null=True)
    cancelled_at = models.DateTimeField(null=True)
    cancel_reason = models.CharField(max_length=300, blank=True)
    #: By staff, or with its session, or because it was moved to another one. All others are the client's own (POL-10).
    cancelled_by_studio = models.BooleanField(default=False, db_default=False)
    refund_percent = models.PositiveSmallIntegerField(null=True)
    #: What decided the share (`rules/cancellation.py Why`), and the start it was counted from: a class that is moved
    #: afterwards takes `starts_at` along.
    refund_why = models.CharField(max_length=9, blank=True, default="", db_default="")
    refund_counted_from = models.DateTimeField(null=True)
    credits_refunded = models.DecimalField(max_digits=10, decimal_places=2, null=True)
    #: Moved while cancelling already cost something: the earlier start still decides (CON-15).
    fee_basis_at = models.DateTimeField(null=True)
    rescheduled_from = TenantForeignKey("booking.Booking", null=True, related_name="+", db_index=False)
    #: How often its calendar entry has changed (SEQUENCE): its session moved, or it was cancelled. A booking that was
    #: moved to another session counts on in the new one.
    sequence = models.PositiveIntegerField(default=0, db_default=0)
    #: Cancelled late, or absent, and no message had reached them that they would have needed: costs and counts nothing.
    is_untold = models.BooleanField(default=False, db_default=False)
    #: Its spot was made for this client beyond the plan, and goes with them.
    is_extra = models.BooleanField(default=False, db_default=False)
    objects = OwnRowsQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(name="booking_one_per_hold", fields=["hold"]),
            models.UniqueConstraint(
                name="booking_one_live_per_client_and_session",
                fields=["session", "client"],
                condition=~Q(status="cancelled"),
            ),
            models.CheckConstraint(
                name="booking_cancelled_iff_time",
                condition=Q(status="cancelled", cancelled_at__isnull=False, refund_percent__isnull=False)
                | ~Q(status="cancelled") & Q(cancelled_at__isnull=True),
            ),
            models.CheckConstraint(
                name="booking_cancelled_by_studio_is_cancelled",
                condition=Q(cancelled_by_studio=False) | Q(status="cancelled"),
            ),
            models.CheckConstraint(
                name="booking_cancelled_says_why_so_much",
                condition=Q(
                    status="cancelled",
                    refund_why__in=["organizer", "moved", "mistap", "policy", "started", "untold"],
                    refund_counted_from__isnull=False,
                )
                | ~Q(status="cancelled") & Q(refund_why="", refund_counted_from=None),
            ),
            models.CheckConstraint(
                name="booking_refund_is_a_percent", condition=Q(refund_percent=None) | Q(refund_percent__lte=100)
            ),
            models.CheckConstraint(
                name="booking_in_credits_or_at_the_studio", condition=Q(settlement="") | Q(credits=0)
            ),
            models.CheckConstraint(
                name="booking_settled_says_when_and_how",
                condition=Q(settlement__in=["", "due", "dropped"], settled_by="", settled_note="", settled_at=None)
                | Q(settlement="waived", settled_by="", settled_at__isnull=False) & ~Q(settled_note="")
                | Q(settlement__in=["paid", "returned"], settled_by__in=["cash", "card", "other"])
                & Q(settled_at__isnull=False),
            ),
            models.CheckConstraint(
                name="booking_let_off_is_cancelled",
                condition=~Q(settlement__in=["dropped", "returned"]) | Q(status="cancelled"),
            ),
        ]
        indexes = [
            models.Index(name="booking_of_client", fields=["client", "starts_at"]),
            models.Index(name="booking_of_session", fields=["session"]),
            models.Index(
                name="booking_to_settle", fields=["organization_id", "starts_at"], condition=Q(settlement="due")
            ),
            models.Index(
                name="booking_to_pay_back",
                fields=["organization_id", "starts_at"],
                condition=Q(settlement="paid", status="cancelled", refund_percent__gt=0),
            ),
            models.Index(
                name="booking_moved_on", fields=["rescheduled_from"], condition=Q(rescheduled_from__isnull=False)
            ),
        ]

    @property
    def reference(self) -> str:
        """How the ledger names this booking."""
        return f"booking:{self.pk}"


class ClientTie(TenantModel):
    """A location and a trainer with whom a client has booked, cancelled or not: managers of a part find clients by it.

    Triggers write it with each booking, and when a session gets another location or trainer.
    """

    client = TenantForeignKey("organizations.Client", related_name="+", db_index=False)
    location = TenantForeignKey("organizations.Location", related_name="+", db_index=False)
    trainer = TenantForeignKey("organizations.Staff", related_name="+", db_index=False)
    objects = TenantQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(name="client_tie_once", fields=["client", "location", "trainer"]),
        ]
        indexes = [
            models.Index(name="client_tie_at", fields=["location", "client"]),
            models.Index(name="client_tie_with", fields=["trainer", "client"]),
        ]


class MovedSession(TenantModel):
    """One session that was moved, from where to where. Sessions that were moved in one act share its id."""

    act_id = models.UUIDField()
    #: Within the act. The first one speaks for all of them where that is to be done once.
    number = models.PositiveIntegerField()
    session = TenantForeignKey("schedule.Session", related_name="moves", db_index=False)
    #: Of the engine's clock, as the event of this move says.
    moved_at = models.DateTimeField()
    moved_by = models.UUIDField(null=True)
    from_starts_at = models.DateTimeField()
    to_starts_at = models.DateTimeField()
    from_trainer = TenantForeignKey("organizations.Staff", related_name="+", db_index=False)
    to_trainer = TenantForeignKey("organizations.Staff", related_name="+", db_index=False)
    to_location = TenantForeignKey("organizations.Location", related_name="+", db_index=False)
    objects = TenantQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(name="moved_session_in_order", fields=["act_id", "number"])]
        indexes = [models.Index(name="moved_session_when", fields=["session", "moved_at"])]


class WaitlistEntry(TenantModel):
    """A client who waits for a spot. `ordinal` is given under the session's lock: the order, without gaps closing."""

    class Status(models.TextChoices):
        WAITING = "waiting"
        OFFERED = "offered"
        BOOKED = "booked"
        LAPSED = "lapsed"
        LEFT = "left"
        CLOSED = "closed"

    session = TenantForeignKey("schedule.Session", related_name="waitlist_entries", db_index=False)
    client = TenantForeignKey("organizations.Client", related_name="waitlist_entries")
    ordinal = models.IntegerField()
    status = models.CharField(max_length=7, choices=Status, default=Status.WAITING)
    hold = TenantForeignKey(SpotHold, null=True, related_name="+", db_index=False)
    #: Why the last look passed this entry over; empty when it was not.
    skip_reason = models.CharField(max_length=40, blank=True)
    joined_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)
    objects = OwnRowsQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(name="waitlist_ordinal_once", fields=["session", "ordinal"]),
            models.UniqueConstraint(
                name="waitlist_one_live_entry",
                fields=["session", "client"],
                condition=Q(status__in=["waiting", "offered"]),
            ),
        ]
        indexes = [models.Index(name="waitlist_in_order", fields=["session", "ordinal"], condition=Q(status="waiting"))]


class WaitlistSkip(TenantModel):
    """Somebody in the queue was passed over, and why."""

    entry = TenantForeignKey(WaitlistEntry, related_name="skips")
    reason = models.CharField(max_length=40)
    at = models.DateTimeField()
    objects = TenantQuerySet.as_manager()


class Attendance(TenantModel):
    """Whether the client came, as last marked."""

    class Status(models.TextChoices):
        PRESENT = "present"
        LATE = "late"
        NO_SHOW = "no_show"

    class Method(models.TextChoices):
        MANUAL = "manual"
        AUTO = "auto"

    booking = TenantForeignKey(Booking, related_name="attendances")
    status = models.CharField(max_length=7, choices=Status)
    method = models.CharField(max_length=6, choices=Method, default=Method.MANUAL)
    marked_at = models.DateTimeField()
    marked_by = models.UUIDField(null=True)
    objects = TenantQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(name="attendance_one_per_booking", fields=["booking"])]

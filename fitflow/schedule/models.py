"""What happens when, where and with whom: class types, series, sessions, and what occupies a trainer."""

from datetime import datetime, timedelta

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower

from fitflow.core.actor import Actor, Role
from fitflow.core.bounds import LONGEST_LINK, LONGEST_REASON, LONGEST_TITLE, MOST_PRICE, MOST_SPOTS
from fitflow.core.reach import reach_q
from fitflow.core.tenancy import TenantForeignKey, TenantModel, TenantQuerySet


class CancellationPolicy(TenantModel):
    """What cancelling gives back, as rows of (hours before start, percent). A booking keeps the copy it was made by."""

    class Kind(models.TextChoices):
        """A new kind has its title and tiers in `rules/policies.py`, and its line in the setting `cancel.policy`."""

        FLEXIBLE = "flexible"
        TIERED = "tiered"
        CUTOFF = "cutoff"
        CUSTOM = "custom"

    name = models.CharField(max_length=LONGEST_TITLE)
    #: Without choices, so that a new kind needs no migration.
    kind = models.CharField(max_length=20)
    #: [[hours before start, percent refunded], ...], most hours first; only CUSTOM uses it.
    tiers = models.JSONField(default=list)
    is_active = models.BooleanField(default=True)
    objects = TenantQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint("organization_id", Lower("name"), name="policy_name_once_per_studio")]

    def __str__(self) -> str:
        return self.name


class ClassType(TenantModel):
    """The template of a class: "Morning Strength", an hour, twelve spots."""

    name = models.CharField(max_length=LONGEST_TITLE)
    description = models.TextField(blank=True)
    color = models.CharField(max_length=7, default="#2563eb")
    duration_minutes = models.PositiveSmallIntegerField(default=60)
    capacity = models.PositiveSmallIntegerField(default=12)
    #: "Bike": the spots are then "Bike 1", "Bike 2"; empty: spots have numbers only.
    spot_name = models.CharField(max_length=12, blank=True)
    trainer = TenantForeignKey("organizations.Staff", null=True, related_name="+")
    location = TenantForeignKey("organizations.Location", null=True, related_name="+")
    cost_credits = models.DecimalField(max_digits=10, decimal_places=2, null=True)
    policy = TenantForeignKey(CancellationPolicy, null=True, related_name="+")
    #: Seconds before start at which registration opens (null: when published) and closes; null = the studio's setting.
    registration_opens = models.IntegerField(null=True)
    registration_closes = models.IntegerField(null=True)
    late_cancel_cutoff = models.IntegerField(null=True)
    is_active = models.BooleanField(default=True)
    objects = TenantQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint("organization_id", Lower("name"), name="class_type_name_once_per_studio"),
            models.CheckConstraint(name="class_type_lasts", condition=Q(duration_minutes__gt=0)),
            models.CheckConstraint(name="class_type_has_places", condition=Q(capacity__gt=0)),
            models.CheckConstraint(
                name="class_type_cost_not_negative", condition=Q(cost_credits=None) | Q(cost_credits__gte=0)
            ),
            models.CheckConstraint(
                name="class_type_within_bounds",
                condition=(Q(cost_credits=None) | Q(cost_credits__lte=MOST_PRICE)) & Q(capacity__lte=MOST_SPOTS),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Series(TenantModel):
    """A pattern that makes sessions: these weekdays at this wall-clock time, from a date to a date."""

    class_type = TenantForeignKey(ClassType, related_name="series")
    trainer = TenantForeignKey("organizations.Staff", related_name="+")
    location = TenantForeignKey("organizations.Location", related_name="+")
    #: ISO weekdays, Monday = 1.
    weekdays = models.JSONField()
    starts_at_local = models.TimeField()
    duration_minutes = models.PositiveSmallIntegerField()
    capacity = models.PositiveSmallIntegerField()
    cost_credits = models.DecimalField(max_digits=10, decimal_places=2, null=True)
    starts_on = models.DateField()
    ends_on = models.DateField(null=True)
    #: Dates left out, as text: staff chose so, or the trainer had something else then.
    except_on = models.JSONField(default=list)
    #: Why dates on which the trainer has something else are planned all the same; empty: they are left out.
    override_reason = models.CharField(max_length=LONGEST_REASON, blank=True)
    #: Sessions exist up to and including this studio day.
    made_until = models.DateField(null=True)
    ended_at = models.DateTimeField(null=True)
    online_url = models.CharField(max_length=LONGEST_LINK, blank=True)
    objects = TenantQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="series_ends_after_it_starts", condition=Q(ends_on=None) | Q(ends_on__gte=F("starts_on"))
            ),
            models.CheckConstraint(
                name="series_within_bounds",
                condition=(Q(cost_credits=None) | Q(cost_credits__gte=0, cost_credits__lte=MOST_PRICE))
                & Q(capacity__lte=MOST_SPOTS),
            ),
        ]

    @property
    def has_ended(self) -> bool:
        return self.ended_at is not None


class SessionQuerySet(TenantQuerySet["Session"]):
    def visible_to(self, actor: Actor) -> "SessionQuerySet":
        """Everybody sees what was published; managers see drafts too, within their scope; a trainer sees own drafts.

        Cancelled without a reason is what was withdrawn before anybody was in it: nobody sees it.
        """
        withdrawn = Q(status=Session.Status.CANCELLED, cancel_reason="")
        mine = self.filter(~withdrawn, organization_id=actor.organization_id)
        if actor.can(Role.MANAGER):
            return mine.filter(reach_q(actor))
        return mine.filter(~Q(status=Session.Status.DRAFT) | reach_q(actor))

    def between(self, start: datetime, end: datetime) -> "SessionQuerySet":
        """Sessions that start in [start, end)."""
        return self.filter(starts_at__gte=start, starts_at__lt=end)


class Session(TenantModel):
    """A dated slot on the calendar: a class of many, or later a personal session of one."""

    class Kind(models.TextChoices):
        CLASS = "class"
        PERSONAL = "personal"
        CHECK_IN = "check_in"

    class Status(models.TextChoices):
        DRAFT = "draft"
        PUBLISHED = "published"
        IN_PROGRESS = "in_progress"
        COMPLETED = "completed"
        CANCELLED = "cancelled"

    kind = models.CharField(max_length=8, choices=Kind, default=Kind.CLASS)
    status = models.CharField(max_length=11, choices=Status, default=Status.DRAFT)
    class_type = TenantForeignKey(ClassType, null=True, related_name="sessions")
    trainer = TenantForeignKey("organizations.Staff", related_name="sessions")
    location = TenantForeignKey("organizations.Location", related_name="sessions")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    capacity = models.PositiveIntegerField()
    cost_credits = models.DecimalField(max_digits=10, decimal_places=2, null=True)
    policy = TenantForeignKey(CancellationPolicy, null=True, related_name="+")
    #: When clients may hold a spot: [opens_at, closes_at). Set when published.
    opens_at = models.DateTimeField()
    closes_at = models.DateTimeField()
    late_cancel_at = models.DateTimeField(null=True)
    series = TenantForeignKey(Series, null=True, related_name="sessions")
    series_on = models.DateField(null=True)
    #: Edited by itself; "all future" edits of the series leave it alone.
    detached = models.BooleanField(default=False)
    #: The studio moved it by more than 15 minutes or elsewhere: whoever booked before may leave for free.
    moved_at = models.DateTimeField(null=True)
    #: How often it was moved or called off, and when last: SEQUENCE and DTSTAMP of its entry in calendar programs.
    sequence = models.PositiveIntegerField(default=0, db_default=0)
    sequence_at = models.DateTimeField(null=True)
    online_url = models.CharField(max_length=LONGEST_LINK, blank=True)
    note = models.TextField(blank=True)
    cancel_reason = models.CharField(max_length=LONGEST_REASON, blank=True)
    #: Given out under the session's lock, so that the waitlist has one order (never an id or a time).
    last_ordinal = models.IntegerField(default=0)
    objects = SessionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(name="session_ends_after_it_starts", condition=Q(ends_at__gt=F("starts_at"))),
            models.CheckConstraint(
                name="session_cost_not_negative", condition=Q(cost_credits=None) | Q(cost_credits__gte=0)
            ),
            models.CheckConstraint(
                name="session_within_bounds",
                condition=Q(cost_credits=None) | Q(cost_credits__lte=MOST_PRICE),
            ),
            models.CheckConstraint(
                name="session_class_names_its_type", condition=~Q(kind="class") | Q(class_type__isnull=False)
            ),
            models.UniqueConstraint(name="session_one_per_series_and_day", fields=["series", "series_on"]),
        ]
        indexes = [
            models.Index(name="session_calendar", fields=["organization_id", "starts_at"]),
            models.Index(name="session_of_trainer", fields=["trainer", "starts_at"]),
        ]

    def is_run_by(self, actor: Actor) -> bool:
        """Whether it is this actor's to run: within a manager's scope, or a trainer's own."""
        return actor.reaches(location_id=self.location_id, trainer_id=self.trainer_id)

    @property
    def is_over(self) -> bool:
        return self.status in (self.Status.COMPLETED, self.Status.CANCELLED)

    @property
    def title(self) -> str:
        return self.class_type.name if self.class_type else self.get_kind_display()


class Resource(TenantModel):
    """What can be occupied: a trainer, a room or equipment. Its row is the lock of everything on it."""

    class Kind(models.TextChoices):
        TRAINER = "trainer"
        ROOM = "room"
        EQUIPMENT = "equipment"

    kind = models.CharField(max_length=9, choices=Kind, default=Kind.TRAINER)
    trainer = TenantForeignKey("organizations.Staff", null=True, related_name="resources")
    #: Where a room or equipment is; null: equipment that is carried around.
    location = TenantForeignKey("organizations.Location", null=True, related_name="resources")
    #: Of a room or equipment; a trainer is called what the staff record says.
    name = models.CharField(max_length=LONGEST_TITLE, blank=True)
    #: How much may run at one moment: sessions of a trainer, groups in a room, pieces of equipment.
    capacity = models.PositiveSmallIntegerField(default=1)
    #: Retired: what is planned stays, nothing new is planned on it.
    is_active = models.BooleanField(default=True)
    objects = TenantQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(name="resource_one_per_trainer", fields=["trainer"]),
            models.CheckConstraint(
                name="resource_is_a_trainer_or_has_a_name",
                condition=Q(kind="trainer", trainer__isnull=False, location__isnull=True, name="")
                | ~Q(kind="trainer") & Q(trainer__isnull=True) & ~Q(name=""),
            ),
            models.CheckConstraint(
                name="resource_room_is_somewhere", condition=~Q(kind="room") | Q(location__isnull=False)
            ),
            models.CheckConstraint(name="resource_has_capacity", condition=Q(capacity__gt=0)),
            models.UniqueConstraint(
                "organization_id",
                "kind",
                "location",
                Lower("name"),
                name="resource_name_once_per_location",
                condition=Q(is_active=True) & ~Q(kind="trainer"),
                nulls_distinct=False,
            ),
        ]

    def __str__(self) -> str:
        return self.name or str(self.trainer)


#: No claim is longer, so that looking for what overlaps need not look further back. Longer ones are several.
LONGEST_CLAIM = timedelta(days=31)


class ResourceClaim(TenantModel):
    """A stretch of time a resource is occupied. What runs at one moment stays within its capacity (P3).

    Staff may put a claim over others, with a reason. It is then excused against these alone, and in the way of whatever
    comes later. Whoever moves a claim decides anew, also when it is one that others were put over.
    """

    class Source(models.TextChoices):
        SESSION = "session"
        BLOCK = "block"

    # Both are found by the indexes below.
    resource = TenantForeignKey(Resource, related_name="claims", db_index=False)
    session = TenantForeignKey(Session, null=True, related_name="claims", db_index=False)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    #: The same with the buffers before and after it.
    busy_from = models.DateTimeField()
    busy_until = models.DateTimeField()
    #: How much of the capacity it takes. An exclusive claim takes all there is.
    weight = models.PositiveSmallIntegerField(default=1)
    exclusive = models.BooleanField(default=True)
    source = models.CharField(max_length=8, choices=Source, default=Source.SESSION)
    #: Ids of the claims of its resource that it was put over, and why. A claim that has gone is still named.
    over = ArrayField(models.UUIDField(), default=list)
    override_reason = models.CharField(max_length=LONGEST_REASON, blank=True)
    objects = TenantQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(name="claim_ends_after_it_starts", condition=Q(ends_at__gt=F("starts_at"))),
            models.CheckConstraint(
                name="claim_is_busy_while_it_runs",
                condition=Q(busy_from__lte=F("starts_at"), busy_until__gte=F("ends_at")),
            ),
            models.CheckConstraint(
                name="claim_is_not_too_long", condition=Q(busy_until__lte=F("busy_from") + LONGEST_CLAIM)
            ),
            models.CheckConstraint(name="claim_weighs_something", condition=Q(weight__gt=0)),
            models.CheckConstraint(
                name="claim_of_a_session_names_it",
                condition=Q(source="session", session__isnull=False) | ~Q(source="session") & Q(session__isnull=True),
            ),
            models.CheckConstraint(name="claim_over_others_says_why", condition=Q(over=[]) | ~Q(override_reason="")),
            models.UniqueConstraint(name="claim_once_per_session_and_resource", fields=["session", "resource"]),
        ]
        indexes = [models.Index(name="claim_on_resource", fields=["resource", "busy_from"])]

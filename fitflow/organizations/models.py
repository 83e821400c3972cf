"""The studio and its people: who belongs to it, in which role, and who trains there."""

from datetime import datetime

from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower

from fitflow.core.actor import Actor, Role
from fitflow.core.ids import new_id
from fitflow.core.tenancy import TenantForeignKey, TenantModel, TenantQuerySet


class Organization(models.Model):
    """A studio: the tenant. `settings` holds every key resolved (defaults, preset, overrides), for SQL too."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    slug = models.SlugField(max_length=50, unique=True)
    name = models.CharField(max_length=120)
    timezone = models.CharField(max_length=64)
    currency = models.CharField(max_length=3, default="GBP")
    locale = models.CharField(max_length=12, default="en-gb")
    week_start = models.SmallIntegerField(default=1)
    preset = models.CharField(max_length=20, default="studio")
    overrides = models.JSONField(default=dict)
    settings = models.JSONField(default=dict)
    created_at = models.DateTimeField()
    #: The login that founded it by page or API; none: the command did.
    founded_by = models.UUIDField(null=True, editable=False)

    class Meta:
        indexes = [models.Index(name="organization_by_founder", fields=["founded_by", "created_at"])]

    def __str__(self) -> str:
        return self.name


class Location(TenantModel):
    """An address where sessions happen, or "online"."""

    name = models.CharField(max_length=120)
    address = models.CharField(max_length=300, blank=True)
    is_online = models.BooleanField(default=False)
    is_active = models.BooleanField(default=True)
    objects = TenantQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint("organization_id", Lower("name"), name="location_name_once_per_studio")]

    def __str__(self) -> str:
        return self.name


class Staff(TenantModel):
    """Somebody who works here; a trainer when sessions can be theirs."""

    name = models.CharField(max_length=120)
    email = models.EmailField(blank=True)
    bio = models.TextField(blank=True)
    color = models.CharField(max_length=7, default="#2563eb")
    is_trainer = models.BooleanField(default=True)
    is_active = models.BooleanField(default=True)
    #: Counted up when they leave: secret addresses name it, and have ended for good when they come back.
    link_version = models.PositiveIntegerField(default=0, db_default=0)
    objects = TenantQuerySet.as_manager()

    def __str__(self) -> str:
        return self.name

    @property
    def first_name(self) -> str:
        return self.name.split(" ")[0]


class ClientQuerySet(TenantQuerySet["Client"]):
    def visible_to(self, actor: Actor) -> "ClientQuerySet":
        """Managers: all (narrowed by scope in `queries`); a client: the own record. Trainers see rosters only."""
        mine = self.filter(organization_id=actor.organization_id)
        if actor.can(Role.MANAGER):
            return mine
        return mine.filter(pk=actor.client_id) if actor.client_id else mine.none()


class Client(TenantModel):
    """A person who trains here, with or without a login (the link is the studio role "client")."""

    class Status(models.TextChoices):
        LEAD = "lead"
        ACTIVE = "active"
        INACTIVE = "inactive"
        CHURNED = "churned"

    name = models.CharField(max_length=120)
    email = models.EmailField(blank=True)
    phone = models.CharField(max_length=40, blank=True)
    status = models.CharField(max_length=8, choices=Status, default=Status.ACTIVE)
    archived_at = models.DateTimeField(null=True)
    #: Of an archived client: the status to go back to. Empty while the record is in use.
    status_before = models.CharField(max_length=8, choices=Status, blank=True, default="", db_default="")
    #: The studio's day on which they left, and why; empty for whoever has not left.
    churned_on = models.DateField(null=True)
    churn_reason = models.CharField(max_length=500, blank=True, default="", db_default="")
    #: Name, address and phone as `rules.clients.search_text` folds them: lists are searched and sorted by it.
    search = models.TextField(default="")
    location = TenantForeignKey(Location, null=True, related_name="+")
    #: Who looks after them in the first place; anybody may train them.
    trainer = TenantForeignKey(Staff, null=True, related_name="+")
    goals = models.TextField(blank=True)
    emergency_contact = models.CharField(max_length=200, blank=True)
    #: Counted up whenever access ends (archived, separated): personal links and secret addresses name it.
    link_version = models.PositiveIntegerField(default=0, db_default=0)
    created_at = models.DateTimeField()
    objects = ClientQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="client_email_once_per_studio", fields=["organization_id", "email"], condition=~Q(email="")
            ),
            models.CheckConstraint(name="client_email_is_lower_case", condition=Q(email=Lower("email"))),
            models.CheckConstraint(name="client_has_a_name", condition=~Q(name="")),
            models.CheckConstraint(
                name="client_status_is_known", condition=Q(status__in=["lead", "active", "inactive", "churned"])
            ),
            models.CheckConstraint(
                name="client_who_left_did_so_on_a_day",
                condition=Q(status="churned", churned_on__isnull=False)
                | ~Q(status="churned") & Q(churned_on__isnull=True, churn_reason=""),
            ),
            models.CheckConstraint(
                name="client_archived_is_not_active",
                condition=Q(archived_at__isnull=True) | Q(status__in=["inactive", "churned"]),
            ),
            models.CheckConstraint(
                name="client_archived_keeps_its_status",
                condition=Q(archived_at__isnull=True, status_before="")
                | Q(archived_at__isnull=False, status_before__in=["lead", "active", "inactive", "churned"]),
            ),
        ]
        indexes = [
            # A search reads every name of the studio, and nothing but this index.
            models.Index(
                name="client_in_order",
                fields=["organization_id", "search", "id"],
                include=["status", "archived_at", "created_at", "location_id", "trainer_id"],
            ),
            models.Index(
                name="client_of_status",
                fields=["organization_id", "status"],
                condition=Q(archived_at__isnull=True),
            ),
            models.Index(name="client_archived", fields=["organization_id"], condition=Q(archived_at__isnull=False)),
            models.Index(name="client_by_date", fields=["organization_id", "created_at", "id"]),
            models.Index(name="client_by_address", fields=["email"], condition=~Q(email="")),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def first_name(self) -> str:
        return self.name.split(" ")[0]

    @property
    def may_book(self) -> bool:
        """The same as `client_may_book` in sql/clients.sql."""
        return self.archived_at is None and self.status in (self.Status.LEAD, self.Status.ACTIVE)


class ClientNote(TenantModel):
    """What staff want to remember about a client. Never shown to the client."""

    client = TenantForeignKey(Client, related_name="notes")
    author = TenantForeignKey(Staff, null=True, related_name="+")
    author_name = models.CharField(max_length=120)
    text = models.TextField()
    created_at = models.DateTimeField()
    edited_at = models.DateTimeField(null=True)
    objects = TenantQuerySet.as_manager()


class StudioRole(TenantModel):
    """One role of one login in one studio. The row with role client links the login to its client record."""

    ROLES = [(role.value, role.value) for role in (Role.OWNER, Role.ADMIN, Role.MANAGER, Role.TRAINER, Role.CLIENT)]

    user = models.ForeignKey("accounts.User", models.PROTECT, related_name="studio_roles")
    role = models.CharField(max_length=7, choices=ROLES)
    client = TenantForeignKey(Client, null=True, related_name="studio_roles")
    staff = TenantForeignKey(Staff, null=True, related_name="studio_roles")
    #: Whether a manager runs only what `scopes` names; when nothing of that is left, nothing.
    is_limited = models.BooleanField(default=False, db_default=False)
    created_at = models.DateTimeField()
    objects = TenantQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(name="studio_role_once", fields=["user", "organization_id", "role"]),
            models.UniqueConstraint(name="studio_role_one_login_per_client", fields=["client"]),
            models.CheckConstraint(
                name="studio_role_names_its_record",
                condition=Q(role="client", client__isnull=False, staff__isnull=True)
                | ~Q(role="client") & Q(client__isnull=True, staff__isnull=False),
            ),
            models.CheckConstraint(
                name="studio_role_limits_managers_only", condition=Q(is_limited=False) | Q(role="manager")
            ),
        ]
        indexes = [models.Index(name="studio_role_by_kind", fields=["organization_id", "role"])]


class Separation(TenantModel):
    """A login that does not come to a record again: its person said "not me", or the studio cut them apart.

    The wall is a trigger (sql/walls.sql): a role of client and a separation of the same two exclude each other.
    """

    client = TenantForeignKey(Client, related_name="separations")
    user = models.ForeignKey("accounts.User", models.PROTECT, related_name="+")
    #: The address that had brought them together, so that the studio can see what was wrong.
    address = models.EmailField(blank=True)
    #: Whether the person said so; what the studio did, it can take back.
    by_person = models.BooleanField()
    created_at = models.DateTimeField()
    objects = TenantQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(name="separation_once", fields=["client", "user"])]


class StudioRoleScope(TenantModel):
    """What a manager is limited to: a location (club manager) or a trainer (PT manager). A row limits its role."""

    studio_role = TenantForeignKey(StudioRole, on_delete=models.CASCADE, related_name="scopes")
    location = TenantForeignKey(Location, null=True, related_name="+")
    trainer = TenantForeignKey(Staff, null=True, related_name="+")
    objects = TenantQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="scope_is_a_location_or_a_trainer",
                condition=Q(location__isnull=False, trainer__isnull=True)
                | Q(location__isnull=True, trainer__isnull=False),
            )
        ]


class InvitationQuerySet(TenantQuerySet["Invitation"]):
    def unanswered(self) -> "InvitationQuerySet":
        """Neither taken nor withdrawn, though perhaps too old by now."""
        return self.filter(accepted_at=None, withdrawn_at=None)


class Invitation(TenantModel):
    """Roles offered by mail to an address; taken once, by whoever has proven that the address is theirs."""

    email = models.EmailField()
    roles = models.JSONField(default=list)
    #: What a manager would be limited to: ids of locations and of trainers; none = the whole studio.
    locations = models.JSONField(default=list)
    trainers = models.JSONField(default=list)
    staff = TenantForeignKey(Staff, related_name="invitations")
    invited_by = models.UUIDField(null=True)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)
    objects = InvitationQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="invitation_one_unanswered_per_person",
                fields=["staff"],
                condition=Q(accepted_at=None, withdrawn_at=None),
            )
        ]

    def is_open(self, now: datetime) -> bool:
        return self.accepted_at is None and self.withdrawn_at is None and self.expires_at > now

"""What was said to whom, by which channel, and whether it arrived."""

from datetime import datetime

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Collate
from django.utils.translation import gettext_lazy as _

from fitflow.core.tenancy import HOUSE, TenantForeignKey, TenantModel, TenantQuerySet

#: Letter by letter, whatever the language of the database: what begins alike stands together in the index.
BY_LETTER = Collate("address", "C")
#: Behind every letter.
LAST_LETTER = "\U0010ffff"


class MessageQuerySet(TenantQuerySet["Message"]):
    def sent_to(self, begins: str) -> "MessageQuerySet":
        """Those whose address begins so. A part from its middle would be looked for in every row of the studio."""
        found = self.alias(letters=BY_LETTER)
        return found.filter(letters__gte=begins, letters__lt=begins + LAST_LETTER)

    def unread(self) -> "MessageQuerySet":
        return self.filter(read_at=None)

    def to_be_sent(self) -> "MessageQuerySet":
        """What may still be handed over; a failed one only when somebody asks for it again."""
        return self.filter(state__in=[Message.State.QUEUED, Message.State.FAILED])


class Message(TenantModel):
    """One message by one channel to one person. The row is written with the decision to speak; sending comes after."""

    class State(models.TextChoices):
        QUEUED = "queued", _("Waiting")
        SENT = "sent", _("Sent")
        FAILED = "failed", _("Failed")
        SUPPRESSED = "suppressed", _("Not sent")

    #: The name of one of `channels.CHANNELS`; a new channel needs no migration.
    channel = models.CharField(max_length=20)
    template = models.CharField(max_length=60)
    user_id = models.UUIDField(null=True)
    client = TenantForeignKey("organizations.Client", null=True, related_name="+", db_index=False)
    staff = TenantForeignKey("organizations.Staff", null=True, related_name="+", db_index=False)
    address = models.CharField(max_length=254, blank=True)
    subject = models.CharField(max_length=200)
    text = models.TextField()
    html = models.TextField(blank=True)
    url = models.CharField(max_length=300, blank=True)
    #: [{"name", "type", "text"}], small text files (calendar invitations).
    attachments = models.JSONField(default=list)
    about_id = models.UUIDField(null=True)
    dedupe_key = models.CharField(max_length=160)
    state = models.CharField(max_length=10, choices=State, default=State.QUEUED)
    why = models.CharField(max_length=200, blank=True)
    created_at = models.DateTimeField()
    #: At once, but a channel that rings waits for the end of the quiet hours.
    send_after = models.DateTimeField()
    #: From then on it would only confuse (a reminder after the class): it is no longer sent.
    send_before = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)
    read_at = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    objects = MessageQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(name="message_said_once", fields=["organization_id", "dedupe_key", "channel"])
        ]
        indexes = [
            models.Index(name="message_newest", fields=["organization_id", "-created_at"]),
            models.Index(name="message_inbox", fields=["user_id", "-created_at"], condition=Q(channel="in_app")),
            models.Index(name="message_of_client", fields=["client", "-created_at"]),
            models.Index(name="message_of_kind", fields=["organization_id", "template"]),
            models.Index(name="message_about", fields=["about_id"]),
            models.Index(F("organization_id"), BY_LETTER, name="message_to_address"),
            models.Index(name="message_unread", fields=["user_id"], condition=Q(channel="in_app", read_at=None)),
            models.Index(
                name="message_not_sent", fields=["organization_id", "state", "-created_at"], condition=~Q(state="sent")
            ),
        ]

    @property
    def is_secret(self) -> bool:
        """Mails of the house open accounts (codes, links to a new password): nobody keeps them longer than needed."""
        return self.organization_id == HOUSE

    @property
    def name(self) -> str:
        """Who it went to, by the name on record; empty for a bare login."""
        person = self.client or self.staff
        return person.name if person else ""

    def is_too_late(self, now: datetime) -> bool:
        return self.send_before is not None and self.send_before <= now


class Preference(TenantModel):
    """A person's own choice for one kind of message and channel; without a row the studio's default holds."""

    user_id = models.UUIDField()
    #: The key of a MessageKind.
    kind = models.CharField(max_length=40)
    channel = models.CharField(max_length=20)
    enabled = models.BooleanField()
    objects = TenantQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="preference_once_per_kind", fields=["organization_id", "user_id", "kind", "channel"]
            )
        ]


class MailDay(TenantModel):
    """How many mails of a studio left on a day of its calendar: no more than the house allows (`within_budget`)."""

    day = models.DateField()
    count = models.PositiveIntegerField()
    #: Whether the desk was told that no more leave today.
    is_told = models.BooleanField(default=False, db_default=False)
    objects = TenantQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(name="mail_day_once", fields=["organization_id", "day"])]

"""What the kernel keeps: events (the audit log), their deliveries, timers, and answers already given."""

from typing import Any

from django.db import models
from django.db.models.functions import Now

from fitflow.core.tenancy import TenantModel, TenantQuerySet


class EventWords(TenantModel):
    """What people wrote in an event - a reason, a name - under the event's id. Unlike the event it can be erased."""

    words = models.JSONField()
    objects = TenantQuerySet.as_manager()


class EventQuerySet(TenantQuerySet["Event"]):
    def with_words(self) -> "EventQuerySet":
        """Together with what people wrote."""
        same = EventWords.objects.filter(organization_id=models.OuterRef("organization_id"), pk=models.OuterRef("pk"))
        return self.annotate(words=models.Subquery(same.values("words")))


class Event(TenantModel):
    """Something that happened, told by whoever did it. Append-only; this table is the audit log. It holds ids, codes
    and numbers, and no word that somebody wrote (a constraint, too): those are its `EventWords`.

    It is history: what the product needs later is a column. Only history, audits and the dispatcher read it.
    """

    type = models.TextField()
    entity_id = models.UUIDField()
    actor_id = models.UUIDField(null=True)
    at = models.DateTimeField()
    payload = models.JSONField()
    objects = EventQuerySet.as_manager()

    @property
    def told(self) -> dict[str, Any]:
        """What happened with what people wrote, as far as that is still there. Asks for rows read `with_words`."""
        told: dict[str, Any] = dict(self.payload)
        for name, value in (vars(self).get("words") or {}).items():
            told[name] = told[name] | value if isinstance(told.get(name), dict) else value
        return told

    class Meta:
        indexes = [
            models.Index(name="event_newest", fields=["organization_id", "-at", "-id"]),
            models.Index(name="event_entity", fields=["entity_id", "at"]),
            models.Index(name="event_of_type", fields=["organization_id", "type", "-at"]),
            models.Index(name="event_of_actor", fields=["organization_id", "actor_id", "-at"]),
        ]


class JobState(models.TextChoices):
    DUE = "due"
    DONE = "done"
    DEAD = "dead"


class Delivery(models.Model):
    """One consumer's copy of an event, to be taken once. Ids only: the dispatcher reads it across studios."""

    id = models.BigAutoField(primary_key=True)
    organization_id = models.UUIDField()
    event_id = models.UUIDField()
    consumer = models.TextField()
    group = models.TextField(db_default="default")
    state = models.CharField(max_length=4, choices=JobState, default=JobState.DUE)
    due_at = models.DateTimeField()
    attempts = models.IntegerField(default=0)
    done_at = models.DateTimeField(null=True)
    last_error = models.TextField(default="")

    class Meta:
        constraints = [models.UniqueConstraint(name="delivery_once_per_consumer", fields=["event_id", "consumer"])]
        indexes = [
            models.Index(name="delivery_due", fields=["due_at"], condition=models.Q(state="due")),
            models.Index(name="delivery_dead", fields=["organization_id"], condition=models.Q(state="dead")),
            models.Index(name="delivery_done", fields=["done_at"], condition=models.Q(state="done")),
        ]


class Timer(models.Model):
    """Something to do at a time. One per kind, entity and key; setting it again moves it. Ids only."""

    id = models.BigAutoField(primary_key=True)
    organization_id = models.UUIDField()
    kind = models.TextField()
    entity_id = models.UUIDField()
    key = models.TextField(default="")
    group = models.TextField(db_default="default")
    state = models.CharField(max_length=4, choices=JobState, default=JobState.DUE)
    due_at = models.DateTimeField()
    attempts = models.IntegerField(default=0)
    done_at = models.DateTimeField(null=True)
    last_error = models.TextField(default="")

    class Meta:
        constraints = [models.UniqueConstraint(name="timer_one_per_key", fields=["kind", "entity_id", "key"])]
        indexes = [
            models.Index(name="timer_due", fields=["due_at"], condition=models.Q(state="due")),
            models.Index(name="timer_dead", fields=["organization_id"], condition=models.Q(state="dead")),
            models.Index(name="timer_done", fields=["done_at"], condition=models.Q(state="done")),
        ]


class EventSubscription(models.Model):
    """Which consumer wants which events, since when, in which queue: written by `fitflow migrate` from the code."""

    pk = models.CompositePrimaryKey("type", "consumer")
    type = models.TextField()
    consumer = models.TextField()
    group = models.TextField(db_default="default")
    since = models.DateTimeField(db_default=Now())


class SqlFile(models.Model):
    """A file of SQL functions and views that was run, and what it made: written by `fitflow migrate`."""

    path = models.TextField(primary_key=True)
    digest = models.TextField()
    made = models.JSONField()


class RequestCount(models.Model):
    """How many requests a login or a network sent in a minute. `key` is a hash; nobody needs the row after that."""

    pk = models.CompositePrimaryKey("key", "minute")
    key = models.BinaryField(max_length=16)
    minute = models.DateTimeField()
    count = models.IntegerField()

    class Meta:
        indexes = [models.Index(name="requestcount_age", fields=["minute"])]


class IdempotencyKey(models.Model):
    """An answer given under a key, to be given again for 24 hours."""

    pk = models.CompositePrimaryKey("organization_id", "principal", "key")
    organization_id = models.UUIDField()
    principal = models.TextField()
    key = models.TextField()
    fingerprint = models.BinaryField()
    status = models.SmallIntegerField()
    body = models.TextField()
    created_at = models.DateTimeField()
    objects = TenantQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(name="idempotency_age", fields=["created_at", "organization_id"])]

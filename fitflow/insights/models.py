"""What a new studio has ticked off, and what the last check found. The rest of insights is in the tables of others."""

from django.db import models

from fitflow.core.tenancy import TenantModel, TenantQuerySet


class Checklist(TenantModel):
    """What the owners of a new studio ticked off in its check-list, and when last. No row: nothing yet."""

    shared_at = models.DateTimeField(null=True)
    dismissed_at = models.DateTimeField(null=True)
    objects = TenantQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(name="checklist_once_per_studio", fields=["organization_id"])]


class Proof(TenantModel):
    """What the last check of a studio's rows against every promise found: one row for each studio."""

    checked_at = models.DateTimeField()
    bookings = models.PositiveIntegerField()
    #: How many rows break each rule.
    broken = models.JSONField(default=dict)
    #: The first of these rows, [rule, id] each.
    violations = models.JSONField(default=list)
    objects = TenantQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(name="proof_once_per_studio", fields=["organization_id"])]

"""What a new studio has ticked off. Everything else that insights show is in the tables of others."""

from django.db import models

from fitflow.core.tenancy import TenantModel, TenantQuerySet


class Checklist(TenantModel):
    """What the owners of a new studio ticked off in its check-list, and when last. No row: nothing yet."""

    shared_at = models.DateTimeField(null=True)
    dismissed_at = models.DateTimeField(null=True)
    objects = TenantQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(name="checklist_once_per_studio", fields=["organization_id"])]

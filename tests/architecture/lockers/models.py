"""Which locker is whose."""

from django.db import models

from fitflow.core.tenancy import TenantForeignKey, TenantModel, TenantQuerySet


class Locker(TenantModel):
    """A locker that a client has."""

    number = models.PositiveIntegerField()
    client = TenantForeignKey("organizations.Client", related_name="+")
    objects = TenantQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(name="locker_is_given_once", fields=["organization_id", "number"])]

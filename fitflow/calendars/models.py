"""Secret addresses under which calendars are read."""

from django.db import models
from django.db.models import Q

from fitflow.core.tenancy import TenantForeignKey, TenantModel, TenantQuerySet


class CalendarFeed(TenantModel):
    """The version of somebody's secret calendar address. Counting it up makes every earlier address worthless."""

    client = TenantForeignKey("organizations.Client", null=True, related_name="+", db_index=False)
    staff = TenantForeignKey("organizations.Staff", null=True, related_name="+", db_index=False)
    version = models.PositiveIntegerField(default=1)
    objects = TenantQuerySet.as_manager()

    class Meta:
        db_table = "booking_calendarfeed"  # Made before calendars was an app of its own.
        constraints = [
            models.UniqueConstraint(name="feed_one_per_client", fields=["client"]),
            models.UniqueConstraint(name="feed_one_per_staff", fields=["staff"]),
            models.CheckConstraint(
                name="feed_is_of_a_client_or_of_staff",
                condition=Q(client__isnull=False, staff=None) | Q(client=None, staff__isnull=False),
            ),
        ]

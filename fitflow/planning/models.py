"""Acts on many sessions that take a while."""

from django.db import models

from fitflow.core.actor import Actor, Role
from fitflow.core.tenancy import TenantForeignKey, TenantModel, TenantQuerySet


class CancelRunQuerySet(TenantQuerySet["CancelRun"]):
    def visible_to(self, actor: Actor) -> "CancelRunQuerySet":
        """A manager's with the whole studio; everybody else sees what they asked for themselves."""
        mine = self.filter(organization_id=actor.organization_id)
        if actor.can(Role.MANAGER, Role.SYSTEM) and not actor.is_scoped:
            return mine
        return mine.filter(asked_by=actor.user_id) if actor.user_id else mine.none()


class CancelRun(TenantModel):
    """Many sessions are to be cancelled: what was asked, so that it goes on after a crash and shows how far it came."""

    reason = models.CharField(max_length=300)
    asked_by = models.UUIDField(null=True)
    asked_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True)
    objects = CancelRunQuerySet.as_manager()

    class Meta:
        db_table = "booking_cancelrun"  # Made before planning was an app of its own.


class CancelRunItem(TenantModel):
    """One session of a run, and what came of it."""

    class State(models.TextChoices):
        DUE = "due"
        DONE = "done"
        FAILED = "failed"

    run = TenantForeignKey(CancelRun, related_name="items")
    session = TenantForeignKey("schedule.Session", related_name="+")
    state = models.CharField(max_length=6, choices=State, default=State.DUE)
    bookings = models.PositiveIntegerField(default=0)
    credits_refunded = models.DecimalField(max_digits=10, decimal_places=2, default=0)
    problem = models.CharField(max_length=300, blank=True)
    objects = TenantQuerySet.as_manager()

    class Meta:
        db_table = "booking_cancelrunitem"
        constraints = [models.UniqueConstraint(name="cancel_run_names_a_session_once", fields=["run", "session"])]

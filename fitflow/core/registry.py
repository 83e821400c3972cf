"""What the database keeps from the code: which consumer wants which event."""

from fitflow.core.events import subscriptions
from fitflow.core.models import Subscription


def sync(using: str = "owner") -> None:
    """Writes the subscription table from the code. Run after migrating."""
    wanted = set(subscriptions())
    known = {(row.type, row.consumer) for row in Subscription.objects.using(using).all()}
    for type_, consumer in known - wanted:
        Subscription.objects.using(using).filter(type=type_, consumer=consumer).delete()
    Subscription.objects.using(using).bulk_create(
        [Subscription(type=type_, consumer=consumer) for type_, consumer in sorted(wanted - known)]
    )

"""Classes with spots, for tests and the demo seeder. Made through the services, like everything else."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

from fitflow.billing.models import CreditLot
from fitflow.billing.services import grant
from fitflow.booking.services.new_sessions import SessionDraft, create_session
from fitflow.core.actor import Actor, Studio
from fitflow.organizations.factories import make_staff
from fitflow.organizations.models import Location
from fitflow.schedule.models import ClassType, Resource, Session

NOW = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)


def make_class_type(studio: Studio, *, name: str = "Morning Strength", **values: Any) -> ClassType:
    if "trainer" not in values and "trainer_id" not in values:
        values["trainer"] = make_staff(studio, name=f"Trainer of {name}")
    location = Location.objects.filter(organization_id=studio.id).first()
    return ClassType.objects.create(organization_id=studio.id, name=name, **{"location": location, **values})


def make_room(studio: Studio, *, name: str = "Blue room", location: Location | None = None, **values: Any) -> Resource:
    """A room of the location, else of the studio's first one; or with `kind` equipment."""
    location = location or Location.objects.filter(organization_id=studio.id).first()
    given = {"kind": Resource.Kind.ROOM, "location": location, **values}
    return Resource.objects.create(organization_id=studio.id, name=name, **given)


def make_session(
    studio: Studio,
    *,
    class_type: ClassType | None = None,
    starts_in: timedelta = timedelta(days=2),
    capacity: int = 2,
    now: datetime = NOW,
    **values: Any,
) -> Session:
    """A published class; it starts two days from `now` unless said otherwise."""
    class_type = class_type or make_class_type(studio, name=f"Class {ClassType.objects.count() + 1}")
    publish = values.pop("publish", True)
    draft = SessionDraft(class_type_id=class_type.pk, starts_at=now + starts_in, capacity=capacity, **values)
    return create_session(Actor.system(studio), draft, publish=publish, override_reason="", now=now)


def give_credits(actor: Actor, amount: int | str = 10, *, now: datetime = NOW, **values: Any) -> None:
    """Credits for this client, as the studio would grant them."""
    assert actor.client_id is not None
    grant(
        Actor.system(actor.organization), client_id=actor.client_id, amount=Decimal(amount), reason="for the test",
        origin=CreditLot.Origin.GRANT, now=now, **values,
    )  # fmt: skip

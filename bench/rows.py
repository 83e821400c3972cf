"""The rows of the bench's studio, written in bulk as the owner's role."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import Any

from django.db import connections, models, transaction

from bench.studio import CLIENTS, CREDITS, HOT, SESSIONS, SLUG, SPOTS, ident, soon
from fitflow.accounts.models import User
from fitflow.billing.models import CreditAccount, CreditLot, LedgerEntry, Posting
from fitflow.organizations.models import Client, Location, Organization, Staff, StudioRole
from fitflow.organizations.typed_settings.registry import registry
from fitflow.schedule.models import ClassType, Resource, ResourceClaim, Session

ORGANIZATION = ident(1, 1)
NOW, HOUR = datetime.now(UTC), timedelta(hours=1)


def write(rows: Iterable[models.Model]) -> None:
    rows = list(rows)
    type(rows[0])._default_manager.using("owner").bulk_create(rows, batch_size=5000)


def numbers() -> range:
    return range(1, CLIENTS + 1)


def fill() -> None:
    values = {"name": "Bench", "timezone": "Europe/London", "settings": registry().resolve("studio", {})}
    write([Organization(id=ORGANIZATION, slug=SLUG, created_at=NOW, **values)])
    write(User(id=ident(5, k), email=f"c{k}@bench.test", password="!", created_at=NOW) for k in numbers())
    made = {"created_at": NOW}
    write(tenant(Client, id=ident(2, k), name=f"Client {k}", email=f"c{k}@bench.test", **made) for k in numbers())
    write(tenant(StudioRole, user_id=ident(5, k), role="client", client_id=ident(2, k), **made) for k in numbers())
    money()
    timetable()


def tenant(model: type[models.Model], **values: Any) -> models.Model:
    return model(organization_id=ORGANIZATION, **values)


def money() -> None:
    write(tenant(CreditAccount, id=ident(6, k), client_id=ident(2, k)) for k in numbers())
    valid = {"valid_from": NOW - timedelta(days=1), "valid_until": NOW + timedelta(days=300), "created_at": NOW}
    write(tenant(CreditLot, id=ident(7, k), account_id=ident(6, k), quantity=CREDITS, **valid) for k in numbers())
    granted = {"kind": "grant", "at": NOW}
    write(tenant(Posting, id=ident(8, k), account_id=ident(6, k), reference=f"grant:{k}", **granted) for k in numbers())
    write(tenant(LedgerEntry, posting_id=ident(8, k), lot_id=ident(7, k), amount=CREDITS) for k in numbers())


def starts(number: int) -> datetime:
    """The hot session lies two months ahead, out of the week that is read."""
    return soon() + (timedelta(days=60) if number == 1 else number * timedelta(minutes=90))


def timetable() -> None:
    """Session 1 is the hot one; 2 to 501 are the spread ones, 90 minutes apart."""
    location, trainer = tenant(Location, name="Main"), tenant(Staff, name="Ana Ruiz")
    write([location])
    write([trainer])
    kind = tenant(ClassType, name="Spin", trainer=trainer, location=location)
    write([kind])
    occupied = tenant(Resource, trainer=trainer)
    write([occupied])
    ordinals = range(1, SESSIONS + 2)
    with transaction.atomic(using="owner"):  # At its end each session must occupy its trainer.
        write(
            tenant(
                Session, id=ident(3, k), status="published", class_type=kind, trainer=trainer, location=location,
                starts_at=starts(k), ends_at=starts(k) + HOUR, capacity=HOT if k == 1 else SPOTS,
                opens_at=NOW - timedelta(days=1), closes_at=starts(k),
            )
            for k in ordinals
        )  # fmt: skip
        write(
            tenant(
                ResourceClaim, resource=occupied, session_id=ident(3, k), starts_at=starts(k),
                ends_at=starts(k) + HOUR, busy_from=starts(k), busy_until=starts(k) + HOUR,
            )
            for k in ordinals
        )  # fmt: skip
    with connections["owner"].cursor() as cursor:
        cursor.execute(
            "INSERT INTO booking_spot (organization_id, session_id, number, label)"
            " SELECT organization_id, id, g, '' FROM schedule_session, generate_series(1, capacity) g"
        )

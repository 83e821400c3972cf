"""Which records wait for a login: a studio has written down an address that its person has proven."""

from dataclasses import dataclass
from urllib.parse import urlsplit
from uuid import UUID

from django.contrib.auth import REDIRECT_FIELD_NAME
from django.urls import Resolver404, resolve, reverse
from django.utils.http import urlencode

from fitflow.accounts.models import User
from fitflow.core.actor import Actor
from fitflow.core.db import rows
from fitflow.organizations.models import Separation, StudioRole


@dataclass(frozen=True)
class WaitingRecord:
    """A studio says that it knows somebody. Until they answer, nothing follows from it."""

    organization_id: UUID
    slug: str
    studio: str
    client_id: UUID
    email: str


def waiting_records(user_id: UUID) -> list[WaitingRecord]:
    """Every record that waits for this login, in every studio, the oldest first (at most 20)."""
    found = rows("SELECT organization_id, slug, studio, client_id, email FROM waiting_records(%s)", [user_id])
    return [WaitingRecord(**row) for row in found]


def waiting_record(user_id: UUID, client_id: UUID) -> WaitingRecord | None:
    """One of them."""
    return next((record for record in waiting_records(user_id) if record.client_id == client_id), None)


def asked_before(user_id: UUID, onward: str) -> list[WaitingRecord]:
    """What is to be asked of somebody on the way to an address: on a studio's page about that studio alone."""
    records = waiting_records(user_id)
    slug = studio_in(onward)
    return [record for record in records if record.slug == slug] if slug else records


def question_before(user_id: UUID, onward: str) -> str:
    """The page that asks, and leads on to the address afterwards; "" when there is nothing to ask."""
    if not asked_before(user_id, onward):
        return ""
    return f"{reverse('records')}?{urlencode({REDIRECT_FIELD_NAME: onward})}"


def studio_in(address: str) -> str:
    """The slug of the studio whose page an address is; "" for every other page."""
    try:
        return str(resolve(urlsplit(address).path).kwargs.get("slug", ""))
    except Resolver404:
        return ""


def login_of_client(actor: Actor, client_id: UUID) -> User | None:
    """Who has joined with this record."""
    role = StudioRole.objects.visible_to(actor).filter(client_id=client_id).select_related("user").first()
    return role.user if role else None


def separations_of(actor: Actor, client_id: UUID) -> list[Separation]:
    """The logins that do not come to this record again, the newest first."""
    return list(Separation.objects.visible_to(actor).filter(client_id=client_id).order_by("-created_at", "-id"))

"""Who visits the studios of a world, and what they look at: signed-in cookies, tokens and ids."""

from datetime import datetime, timedelta
from importlib import import_module
from typing import Any

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.db import connections

from bench.growth.fill import FULL_SLOT
from bench.growth.studios import BIG, TWIN
from fitflow.accounts.models import User
from fitflow.accounts.services import access_token
from fitflow.calendars.queries import FeedOwner, Holder, feed_token
from fitflow.organizations.models import Client, Organization, StudioRole
from fitflow.schedule.models import Session


def found(now: datetime) -> dict[str, Any]:
    """By studio: everything that the paths of the lines name."""
    studios = Organization.objects.using("owner").filter(slug__in=[TWIN, BIG])
    return {studio.slug: visitors_of(studio, now) for studio in studios}


def visitors_of(studio: Organization, now: datetime) -> dict[str, Any]:
    tomorrow = now.replace(hour=6, minute=0, second=0, microsecond=0) + timedelta(days=1)
    ahead = Session.objects.using("owner").filter(organization_id=studio.pk, status="published")
    full_at = tomorrow + timedelta(minutes=30 * FULL_SLOT)
    full = ahead.filter(starts_at=full_at).first() or ahead.order_by("-last_ordinal")[0]
    bookable = ahead.filter(starts_at__gt=now + timedelta(days=2), starts_at__lt=now + timedelta(days=12))
    member, *reserved = clients_of(studio, 25)
    waiting, *_rest = bookable.order_by("-starts_at")
    ids = {
        "slug": studio.slug,
        "full": str(full.pk),
        "session": str(waiting.pk),
        "member": str(member.pk),
        "client": str(reserved[-1].pk),
        "monday": str((now - timedelta(days=now.weekday())).date()),
        "today": str(now.date()),
        "sunday": str((now + timedelta(days=6 - now.weekday())).date()),
        "next_week": str((now + timedelta(days=6)).date()),
        "year_ago": str((now - timedelta(days=365)).date()),
        "feed": feed_token(FeedOwner(studio.pk, Holder.CLIENT, member.pk, 1)),
    }
    who = {name: pass_of(user) for name, user in staff_of(studio).items()}
    who["member"] = pass_of(user_of(member))
    return {
        "ids": ids,
        "who": who,
        "bookers": [pass_of(user_of(client))["token"] for client in reserved],
        "bookable": [str(session.pk) for session in bookable.exclude(pk=full.pk).order_by("starts_at")],
    }


def clients_of(studio: Organization, count: int) -> list[Client]:
    """The member with 300 bookings, then those with nothing ahead."""
    return list(Client.objects.using("owner").filter(organization_id=studio.pk).order_by("created_at")[:count])


def user_of(client: Client) -> User:
    return User.objects.using("owner").get(studio_roles__client_id=client.pk)


def staff_of(studio: Organization) -> dict[str, User]:
    """The owner, the manager of one location, and a trainer who gives a tenth of all classes."""
    roles = StudioRole.objects.using("owner").filter(organization_id=studio.pk, staff__isnull=False)
    people = {role.role: role.user_id for role in roles.order_by("-created_at", "-id")}
    return {name: User.objects.using("owner").get(pk=key) for name, key in people.items()}


def pass_of(user: User) -> dict[str, str]:
    """How somebody shows who they are: to pages by a cookie, to the API by a token."""
    return {"cookie": f"{settings.SESSION_COOKIE_NAME}={session_of(user)}", "token": access_token(user)}


def session_of(user: User) -> str:
    store = import_module(settings.SESSION_ENGINE).SessionStore()
    store[SESSION_KEY] = str(user.pk)
    store[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    store[HASH_SESSION_KEY] = user.get_session_auth_hash()
    store.create()
    secret: str = store.secret
    return secret


def forget_sessions() -> None:
    """Cookies of earlier runs are worth nothing."""
    with connections["owner"].cursor() as cursor:
        cursor.execute("TRUNCATE django_session")

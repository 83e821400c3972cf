"""Logins for tests and the demo studio."""

from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any

from allauth.account.internal.flows.login import record_authentication
from django.test import Client

from fitflow.accounts.models import User
from fitflow.accounts.services import create_user

LONG_AGO = datetime(2026, 1, 1, tzinfo=UTC)


def make_user(*, email: str, name: str = "", verified: bool = True, now: datetime = LONG_AGO, **values: Any) -> User:
    """A login whose address is verified."""
    called = name or email.split("@", maxsplit=1)[0].title()
    return create_user(email=email, name=called, verified=verified, now=now, **values)


def sign_in(client: Client, user: User) -> None:
    """Signs somebody in as the page does, a moment ago."""
    client.force_login(user)
    session = client.session
    record_authentication(SimpleNamespace(session=session), user, method="password")
    session.save()

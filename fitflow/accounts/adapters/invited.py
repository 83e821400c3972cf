"""Signing in by an invitation: whoever opens it reads the address it was sent to."""

from datetime import datetime

from allauth.account.internal.flows.login import perform_login, record_authentication
from allauth.account.models import Login
from django.http import HttpRequest

from fitflow.accounts import queries, services
from fitflow.accounts.models import User


def enter_invited(request: HttpRequest, *, email: str, name: str, now: datetime) -> User | None:
    """Makes the login of an address that has none, and signs in with it; None where there is one already.

    An invitation is open for days and may be passed on: it never opens an account that was there before. Whoever has
    one signs in first, by a code or as they usually do.
    """
    if queries.user_of_address(email) is not None:
        return None
    user = services.user_of_proven_address(email=email, now=now)
    services.change_profile(user, name=name, locale=user.locale)
    record_authentication(request, user, method="code", email=email)
    perform_login(request, Login(user=user, email=email))
    return user

"""Django's test client, for sessions whose cookie is not the key of the table (accounts/adapters/session_keys.py)."""

from typing import Any

from django.conf import settings
from django.test.client import ClientMixin


def session_of(client: Any) -> Any:
    """What a test reads and writes as `client.session`."""
    from fitflow.accounts.adapters.session_keys import SessionStore  # house: allow local-import — needs Django

    cookie = client.cookies.get(settings.SESSION_COOKIE_NAME)
    session = SessionStore.held_by(cookie.value if cookie else None)
    if not cookie:
        session.save()
        client.cookies[settings.SESSION_COOKIE_NAME] = session.secret
    return session


def set_login_cookies(client: Any, request: Any) -> None:
    before(client, request)
    client.cookies[settings.SESSION_COOKIE_NAME] = request.session.secret


before = ClientMixin._set_login_cookies  # type: ignore[attr-defined]
ClientMixin.session = property(session_of)  # type: ignore[assignment]
ClientMixin._set_login_cookies = set_login_cookies  # type: ignore[attr-defined]

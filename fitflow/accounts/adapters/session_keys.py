"""Web sessions whose table opens none: a browser holds a secret, the table and everybody who reads it a hash of it.

To the product, `session_key` is that hash: it names a session in the list of devices and ends it there.
"""

import hashlib
from typing import Any, Self

from django.conf import settings
from django.contrib.sessions.backends.base import VALID_KEY_CHARS
from django.contrib.sessions.backends.db import SessionStore as DatabaseStore
from django.contrib.sessions.middleware import SessionMiddleware
from django.http import HttpRequest, HttpResponse
from django.utils.crypto import get_random_string

#: Of a secret that nobody can guess a hash needs no salt. The table has room for 40 signs.
KEY_LENGTH, SECRET_LENGTH = 40, 32


def key_of(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()[:KEY_LENGTH]


class SessionStore(DatabaseStore):
    """A session; `secret` is what its browser holds, as far as this request knows it."""

    secret: str = ""

    @classmethod
    def held_by(cls, secret: str | None) -> Self:
        """The session of a browser's cookie."""
        store = cls(key_of(secret) if secret else None)
        store.secret = secret or ""
        return store

    def _get_new_session_key(self) -> str:
        self.secret = get_random_string(SECRET_LENGTH, VALID_KEY_CHARS)
        return key_of(self.secret)


class SecretSessions(SessionMiddleware):
    """Turns the secret of the cookie into the key of the table, and a new session's secret into the cookie."""

    def process_request(self, request: HttpRequest) -> None:
        held: Any = SessionStore.held_by(request.COOKIES.get(settings.SESSION_COOKIE_NAME))
        request.session = held

    def process_response(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        answered = super().process_response(request, response)
        cookie = answered.cookies.get(settings.SESSION_COOKIE_NAME) if answered.cookies else None
        if cookie is not None and cookie.value and isinstance(request.session, SessionStore):
            answered.cookies[settings.SESSION_COOKIE_NAME] = request.session.secret
        return answered

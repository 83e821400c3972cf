"""Who is asking: a bearer token (programs) or the session cookie (our own pages). Neither says what somebody may do."""

from functools import lru_cache
from typing import Any
from uuid import UUID

from django.conf import settings
from django.utils.translation import gettext as _
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from rest_framework.authentication import BaseAuthentication, SessionAuthentication
from rest_framework.request import Request
from rest_framework_simplejwt.backends import TokenBackend
from rest_framework_simplejwt.exceptions import ExpiredTokenError, TokenError
from rest_framework_simplejwt.settings import api_settings
from rest_framework_simplejwt.tokens import AccessToken
from rest_framework_simplejwt.utils import aware_utcnow

from fitflow.accounts.rules import USER_CLAIM, VERSION_CLAIM, TokenUser
from fitflow.core.errors import Unauthenticated

SCHEME = "Bearer"
#: A kilobyte each.
TOKENS_KEPT = 4096


def bearer(raw: str) -> TokenUser:
    """Whom a signed, unexpired access token names."""
    try:
        token, user = checked(raw)
        token.check_exp(current_time=aware_utcnow())
    except (TokenError, KeyError, TypeError, ValueError, AttributeError) as error:
        raise Unauthenticated(_("This token is not valid or has expired. Get a new one.")) from error
    return user


@lru_cache(maxsize=TOKENS_KEPT)
def checked(raw: str) -> tuple[AccessToken, TokenUser]:
    """A token whose signature is right, and whom it names: looked at once for the many requests of a program."""
    token = _read(raw)
    return token, TokenUser(UUID(token[USER_CLAIM]), int(token[VERSION_CLAIM]))


class OlderToken(AccessToken):
    """Signed before the key was changed."""

    def __init__(self, raw: str, key: str) -> None:
        self._token_backend = TokenBackend(api_settings.ALGORITHM, key)
        super().__init__(raw)  # type: ignore[arg-type]


def _read(raw: str) -> AccessToken:
    try:
        return AccessToken(raw)  # type: ignore[arg-type]
    except ExpiredTokenError:
        raise
    except TokenError:
        for key in settings.FITFLOW_OLD_TOKEN_KEYS:
            try:
                return OlderToken(raw, key)
            except TokenError:
                continue
        raise


class TokenAuthentication(BaseAuthentication):
    """`Authorization: Bearer <token>`, without asking the database."""

    def authenticate(self, request: Request) -> tuple[TokenUser, None] | None:
        header: str = request.META.get("HTTP_AUTHORIZATION", "")
        scheme, _space, raw = header.strip().partition(" ")
        if scheme.lower() != SCHEME.lower():
            return None
        return bearer(raw.strip()), None

    def authenticate_header(self, request: Request) -> str:  # noqa: ARG002 - DRF's signature
        return f'{SCHEME} realm="api"'


class CookieAuthentication(SessionAuthentication):
    """The session of a page; a write must carry the CSRF token."""


class TokenScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]
    """The token in the API's description."""

    target_class, name = TokenAuthentication, "token"

    def get_security_definition(self, auto_schema: Any) -> dict[str, str]:  # noqa: ARG002
        return {"type": "http", "scheme": "bearer", "bearerFormat": "JWT"}


class CookieScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]
    """The session cookie in the API's description."""

    target_class, name = CookieAuthentication, "cookie"

    def get_security_definition(self, auto_schema: Any) -> dict[str, str]:  # noqa: ARG002
        return {"type": "apiKey", "in": "cookie", "name": settings.SESSION_COOKIE_NAME}

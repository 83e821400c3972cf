from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from rest_framework.request import Request
from rest_framework.test import APIRequestFactory
from rest_framework_simplejwt.tokens import AccessToken, RefreshToken

from fitflow.accounts.adapters.authentication import CookieAuthentication, TokenAuthentication
from fitflow.core.errors import Unauthenticated


def asked_with(header: str) -> Request:
    return Request(APIRequestFactory().get("/", HTTP_AUTHORIZATION=header))


def signed(token: Any, **claims: Any) -> str:
    for name, value in claims.items():
        token[name] = value
    return str(token)


class TestTokenAuthentication:
    def test_names_the_bearer_and_the_version_without_a_query(self) -> None:
        pk = uuid4()

        found = TokenAuthentication().authenticate(asked_with("Bearer " + signed(AccessToken(), sub=str(pk), ver=3)))

        assert found is not None
        assert (found[0].pk, found[0].token_version, found[0].is_authenticated) == (pk, 3, True)

    def test_leaves_other_schemes_to_others(self) -> None:
        assert TokenAuthentication().authenticate(asked_with("Basic abc")) is None
        assert TokenAuthentication().authenticate(asked_with("")) is None

    def test_says_how_to_authenticate(self) -> None:
        assert TokenAuthentication().authenticate_header(asked_with("")) == 'Bearer realm="api"'

    @pytest.mark.parametrize("raw", ["", "x", "a.b.c", "Bearer", "eyJhbGciOiJub25lIn0.eyJzdWIiOiIxIn0."])
    def test_refuses_what_is_no_token(self, raw: str) -> None:
        with pytest.raises(Unauthenticated):
            TokenAuthentication().authenticate(asked_with(f"Bearer {raw}"))

    def test_refuses_an_expired_token(self) -> None:
        token = AccessToken()
        token.set_exp(lifetime=-timedelta(seconds=1))

        with pytest.raises(Unauthenticated):
            TokenAuthentication().authenticate(asked_with("Bearer " + signed(token, sub=str(uuid4()), ver=1)))

    def test_refuses_a_token_that_has_expired_since_it_was_first_seen(self, monkeypatch: pytest.MonkeyPatch) -> None:
        token = AccessToken()
        header = "Bearer " + signed(token, sub=str(uuid4()), ver=1)
        assert TokenAuthentication().authenticate(asked_with(header)) is not None
        later = datetime.fromtimestamp(token["exp"] + 1, UTC)
        monkeypatch.setattr("fitflow.accounts.adapters.authentication.aware_utcnow", lambda: later)

        with pytest.raises(Unauthenticated):
            TokenAuthentication().authenticate(asked_with(header))

    def test_refuses_a_refresh_token(self) -> None:
        with pytest.raises(Unauthenticated):
            TokenAuthentication().authenticate(asked_with("Bearer " + signed(RefreshToken(), sub=str(uuid4()), ver=1)))

    @pytest.mark.parametrize("claims", [{"ver": 1}, {"sub": str(uuid4())}, {"sub": "no uuid", "ver": 1}])
    def test_refuses_a_token_without_its_claims(self, claims: dict[str, Any]) -> None:
        with pytest.raises(Unauthenticated):
            TokenAuthentication().authenticate(asked_with("Bearer " + signed(AccessToken(), **claims)))


class TestCookieAuthentication:
    def test_knows_nobody_without_a_session(self) -> None:
        assert CookieAuthentication().authenticate(asked_with("")) is None

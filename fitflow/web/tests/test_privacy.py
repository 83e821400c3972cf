from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from fitflow.accounts.factories import make_user
from fitflow.accounts.models import User
from fitflow.accounts.services import access_token

ME = "/api/v1/auth/me"


@pytest.fixture
def somebody(db: None) -> User:
    return make_user(email="maya@example.org")


def kept(answer: Any) -> str:
    return str(answer.get("Cache-Control", ""))


class TestWhatSomebodySees:
    @pytest.mark.parametrize("path", ["/accounts/", "/accounts/devices/", "/nowhere/", ME, "/api/v1/nowhere"])
    def test_by_a_session_is_stored_nowhere(self, client: Client, somebody: User, path: str) -> None:
        client.force_login(somebody)

        assert kept(client.get(path)) == "private, no-store"

    def test_by_a_token_is_stored_nowhere(self, client: Client, somebody: User) -> None:
        answer = client.get(ME, headers={"Authorization": f"Bearer {access_token(somebody)}"})

        assert (answer.status_code, kept(answer)) == (200, "private, no-store")

    def test_may_be_kept_where_the_page_says_so(self, client: Client, somebody: User) -> None:
        client.force_login(somebody)

        assert kept(client.get(reverse("api-schema"))) == "public, max-age=300"

    def test_without_either_is_as_it_was(self, client: Client, db: None) -> None:
        assert "private" not in kept(client.get("/nowhere/"))

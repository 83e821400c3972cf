"""Refresh tokens work once, are listed, and end: one by one, with their family when copied, with a change of keys."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.db import IntegrityError, connections, transaction
from django.test import Client as Browser
from django.urls import reverse
from django.utils import timezone
from rest_framework.test import APIClient
from rest_framework_simplejwt.backends import TokenBackend
from rest_framework_simplejwt.tokens import AccessToken

from config.env import derived_key
from fitflow.accounts import queries, services
from fitflow.accounts.adapters.authentication import bearer, checked
from fitflow.accounts.factories import make_user, sign_in
from fitflow.accounts.models import RefreshToken, User
from fitflow.accounts.refusals import InvalidToken
from fitflow.accounts.tests.steps import PASSWORD, make_maya
from fitflow.core.errors import Unauthenticated
from tests.databases import CommittedDatabase

TOKEN, REFRESH, END, ME = (f"/api/v1/auth/{name}" for name in ("token", "token/refresh", "token/end", "me"))


@pytest.fixture
def maya(db: None) -> User:
    return make_maya()


@pytest.fixture
def api() -> APIClient:
    return APIClient(headers={"User-Agent": "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"})


def ask(api: APIClient, **values: str) -> Any:
    return api.post(TOKEN, {"email": "maya@example.org", "password": PASSWORD} | values, format="json")


def renew(api: APIClient, refresh: str) -> Any:
    return api.post(REFRESH, {"refresh": refresh}, format="json")


class TestARefreshToken:
    def test_gives_another_pair_each_time(self, api: APIClient, maya: User) -> None:
        seen = [ask(api).json()["refresh"]]
        for _ in range(3):
            answer = renew(api, seen[-1]).json()
            seen.append(answer["refresh"])

        assert len(set(seen)) == 4
        assert APIClient(headers={"Authorization": f"Bearer {answer['access']}"}).get(ME).status_code == 200

    def test_shown_again_ends_its_family_and_no_other(self, api: APIClient, maya: User) -> None:
        first, other = ask(api).json()["refresh"], ask(api).json()["refresh"]
        second = renew(api, first).json()["refresh"]

        assert renew(api, first).json()["code"] == "invalid_token"

        assert renew(api, second).status_code == 401
        assert renew(api, other).status_code == 200

    def test_is_over_after_a_month_without_use(self, maya: User) -> None:
        now = timezone.now()
        tokens = services.issue_tokens(maya, now=now)
        tokens = services.refresh_tokens(tokens.refresh, now=now + timedelta(days=29))
        tokens = services.refresh_tokens(tokens.refresh, now=now + timedelta(days=58))

        with pytest.raises(InvalidToken):
            services.refresh_tokens(tokens.refresh, now=now + timedelta(days=88))
        services.issue_tokens(maya, now=now + timedelta(days=88))
        assert RefreshToken.objects.count() == 1

    def test_is_kept_as_a_hash_only(self, maya: User) -> None:
        refresh = services.issue_tokens(maya, now=timezone.now()).refresh

        assert refresh not in str(list(RefreshToken.objects.values()))

    def test_is_not_kept_by_caches(self, api: APIClient, maya: User) -> None:
        answer = ask(api)

        assert answer["Cache-Control"] == "no-store"
        assert renew(api, answer.json()["refresh"])["Cache-Control"] == "no-store"

    def test_ends_when_the_program_signs_out(self, api: APIClient, maya: User) -> None:
        refresh = ask(api).json()["refresh"]

        assert api.post(END, {"refresh": refresh}, format="json").status_code == 204
        assert api.post(END, {"refresh": "nonsense"}, format="json").status_code == 204
        assert renew(api, refresh).status_code == 401

    def test_ends_with_a_new_password(self, api: APIClient, maya: User) -> None:
        refresh = ask(api).json()["refresh"]

        services.set_password(maya, password="brisk-meadow-42")

        assert renew(api, refresh).status_code == 401
        assert not RefreshToken.objects.exists()

    def test_has_one_live_one_in_a_family(self, maya: User) -> None:
        services.issue_tokens(maya, now=timezone.now())
        row = RefreshToken.objects.get()
        row.digest = "another"

        with pytest.raises(IntegrityError), transaction.atomic():
            row.save(force_insert=True)

    def test_used_at_the_same_moment_gives_one_pair(self, committed_db: CommittedDatabase) -> None:
        refresh = services.issue_tokens(make_maya(), now=timezone.now()).refresh

        def use(_number: int) -> bool:
            try:
                services.refresh_tokens(refresh, now=timezone.now())
            except InvalidToken:
                return False
            finally:
                connections.close_all()
            return True

        with ThreadPoolExecutor(8) as threads:
            assert sum(threads.map(use, range(8))) == 1


class TestPrograms:
    def test_are_listed_with_their_name_and_last_use(self, api: APIClient, maya: User, client: Browser) -> None:
        ask(api)
        renew(api, ask(api, device="Till of the café").json()["refresh"])
        client.force_login(maya)

        page = client.get(reverse("accounts:devices"))

        assert [item.device for item in page.context["programs"]] == ["Till of the café", "Firefox on Linux"]
        assert "last used" in page.content.decode()

    def test_end_one_by_one(self, api: APIClient, maya: User, client: Browser) -> None:
        refresh, other = ask(api, device="Till").json()["refresh"], ask(api, device="Phone").json()["refresh"]
        sign_in(client, maya)
        (till,) = [row.family for row in queries.programs_of(maya, now=timezone.now()) if row.device == "Till"]

        answer = client.post(reverse("accounts:end_program", args=[till]))

        assert answer["Location"] == reverse("accounts:devices")
        assert renew(api, refresh).status_code == 401
        assert renew(api, other).status_code == 200

    def test_of_others_are_out_of_reach(self, api: APIClient, maya: User, client: Browser) -> None:
        refresh = ask(api).json()["refresh"]
        sign_in(client, make_user(email="noah@example.org"))
        family: UUID = RefreshToken.objects.get().family

        assert client.post(reverse("accounts:end_program", args=[family])).status_code == 404
        assert renew(api, refresh).status_code == 200

    def test_end_after_a_proof_only(self, api: APIClient, maya: User, client: Browser) -> None:
        ask(api)
        client.force_login(maya)

        client.post(reverse("accounts:end_program", args=[RefreshToken.objects.get().family]))

        assert RefreshToken.objects.exists()


class TestKeys:
    def test_of_tokens_are_not_the_secret_key(self, maya: User, settings: Any) -> None:
        signed_by = settings.SIMPLE_JWT["SIGNING_KEY"]

        assert signed_by not in {settings.SECRET_KEY, derived_key(settings.SECRET_KEY, "another purpose")}
        assert signed_by == derived_key(settings.SECRET_KEY, "tokens")

    def test_that_were_changed_still_read_what_they_signed(self, maya: User, settings: Any) -> None:
        old = derived_key("an older secret", "tokens")
        raw = signed_with(old, maya)
        checked.cache_clear()
        with pytest.raises(Unauthenticated):
            bearer(raw)

        settings.FITFLOW_OLD_TOKEN_KEYS = [derived_key("the oldest", "tokens"), old]

        assert bearer(raw).pk == maya.pk


def signed_with(key: str, user: User) -> str:
    token = AccessToken()
    token["sub"], token["ver"] = str(user.pk), user.key_version
    return TokenBackend("HS256", key).encode(token.payload)

from datetime import timedelta
from typing import Any

import pytest
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.test import Client as Browser
from django.utils import timezone
from rest_framework.test import APIClient

from fitflow.accounts import services
from fitflow.accounts.factories import make_user
from fitflow.accounts.models import FailedSignIn, User
from fitflow.accounts.tests.steps import PASSWORD, app_code, make_maya

TOKEN, REFRESH, ME, OUT = (f"/api/v1/auth/{name}" for name in ("token", "token/refresh", "me", "sign-out-everywhere"))


@pytest.fixture
def maya(db: None) -> User:
    return make_maya()


@pytest.fixture
def api() -> APIClient:
    return APIClient()


def ask(api: APIClient, **values: str) -> Any:
    return api.post(TOKEN, {"email": "maya@example.org", "password": PASSWORD} | values, format="json")


def bearing(user: User) -> APIClient:
    return APIClient(headers={"Authorization": f"Bearer {services.access_token(user)}"})


class TestToken:
    def test_is_a_pair_that_opens_the_api(self, api: APIClient, maya: User) -> None:
        answer = ask(api, email="Maya@Example.org")

        assert answer.status_code == 200
        assert set(answer.json()) == {"access", "refresh"}
        me = APIClient(headers={"Authorization": f"Bearer {answer.json()['access']}"}).get(ME)
        assert me.json() == {
            "id": str(maya.pk), "email": "maya@example.org", "name": "Maya Lind", "locale": "", "second_factor": False,
        }  # fmt: skip

    @pytest.mark.parametrize("values", [{"password": "wrong"}, {"email": "nobody@example.org"}])
    def test_is_refused_without_saying_which_part_is_wrong(self, api: APIClient, maya: User, values: Any) -> None:
        answer = ask(api, **values)

        assert answer.status_code == 401
        assert answer["Content-Type"] == "application/problem+json"
        assert answer.json()["code"] == "invalid_credentials"
        assert answer.json()["detail"] == "The address and the password do not belong together."
        assert answer["WWW-Authenticate"] == 'Bearer realm="api"'

    def test_needs_an_address_that_was_proved(self, api: APIClient, db: None) -> None:
        make_user(email="new@example.org", password=PASSWORD, verified=False)

        assert ask(api, email="new@example.org").json()["code"] == "invalid_credentials"

    def test_is_refused_for_a_closed_login(self, api: APIClient, maya: User) -> None:
        User.objects.filter(pk=maya.pk).update(is_active=False)

        assert ask(api).json()["code"] == "invalid_credentials"

    @pytest.mark.parametrize(
        ("body", "field"),
        [({}, "email"), ({"email": "x", "password": "y"}, "email"), ({"email": "a@b.test"}, "password")],
    )
    def test_names_the_field_that_is_wrong(self, api: APIClient, db: None, body: Any, field: str) -> None:
        answer = api.post(TOKEN, body, format="json")

        assert answer.status_code == 400
        assert field in answer.json()["errors"]

    def test_is_given_whatever_old_token_is_sent_along(self, maya: User) -> None:
        assert ask(APIClient(headers={"Authorization": "Bearer rotten"})).status_code == 200


class TestThrottle:
    def test_refuses_even_the_right_password_after_five_wrong_ones(self, api: APIClient, maya: User) -> None:
        assert [ask(api, password="wrong").status_code for _ in range(6)] == [401] * 5 + [429]

        answer = ask(api)

        assert answer.status_code == 429
        assert 0 < int(answer["Retry-After"]) <= 300
        assert FailedSignIn.objects.count() == 10  # One for the account and one for the network, each time.

    def test_lets_go_after_five_minutes(self, api: APIClient, maya: User) -> None:
        for _ in range(5):
            ask(api, password="wrong")
        FailedSignIn.objects.update(at=timezone.now() - timedelta(minutes=5))

        assert ask(api).status_code == 200

    def test_counts_a_network_over_all_accounts(self, api: APIClient, maya: User) -> None:
        for number in range(20):
            email = f"nobody{number}@example.org"
            services.count_try(email=email, address="127.0.0.1", now=timezone.now())

        assert ask(api).status_code == 429
        assert ask(APIClient(REMOTE_ADDR="203.0.113.9")).status_code == 200

    def test_never_counts_successes(self, api: APIClient, maya: User) -> None:
        assert {ask(api).status_code for _ in range(8)} == {200}
        assert not FailedSignIn.objects.exists()

    def test_forgets_old_failures(self, api: APIClient, maya: User) -> None:
        ask(api, password="wrong")
        FailedSignIn.objects.update(at=timezone.now() - timedelta(hours=25))

        ask(api, password="wrong")

        assert FailedSignIn.objects.count() == 2


class TestSecondFactor:
    @pytest.fixture
    def secret(self, maya: User) -> str:
        secret: str = generate_totp_secret()
        TOTP.activate(maya, secret)
        return secret

    def test_is_asked_for_when_the_password_is_right(self, api: APIClient, maya: User, secret: str) -> None:
        answer = ask(api)

        assert (answer.status_code, answer.json()["code"]) == (401, "mfa_required")
        assert ask(api, password="wrong").json()["code"] == "invalid_credentials"

    def test_opens_with_its_code_once(self, api: APIClient, maya: User, secret: str) -> None:
        code = app_code(secret)

        assert ask(api, code=code).status_code == 200
        assert ask(api, code=code).json()["code"] == "mfa_required"

    def test_stays_shut_for_a_wrong_code_and_throttles(self, api: APIClient, maya: User, secret: str) -> None:
        right = app_code(secret)
        wrong = "000000" if right != "000000" else "111111"

        assert [ask(api, code=wrong).status_code for _ in range(6)] == [401] * 5 + [429]

    def test_is_not_replaced_by_a_recovery_code(self, api: APIClient, maya: User, secret: str) -> None:
        code = RecoveryCodes.activate(maya).get_unused_codes()[0]

        assert ask(api, code=code).json()["code"] == "mfa_required"


class TestRefresh:
    def test_gives_a_new_access_token(self, api: APIClient, maya: User) -> None:
        answer = api.post(REFRESH, {"refresh": services.issue_tokens(maya, now=timezone.now()).refresh}, format="json")

        assert answer.status_code == 200
        assert bearing(maya).get(ME).status_code == 200
        assert APIClient(headers={"Authorization": f"Bearer {answer.json()['access']}"}).get(ME).status_code == 200

    @pytest.mark.parametrize("change", [{"is_active": False}, {"key_version": 2}])
    def test_is_refused_once_the_login_changed(self, api: APIClient, maya: User, change: dict[str, Any]) -> None:
        refresh = services.issue_tokens(maya, now=timezone.now()).refresh
        User.objects.filter(pk=maya.pk).update(**change)

        answer = api.post(REFRESH, {"refresh": refresh}, format="json")

        assert (answer.status_code, answer.json()["code"]) == (401, "invalid_token")

    def test_is_refused_for_an_access_token_or_a_foreign_one(self, api: APIClient, maya: User) -> None:
        bad = [services.access_token(maya), "x.y.z", "nonsense"]

        assert [api.post(REFRESH, {"refresh": raw}, format="json").status_code for raw in bad] == [401] * 3


class TestSignOutEverywhere:
    def test_ends_tokens_and_web_sessions(self, maya: User, client: Browser) -> None:
        client.force_login(maya)
        caller, refresh = bearing(maya), services.issue_tokens(maya, now=timezone.now()).refresh

        assert caller.post(OUT).status_code == 204

        assert caller.get(ME).json()["code"] == "unauthenticated"
        assert APIClient().post(REFRESH, {"refresh": refresh}, format="json").status_code == 401
        assert client.get(ME).status_code == 401

    def test_needs_somebody(self, api: APIClient, db: None) -> None:
        assert (api.post(OUT).status_code, api.get(ME).status_code) == (401, 401)

    def test_by_cookie_needs_the_csrf_token(self, maya: User) -> None:
        browser = APIClient(enforce_csrf_checks=True)
        browser.force_login(maya)

        assert browser.post(OUT).status_code == 403


class TestMe:
    def test_can_be_renamed(self, maya: User) -> None:
        answer = bearing(maya).patch(ME, {"name": "  Maya   Berg "}, format="json")

        assert answer.json()["name"] == "Maya Berg"

    @pytest.mark.parametrize(("body", "field"), [({"name": " "}, "name"), ({"locale": "xx"}, "locale")])
    def test_says_what_is_wrong(self, maya: User, body: Any, field: str) -> None:
        answer = bearing(maya).patch(ME, body, format="json")

        assert answer.status_code == 400
        assert list(answer.json()["errors"]) == [field]

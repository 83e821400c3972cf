"""Everybody knows the password of a demo's logins: they open nothing where there is no demo, under whatever server."""

from typing import Any

import pytest
from django.core import mail
from django.test import Client as Browser
from django.urls import reverse
from django.utils import timezone
from rest_framework.test import APIClient

from fitflow.accounts import services
from fitflow.accounts.factories import make_user
from fitflow.accounts.models import User
from fitflow.accounts.tests.steps import PASSWORD, is_signed_in


@pytest.fixture
def demo(db: None) -> User:
    return make_user(email="owner@demo.test", password=PASSWORD, is_demo=True)


class TestALoginOfTheDemo:
    @pytest.mark.parametrize("is_on", [True, False])
    def test_signs_in_by_password_where_there_is_a_demo_only(
        self, client: Browser, demo: User, settings: Any, is_on: bool
    ) -> None:
        settings.FITFLOW_DEMO = is_on
        client.post(reverse("accounts:password_sign_in"), {"login": demo.email, "password": PASSWORD})
        answer = APIClient().post(reverse("auth-token"), {"email": demo.email, "password": PASSWORD}, format="json")

        assert is_signed_in(client) is is_on
        assert answer.status_code == (200 if is_on else 401)

    @pytest.mark.parametrize("is_on", [True, False])
    def test_signs_in_by_code_where_there_is_a_demo_only(
        self, client: Browser, demo: User, settings: Any, is_on: bool
    ) -> None:
        settings.FITFLOW_DEMO = is_on
        client.post(reverse("account_login"), {"email": demo.email})
        code = mail.outbox[-1].subject.partition(" ")[0]
        client.post(reverse("account_confirm_login_code"), {"code": code})

        assert is_signed_in(client) is is_on

    def test_is_signed_out_when_the_demo_ends(self, client: Browser, demo: User, settings: Any) -> None:
        settings.FITFLOW_DEMO = True
        refresh = services.issue_tokens(demo, now=timezone.now()).refresh
        client.force_login(demo)
        assert client.get(reverse("accounts:account")).status_code == 200
        settings.FITFLOW_DEMO = False

        assert client.get(reverse("accounts:account")).status_code == 302
        assert APIClient().post(reverse("auth-token-refresh"), {"refresh": refresh}, format="json").status_code == 401

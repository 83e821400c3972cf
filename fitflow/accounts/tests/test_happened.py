"""What happened with an account is written down, shown to its person, mailed where it is grave, and forgotten."""

import logging
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.core import mail
from django.core.management import call_command
from django.db import DatabaseError, transaction
from django.test import Client as Browser
from django.urls import reverse
from django.utils import timezone
from rest_framework.test import APIClient

from fitflow.accounts import services
from fitflow.accounts.factories import make_user
from fitflow.accounts.models import AccountEvent, Happened, User
from fitflow.accounts.queries import old_events
from fitflow.accounts.rules import Origin, origin_of_address
from fitflow.accounts.services.happened import note
from fitflow.accounts.tests.steps import PASSWORD, make_maya
from fitflow.core.hooks import forgets

FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
NOW = datetime(2026, 11, 20, 9, tzinfo=UTC)

pytestmark = pytest.mark.django_db


def kinds(user: User) -> list[str]:
    return list(AccountEvent.objects.filter(user=user).order_by("at", "id").values_list("kind", flat=True))


def abouts(user: User, kind: Happened) -> list[str]:
    return list(AccountEvent.objects.filter(user=user, kind=kind).values_list("about", flat=True))


def sign_in(browser: Browser, password: str = PASSWORD, **more: Any) -> Any:
    data = {"login": "maya@example.org", "password": password, **more}
    return browser.post(reverse("accounts:password_sign_in"), data, HTTP_USER_AGENT=FIREFOX)


class TestOnThePages:
    def test_signing_in_is_written_with_how_and_where(self, client: Browser) -> None:
        maya = make_maya()
        sign_in(client, shared="on")

        event = AccountEvent.objects.get(user=maya)
        assert (event.kind, event.about) == ("signed_in", "password shared")
        assert (event.browser, event.network) == (FIREFOX, "127.0.0.0/24")

    def test_a_wrong_password_is_written_and_a_right_one_leaves_no_failure(self, client: Browser) -> None:
        maya = make_maya()
        sign_in(client, "not this one at all")
        sign_in(client)

        assert kinds(maya) == ["sign_in_failed", "signed_in"]

    def test_nobodys_failures_are_written_nowhere(self, client: Browser) -> None:
        sign_in(client, "not this one at all")

        assert not AccountEvent.objects.exists()

    def test_a_code_that_is_asked_for_signing_in_with_it_and_out(self, client: Browser) -> None:
        maya = make_maya()
        client.post(reverse("account_login"), {"email": maya.email})
        code = mail.outbox[-1].subject.partition(" ")[0]
        client.post(reverse("account_confirm_login_code"), {"code": code})
        client.post(reverse("account_logout"))

        assert kinds(maya) == ["code_sent", "signed_in", "signed_out"]
        assert abouts(maya, Happened.SIGNED_IN) == ["code"]
        assert abouts(maya, Happened.CODE_SENT) == ["sign_in"]

    def test_changing_the_password_and_ending_devices(self, client: Browser) -> None:
        maya = make_maya()
        sign_in(Browser())
        sign_in(client)
        new = "brisk-meadow-42-and-more"
        client.get(reverse("account_change_password"))
        client.post(reverse("account_change_password"), {"oldpassword": PASSWORD, "password1": new})
        client.post(reverse("accounts:sign_out_elsewhere"))

        assert kinds(maya)[-2:] == ["password_changed", "others_ended"]

    def test_removing_an_address(self, client: Browser) -> None:
        maya = make_maya()
        EmailAddress.objects.create(user=maya, email="second@example.org", verified=True)
        sign_in(client)
        client.post(reverse("account_email"), {"email": "second@example.org", "action_primary": ""})
        client.post(reverse("account_email"), {"email": "maya@example.org", "action_remove": ""})

        assert abouts(maya, Happened.MAIN_ADDRESS_CHANGED) == ["second@example.org"]
        assert abouts(maya, Happened.ADDRESS_REMOVED) == ["maya@example.org"]


class TestForPrograms:
    def post(self, path: str, **data: str) -> Any:
        return APIClient().post(reverse(path), data, format="json", HTTP_USER_AGENT="Importer/2")

    def test_a_token_given_refused_and_ended(self) -> None:
        maya = make_maya()
        wrong = self.post("auth-token", email=maya.email, password="wrong")
        pair = self.post("auth-token", email=maya.email, password=PASSWORD, device="Importer").json()
        self.post("auth-token-end", refresh=pair["refresh"])

        assert wrong.status_code == 401
        assert kinds(maya) == ["sign_in_failed", "program_signed_in", "program_ended"]
        assert abouts(maya, Happened.PROGRAM_ENDED) == ["Importer"]

    def test_a_token_shown_twice_is_written_and_mailed(self) -> None:
        maya = make_maya()
        refresh = services.issue_tokens(maya, device="Importer", now=timezone.now()).refresh
        self.post("auth-token-refresh", refresh=refresh)
        refused = self.post("auth-token-refresh", refresh=refresh)

        assert refused.status_code == 401
        assert kinds(maya) == ["program_signed_in", "token_copied"]
        assert [message.to for message in mail.outbox] == [[maya.email]]
        assert "used twice" in mail.outbox[0].subject

    def test_a_token_that_the_operator_prints(self, capsys: pytest.CaptureFixture[str]) -> None:
        maya = make_maya()
        call_command("token", maya.email)

        assert kinds(maya) == ["token_printed"]

    def test_the_list_is_ones_own_in_parts_newest_first(self) -> None:
        maya, other = make_maya(), make_user(email="other@example.org")
        for hour in range(3):
            note(maya.pk, Happened.JOINED, about=f"Studio {hour}", now=NOW + timedelta(hours=hour))
        note(other.pk, Happened.SIGNED_OUT, now=NOW)
        api = APIClient()
        api.credentials(HTTP_AUTHORIZATION=f"Bearer {services.access_token(maya)}")
        first = api.get(reverse("auth-events"), {"limit": "2"}).json()
        rest = api.get(first["next"]).json()

        assert [row["text"] for row in first["results"]] == ["You joined Studio 2.", "You joined Studio 1."]
        assert [row["about"] for row in rest["results"]] == ["Studio 0"]
        assert rest["next"] is None
        assert APIClient().get(reverse("auth-events")).status_code == 401


class TestARecoveryCode:
    def test_is_told_by_mail_when_it_is_used(self, client: Browser) -> None:
        maya = make_maya()
        codes = second_step(maya)
        sign_in(client)
        client.post(reverse("mfa_authenticate"), {"code": codes[0]})

        assert kinds(maya) == ["recovery_code_used", "signed_in"]
        assert abouts(maya, Happened.SIGNED_IN) == ["password recovery"]
        assert [message.subject for message in mail.outbox] == ["A recovery code was used"]


def second_step(user: User) -> list[str]:
    TOTP.activate(user, generate_totp_secret())
    found: list[str] = RecoveryCodes.activate(user).get_unused_codes()
    return found


class TestThePage:
    def test_says_each_kind_in_a_sentence_with_browser_and_network(self, client: Browser) -> None:
        maya = make_maya()
        client.force_login(maya)
        origin = Origin(FIREFOX, "203.0.113.0/24")
        for kind in Happened:
            note(maya.pk, kind, origin=origin, about="password", now=NOW)
        page = client.get(reverse("accounts:happened")).content.decode()

        for words in ("You signed in (with your password).", "A recovery code was used.", "Firefox on Linux"):
            assert words in page
        assert page.count("203.0.113.0/24") == len(Happened)

    def test_is_led_to_from_devices_and_says_when_there_is_nothing(self, client: Browser) -> None:
        client.force_login(make_maya())

        assert reverse("accounts:happened") in client.get(reverse("accounts:devices")).content.decode()
        assert "Nothing yet" in client.get(reverse("accounts:happened")).content.decode()

    def test_is_shown_in_parts(self, client: Browser) -> None:
        maya = make_maya()
        client.force_login(maya)
        for hour in range(51):
            note(maya.pk, Happened.JOINED, about=f"Studio {hour:02}", now=NOW + timedelta(hours=hour))
        first = client.get(reverse("accounts:happened"))
        rest = client.get(first.context["next_url"])

        assert "Studio 50" in first.content.decode()
        assert "Studio 00" not in first.content.decode()
        assert "Studio 00" in rest.content.decode()


class TestARow:
    def test_is_forgotten_after_a_year_and_not_before(self) -> None:
        maya = make_maya()
        for days in (365, 366):
            note(maya.pk, Happened.SIGNED_OUT, now=NOW - timedelta(days=days))

        assert forgets(old_events)(NOW, 10) == 1
        assert AccountEvent.objects.get().at == NOW - timedelta(days=365)

    def test_cannot_be_changed_by_the_application(self) -> None:
        note(make_maya().pk, Happened.SIGNED_OUT, now=NOW)

        with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
            AccountEvent.objects.update(network="")

    def test_is_of_a_known_kind(self) -> None:
        with pytest.raises(DatabaseError, match="account_event_is_of_a_kind"), transaction.atomic():
            AccountEvent.objects.create(user=make_maya(), kind="else", at=NOW)

    def test_leaves_a_line_in_the_log_without_who_it_is(self, caplog: pytest.LogCaptureFixture) -> None:
        maya = make_maya()
        with caplog.at_level(logging.INFO, "fitflow.accounts"):
            note(maya.pk, Happened.ADDRESS_PROVED, about="new@example.org", now=NOW)

        assert f"event=address_proved user={maya.pk}" in caplog.text
        assert "new@example.org" not in caplog.text


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("203.0.113.77", "203.0.113.0/24"),
        ("2001:db8:1:2:3::4", "2001:db8:1::/48"),
        ("::ffff:203.0.113.77", "203.0.113.0/24"),
        ("unix:", ""),
    ],
)
def test_a_network_address_is_kept_in_part(address: str, network: str) -> None:
    assert origin_of_address(address, "x") == Origin("x", network)

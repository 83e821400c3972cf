import re
from typing import Any
from urllib.parse import urlsplit

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client as Browser
from django.urls import reverse

from fitflow.accounts.adapters.pages import cipher
from fitflow.accounts.models import User
from fitflow.accounts.tests.steps import (
    CLASS_PAGE,
    PASSWORD,
    Outbox,
    app_code,
    ask_for_code,
    code_in,
    form_values,
    is_signed_in,
    make_maya,
    type_code,
)


@pytest.fixture
def maya(db: None) -> User:
    return make_maya()


@pytest.fixture
def browser(client: Browser, maya: User) -> Browser:
    """Maya's browser; she has just typed her password again."""
    client.force_login(maya)
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    return client


def switch_on(browser: Browser) -> tuple[str, Any]:
    page = browser.get(reverse("mfa_activate_totp"))
    secret = page.context["form"].secret
    answer = browser.post(reverse("mfa_activate_totp"), {"code": app_code(secret)})
    return secret, answer


class TestSettingItUp:
    def test_asks_for_the_password_again(self, client: Browser, maya: User) -> None:
        client.force_login(maya)

        answer = client.get(reverse("mfa_activate_totp"))

        assert urlsplit(answer["Location"]).path == reverse("account_reauthenticate")

    def test_shows_a_picture_and_the_key_in_groups(self, browser: Browser) -> None:
        page = browser.get(reverse("mfa_activate_totp"))

        text = page.content.decode()
        assert 'src="data:image/svg+xml;base64,' in text
        assert page.context["form"].secret_text in text
        assert "otpauth://totp/maya%40example.org" in page.context["totp_url"]

    def test_is_on_once_the_app_and_we_agree(
        self,
        browser: Browser,
        maya: User,
        mailoutbox: Outbox,
        django_capture_on_commit_callbacks: Any,
    ) -> None:
        with django_capture_on_commit_callbacks(execute=True):
            secret, answer = switch_on(browser)

        assert answer["Location"] == reverse("mfa_view_recovery_codes")
        stored = Authenticator.objects.get(user=maya, type="totp").data["secret"]
        assert secret not in stored
        assert cipher().decrypt(stored.encode()).decode() == secret
        assert mailoutbox[-1].subject == "Two-step sign-in is on"

    def test_stays_off_for_a_wrong_code(self, browser: Browser, maya: User) -> None:
        page = browser.get(reverse("mfa_activate_totp"))
        right = app_code(page.context["form"].secret)

        answer = browser.post(reverse("mfa_activate_totp"), {"code": "000000" if right != "000000" else "111111"})

        assert "That code is not right" in answer.content.decode()
        assert not Authenticator.objects.exists()

    def test_gives_recovery_codes_to_keep(self, browser: Browser) -> None:
        switch_on(browser)

        page = browser.get(reverse("mfa_view_recovery_codes")).content.decode()
        file = browser.get(reverse("mfa_download_recovery_codes"))

        codes = re.findall(r"<code>(\d{8})</code>", page)
        assert len(codes) == 10
        assert file.content.decode().split() == codes
        assert file["Content-Disposition"].startswith("attachment")

    def test_makes_new_recovery_codes(self, browser: Browser) -> None:
        switch_on(browser)
        before = browser.get(reverse("mfa_download_recovery_codes")).content

        browser.post(reverse("mfa_generate_recovery_codes"))

        assert browser.get(reverse("mfa_download_recovery_codes")).content != before

    def test_can_be_switched_off(self, browser: Browser, maya: User) -> None:
        switch_on(browser)

        assert "recovery codes are thrown away" in browser.get(reverse("mfa_deactivate_totp")).content.decode()
        browser.post(reverse("mfa_deactivate_totp"))

        assert not Authenticator.objects.exists()
        assert "Set it up" in browser.get(reverse("mfa_index")).content.decode()


class TestSigningInWithIt:
    def by_password(self) -> Browser:
        browser = Browser()
        url = reverse("accounts:password_sign_in")
        answer = browser.post(url, {"login": "maya@example.org", "password": PASSWORD, "next": CLASS_PAGE})
        assert answer["Location"] == reverse("mfa_authenticate")
        return browser

    def test_takes_the_password_and_the_code(self, browser: Browser) -> None:
        secret, _answer = switch_on(browser)
        other = self.by_password()
        assert not is_signed_in(other)

        answer = other.post(reverse("mfa_authenticate"), {"code": app_code(secret, later=1)})

        assert (answer["Location"], is_signed_in(other)) == (CLASS_PAGE, True)

    def test_takes_the_code_by_mail_and_the_code_of_the_app(self, browser: Browser, mailoutbox: Outbox) -> None:
        secret, _answer = switch_on(browser)
        other = Browser()
        page = ask_for_code(other, "maya@example.org")

        assert type_code(other, page, code_in(mailoutbox[-1]))["Location"] == reverse("mfa_authenticate")
        assert not is_signed_in(other)
        assert other.post(reverse("mfa_authenticate"), {"code": app_code(secret, later=1)})["Location"] == CLASS_PAGE

    def test_is_not_got_round_by_a_new_password(self, browser: Browser, mailoutbox: Outbox) -> None:
        switch_on(browser)
        other = Browser()
        other.post(reverse("account_reset_password"), {"email": "maya@example.org"})
        other.post(reverse("account_confirm_password_reset_code"), {"code": code_in(mailoutbox[-1])})

        answer = other.post(reverse("account_complete_password_reset"), {"password1": "brisk-meadow-42"})

        assert answer["Location"] == reverse("mfa_authenticate")
        assert not is_signed_in(other)

    def test_takes_each_recovery_code_once(self, browser: Browser) -> None:
        switch_on(browser)
        code = browser.get(reverse("mfa_download_recovery_codes")).content.decode().split()[0]

        first = self.by_password().post(reverse("mfa_authenticate"), {"code": code})
        second = self.by_password().post(reverse("mfa_authenticate"), {"code": code})

        assert (first.status_code, second.status_code) == (302, 422)

    def test_stops_after_five_wrong_codes(self, browser: Browser) -> None:
        secret, _answer = switch_on(browser)
        other = self.by_password()
        wrong = "000000" if app_code(secret) != "000000" else "111111"

        pages = [other.post(reverse("mfa_authenticate"), {"code": wrong}).content.decode() for _ in range(6)]

        assert "That code is not right" in pages[4]
        assert "Too many tries" in pages[5]
        assert form_values(other.get(reverse("mfa_authenticate"))) == {}

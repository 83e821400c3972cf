from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from allauth.account.models import EmailAddress
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.test import Client as Browser
from django.urls import reverse
from django.utils import timezone

from fitflow.accounts import services
from fitflow.accounts.factories import make_user, sign_in
from fitflow.accounts.models import User
from fitflow.accounts.refusals import InvalidToken
from fitflow.accounts.tests.steps import PASSWORD, Outbox, code_in, form_values, is_signed_in, make_maya


@pytest.fixture
def maya(db: None) -> User:
    return make_maya()


class TestAddresses:
    def test_are_added_by_a_code(self, client: Browser, db: None, mailoutbox: Outbox) -> None:
        user = make_user(email="sam@example.org")
        sign_in(client, user)

        page = client.post(reverse("account_email"), {"email": "Sam@work.example", "action_add": "1"}, follow=True)
        url = reverse("account_email_verification_sent")
        answer = client.post(url, form_values(page) | {"code": code_in(mailoutbox[0])})

        assert answer["Location"] == reverse("account_email")
        client.post(reverse("account_email"), {"email": "sam@work.example", "action_primary": "1"})
        assert is_signed_in(client)
        user.refresh_from_db()
        assert user.email == "sam@work.example"
        assert mailoutbox[-1].to == ["sam@example.org"]
        client.post(reverse("account_email"), {"email": "sam@example.org", "action_remove": "1"})
        assert list(EmailAddress.objects.values_list("email", flat=True)) == ["sam@work.example"]

    def test_ask_whoever_has_a_password_for_it_first(self, client: Browser, maya: User) -> None:
        client.force_login(maya)

        answer = client.post(reverse("account_email"), {"email": "m@work.example", "action_add": "1"})

        assert urlsplit(answer["Location"]).path == reverse("account_reauthenticate")

    def test_are_added_once_the_password_was_typed_again(self, client: Browser, maya: User, mailoutbox: Outbox) -> None:
        client.force_login(maya)
        values = {"email": "m@work.example", "action_add": "1"}
        page = client.get(client.post(reverse("account_email"), values)["Location"])
        assert "press the button once more" in page.content.decode()

        back = client.post(reverse("account_reauthenticate"), form_values(page) | {"password": PASSWORD})["Location"]
        assert back == reverse("account_email")
        answer = client.post(back, values)

        assert answer["Location"] == reverse("account_email_verification_sent")
        assert mailoutbox[0].to == ["m@work.example"]


class TestPassword:
    def test_changed_keeps_this_browser_and_ends_the_others(
        self, client: Browser, maya: User, mailoutbox: Outbox
    ) -> None:
        other = Browser()
        for browser in (client, other):
            sign_in(browser, maya)

        client.post(reverse("account_change_password"), {"oldpassword": PASSWORD, "password1": "brisk-meadow-42"})

        maya.refresh_from_db()
        assert (maya.check_password("brisk-meadow-42"), maya.key_version) == (True, 2)
        assert client.get(reverse("accounts:account")).status_code == 200
        assert other.get(reverse("accounts:account")).status_code == 302
        assert mailoutbox[0].subject == "Your password was changed"

    def test_stays_when_the_current_one_is_wrong(self, client: Browser, maya: User) -> None:
        sign_in(client, maya)

        answer = client.post(
            reverse("account_change_password"), {"oldpassword": "wrong", "password1": "brisk-meadow-42"}
        )

        assert "This is not your current password" in answer.content.decode()

    def test_is_set_by_whoever_signs_in_with_codes(self, client: Browser, db: None) -> None:
        user = make_user(email="sam@example.org")
        sign_in(client, user)

        assert client.get(reverse("account_change_password"))["Location"] == reverse("account_set_password")
        client.post(reverse("account_set_password"), {"password1": "brisk-meadow-42"})

        user.refresh_from_db()
        assert user.check_password("brisk-meadow-42")


class TestProfile:
    def test_is_saved(self, client: Browser, maya: User) -> None:
        client.force_login(maya)

        answer = client.post(reverse("accounts:account"), {"name": "Maya Berg", "locale": "en"})

        maya.refresh_from_db()
        assert answer.status_code == 303
        assert (maya.name, maya.locale) == ("Maya Berg", "en")
        assert answer.cookies["django_language"].value == "en"

    def test_shows_the_form_again_with_what_is_wrong(self, client: Browser, maya: User) -> None:
        client.force_login(maya)

        answer = client.post(reverse("accounts:account"), {"name": "  ", "locale": "xx"})

        assert answer.status_code == 422
        assert "Please check what you entered" in answer.content.decode()


class TestDevices:
    def signed_in(self, agent: str, email: str = "maya@example.org") -> Browser:
        browser = Browser(headers={"User-Agent": agent})
        browser.post(reverse("accounts:password_sign_in"), {"login": email, "password": PASSWORD})
        return browser

    PHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 Version/18.0 Safari/604.1"
    DESK = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"

    def test_are_listed_by_name_this_one_first(self, maya: User) -> None:
        desk, _phone = self.signed_in(self.DESK), self.signed_in(self.PHONE)

        page = desk.get(reverse("accounts:devices"))

        assert [(item["name"], item["is_current"]) for item in page.context["devices"]] == [
            ("Firefox on Linux", True),
            ("Safari on iPhone", False),
        ]

    def test_can_be_signed_out_one_by_one(self, maya: User) -> None:
        desk, phone = self.signed_in(self.DESK), self.signed_in(self.PHONE)
        page = desk.get(reverse("accounts:devices"))

        desk.post(reverse("accounts:end_device", args=[page.context["devices"][1]["id"]]))

        assert phone.get(reverse("accounts:devices")).status_code == 302
        assert len(desk.get(reverse("accounts:devices")).context["devices"]) == 1

    def test_of_others_are_out_of_reach(self, maya: User) -> None:
        make_user(email="noah@example.org", password=PASSWORD)
        mine, theirs = self.signed_in(self.DESK), self.signed_in(self.PHONE, "noah@example.org")
        found = theirs.get(reverse("accounts:devices")).context["devices"][0]["id"]

        assert mine.post(reverse("accounts:end_device", args=[found])).status_code == 404
        assert theirs.get(reverse("accounts:devices")).status_code == 200

    def test_all_others_and_every_token_end_at_once(self, maya: User) -> None:
        desk, phone = self.signed_in(self.DESK), self.signed_in(self.PHONE)
        maya.refresh_from_db()
        tokens = services.issue_tokens(maya, now=timezone.now())

        desk.post(reverse("accounts:sign_out_elsewhere"))

        assert len(desk.get(reverse("accounts:devices")).context["devices"]) == 1
        assert phone.get(reverse("accounts:devices")).status_code == 302
        with pytest.raises(InvalidToken):
            services.refresh_tokens(tokens.refresh, now=timezone.now())


class TestSessionCookie:
    def test_is_out_of_reach_of_scripts_and_other_sites_and_lasts_a_month(self, maya: User) -> None:
        browser = TestDevices().signed_in(TestDevices.DESK)

        cookie = browser.cookies["sessionid"]

        assert (cookie["httponly"], cookie["samesite"]) == (True, "Lax")
        assert timedelta(seconds=int(cookie["max-age"])) == timedelta(days=30)

    def test_is_a_secret_that_no_table_knows(self, maya: User) -> None:
        browser = TestDevices().signed_in(TestDevices.DESK)

        secret, key = browser.cookies["sessionid"].value, browser.session.session_key

        kept = [
            *Session.objects.values_list("pk", flat=True),
            *UserSession.objects.values_list("session_key", flat=True),
        ]
        assert kept == [key, key]
        assert secret not in kept

    def test_is_not_what_stands_in_the_table(self, maya: User) -> None:
        browser, thief = TestDevices().signed_in(TestDevices.DESK), Browser()
        thief.cookies["sessionid"] = str(browser.session.session_key)

        assert browser.get(reverse("accounts:devices")).status_code == 200
        assert thief.get(reverse("accounts:devices")).status_code == 302

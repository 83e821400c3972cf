"""A session alone changes nothing about an account: who is signed in proves once more that it is them."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.test import Client as Browser
from django.urls import reverse
from django.utils import timezone

from fitflow.accounts import services
from fitflow.accounts.doors import FORM_LASTS, PROOF_LASTS
from fitflow.accounts.factories import make_user, sign_in
from fitflow.accounts.models import FailedSignIn, User
from fitflow.accounts.refusals import InvalidToken
from fitflow.accounts.tests.steps import (
    PASSWORD,
    Outbox,
    app_code,
    ask_for_code,
    code_in,
    form_values,
    is_signed_in,
    make_maya,
    onward,
    type_code,
)

PROVE = "accounts:prove_by_code"
SECOND = timedelta(seconds=1)
WORK = "m@work.example"
#: What each page changes, and what is sent to it.
ACTS = {
    "account_email": {"email": "new@work.example", "action_add": "1"},
    "account_set_password": {"password1": "brisk-meadow-42"},
    "account_change_password": {"oldpassword": PASSWORD, "password1": "brisk-meadow-42"},
    "mfa_activate_totp": {"code": "000000"},
    "mfa_deactivate_totp": {},
    "mfa_generate_recovery_codes": {},
    "accounts:sign_out_elsewhere": {},
}
READS = ["mfa_view_recovery_codes", "mfa_download_recovery_codes"]


@pytest.fixture
def sam(db: None) -> User:
    """By codes only: neither a password nor a second step."""
    return make_user(email="sam@example.org", name="Sam Stone")


@pytest.fixture
def maya(db: None) -> User:
    return make_maya()


def with_app(user: User) -> str:
    secret: str = generate_totp_secret()
    TOTP.activate(user, secret)
    user.refresh_from_db()
    return secret


def age(browser: Browser, by: timedelta) -> None:
    """What the session remembers of proofs and forms is so much older."""
    session = browser.session
    for record in session["account_authentication_methods"]:
        record["at"] -= by.total_seconds()
    opened = session.get("accounts_forms_opened", {})
    session["accounts_forms_opened"] = {path: at - by.total_seconds() for path, at in opened.items()}
    session.save()


def prove(browser: Browser, mailoutbox: Outbox, back: str) -> Any:
    page = browser.post(reverse(PROVE), {"action": "send", "next": back}, follow=True)
    return browser.post(reverse(PROVE), form_values(page) | {"code": code_in(mailoutbox[-1])})


class TestASessionAlone:
    @pytest.mark.parametrize("name", [*ACTS, *READS])
    def test_opens_and_changes_nothing(self, client: Browser, sam: User, name: str) -> None:
        client.force_login(sam)

        answer = client.post(reverse(name), ACTS[name]) if name in ACTS else client.get(reverse(name))

        assert urlsplit(answer["Location"]).path == reverse(PROVE)
        sam.refresh_from_db()
        assert (sam.key_version, sam.has_usable_password()) == (1, False)
        assert EmailAddress.objects.count() == 1
        assert not Authenticator.objects.exists()

    def test_neither_makes_an_address_the_main_one_nor_removes_it(self, client: Browser, sam: User) -> None:
        EmailAddress.objects.create(user=sam, email=WORK, verified=True)
        client.force_login(sam)

        for action in ("action_primary", "action_remove"):
            client.post(reverse("account_email"), {"email": WORK, action: "1"})

        sam.refresh_from_db()
        assert sam.email == "sam@example.org"
        assert EmailAddress.objects.count() == 2

    def test_leaves_nothing_that_a_later_proof_would_do(self, client: Browser, sam: User, mailoutbox: Outbox) -> None:
        """A thief shares the session with the owner: what the thief sent must not wait for the owner's proof."""
        EmailAddress.objects.create(user=sam, email=WORK, verified=True)
        client.force_login(sam)
        client.post(reverse("account_email"), {"email": WORK, "action_primary": "1"})

        prove(client, mailoutbox, reverse("account_email"))
        client.get(reverse("account_email"))

        sam.refresh_from_db()
        assert sam.email == "sam@example.org"

    def test_does_not_end_another_device(self, client: Browser, maya: User) -> None:
        client.force_login(maya)
        other = Browser()
        other.post(reverse("accounts:password_sign_in"), {"login": maya.email, "password": PASSWORD})
        found = [item["id"] for item in client.get(reverse("accounts:devices")).context["devices"]]

        for session_id in found:
            answer = client.post(reverse("accounts:end_device", args=[session_id]))

        assert onward(answer["Location"]) == reverse("accounts:devices")
        assert is_signed_in(other)
        assert other.get(reverse("accounts:devices")).status_code == 200


class TestJustSignedIn:
    def test_is_proof_enough_for_five_minutes(self, client: Browser, sam: User, mailoutbox: Outbox) -> None:
        type_code(client, ask_for_code(client, sam.email), code_in(mailoutbox[0]))
        age(client, PROOF_LASTS - 5 * SECOND)
        assert client.get(reverse("account_email")).status_code == 200

        age(client, 10 * SECOND)

        assert client.get(reverse("account_email"))["Location"].startswith(reverse(PROVE))

    def test_with_a_form_open_is_enough_for_sending_it(self, client: Browser, sam: User) -> None:
        sign_in(client, sam)
        client.get(reverse("account_set_password"))
        age(client, FORM_LASTS - 5 * SECOND)
        assert client.post(reverse("account_set_password"), {"password1": "short"}).status_code == 422

        age(client, 10 * SECOND)

        assert client.post(reverse("account_set_password"), {"password1": "short"}).status_code == 303
        assert client.post(reverse("account_email"), ACTS["account_email"]).status_code == 303

    def test_without_the_second_step_is_not_enough_for_whoever_has_one(self, client: Browser, maya: User) -> None:
        with_app(maya)
        sign_in(client, maya)  # As a password alone would have done, before there was a second step.

        assert client.get(reverse("account_email"))["Location"].startswith(reverse("mfa_reauthenticate"))


class TestAProof:
    def test_by_a_mailed_code_leads_back(self, client: Browser, sam: User, mailoutbox: Outbox) -> None:
        client.force_login(sam)

        answer = prove(client, mailoutbox, reverse("account_set_password"))

        assert answer["Location"] == reverse("account_set_password")
        assert client.get(answer["Location"]).status_code == 200
        assert (mailoutbox[0].to, len(code_in(mailoutbox[0]))) == (["sam@example.org"], 9)

    def test_by_a_mailed_code_is_offered_beside_the_password(self, client: Browser, maya: User) -> None:
        client.force_login(maya)

        page = client.get(client.get(reverse("account_email"))["Location"]).content.decode()

        assert reverse(PROVE) in page

    def test_by_a_code_counts_as_a_try(self, client: Browser, sam: User, mailoutbox: Outbox) -> None:
        client.force_login(sam)
        said = ""
        for _ in range(2):
            client.post(reverse(PROVE), {"action": "send"})
            for _ in range(3):
                said += client.post(reverse(PROVE), {"code": "0000-000x"}, follow=True).content.decode()

        assert "wrong too often" in said
        assert "Too many tries" in said
        assert FailedSignIn.objects.count() == 2 * 5

    def test_is_not_had_from_the_code_of_another_session(self, client: Browser, sam: User, mailoutbox: Outbox) -> None:
        for browser in (client, other := Browser()):
            browser.force_login(sam)
        client.post(reverse(PROVE), {"action": "send"})

        other.post(reverse(PROVE), {"code": code_in(mailoutbox[0])})

        assert other.get(reverse("account_email")).status_code == 303

    def test_sends_so_many_mails(self, client: Browser, sam: User, mailoutbox: Outbox) -> None:
        client.force_login(sam)
        said = [client.post(reverse(PROVE), {"action": "send"}, follow=True).content.decode() for _ in range(4)]

        assert "Too many tries" in said[-1]
        assert len(mailoutbox) == 3

    def test_of_whoever_has_a_second_step_is_its_code_only(self, client: Browser, maya: User) -> None:
        secret = with_app(maya)
        client.force_login(maya)

        assert client.get(reverse(PROVE)).status_code == 302
        client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
        assert client.get(reverse("account_email")).status_code == 303
        client.post(reverse("mfa_reauthenticate"), {"code": app_code(secret)})
        assert client.get(reverse("account_email")).status_code == 200


class TestOtherSessionsAndTokens:
    @pytest.fixture
    def others(self, sam: User) -> Callable[[], list[bool]]:
        browser = Browser()
        browser.force_login(sam)
        tokens = [services.issue_tokens(sam, now=timezone.now())]

        def alive() -> list[bool]:
            page = browser.get(reverse("accounts:devices"))
            try:
                tokens.append(services.refresh_tokens(tokens[-1].refresh, now=timezone.now()))
            except InvalidToken:
                return [page.status_code == 200, False]
            return [page.status_code == 200, True]

        assert alive() == [True, True]
        return alive

    def test_end_when_the_main_address_changes(
        self, client: Browser, sam: User, others: Callable[[], list[bool]]
    ) -> None:
        EmailAddress.objects.create(user=sam, email=WORK, verified=True)
        sign_in(client, sam)

        client.post(reverse("account_email"), {"email": WORK, "action_primary": "1"})

        assert others() == [False, False]
        assert is_signed_in(client)
        assert client.get(reverse("accounts:devices")).status_code == 200

    def test_stay_when_another_address_is_removed(
        self, client: Browser, sam: User, others: Callable[[], list[bool]]
    ) -> None:
        EmailAddress.objects.create(user=sam, email=WORK, verified=True)
        sign_in(client, sam)

        client.post(reverse("account_email"), {"email": WORK, "action_remove": "1"})

        assert others() == [True, True]

    def test_end_when_the_second_step_is_switched_on_and_off(
        self, client: Browser, sam: User, others: Callable[[], list[bool]]
    ) -> None:
        sign_in(client, sam)
        secret = client.get(reverse("mfa_activate_totp")).context["form"].secret

        client.post(reverse("mfa_activate_totp"), {"code": app_code(secret)})

        assert others() == [False, False]
        assert client.get(reverse("mfa_view_recovery_codes")).status_code == 200
        version = User.objects.get().key_version
        client.post(reverse("mfa_deactivate_totp"))
        assert User.objects.get().key_version > version
        assert client.get(reverse("accounts:devices")).status_code == 200

    def test_end_whoever_changes_address_or_factor_in_the_database(self, sam: User) -> None:
        def version() -> int:
            sam.refresh_from_db()
            return sam.key_version

        User.objects.filter(pk=sam.pk).update(email="other@example.org")
        assert version() == 2
        factor = TOTP.activate(sam, generate_totp_secret()).instance
        assert version() == 3
        factor.delete()
        assert version() == 4
        User.objects.filter(pk=sam.pk).update(key_version=1)
        assert version() == 4

"""Making an account with a password: whoever tries it learns nothing about who has one, by words or by time."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client as Browser
from django.urls import reverse

from fitflow.accounts.adapters.passwords import PasswordHasher
from fitflow.accounts.factories import make_user
from fitflow.accounts.models import User
from fitflow.accounts.tests.steps import (
    CLASS_PAGE,
    PASSWORD,
    Heard,
    Outbox,
    code_in,
    form_values,
    is_signed_in,
    listening,
    make_maya,
    page_url,
    type_code,
)

KNOWN, UNKNOWN = "maya@example.org", "xxxx@example.org"
VALUES = {"name": "Nora New", "email": "Nora@Example.org", "password1": "brisk-meadow-42"}


class CountingHasher(PasswordHasher):
    """Ours, and it remembers how often a password was made into a hash."""

    hashed = 0

    def encode(self, password: str, salt: str) -> str:
        CountingHasher.hashed += 1
        encoded: str = super().encode(password, salt)
        return encoded


@pytest.fixture
def maya(db: None) -> User:
    return make_maya()


@pytest.fixture
def heard() -> Iterator[Heard]:
    with listening() as found:
        yield found


def send(client: Browser, **values: str) -> Any:
    page = client.get(page_url("account_signup", CLASS_PAGE))
    return client.post(reverse("account_signup"), form_values(page) | VALUES | values)


def sign_up(client: Browser, **values: str) -> Any:
    return client.get(send(client, **values)["Location"])


def alike(answer: Any) -> tuple[int, str, str]:
    """What somebody sees of an answer, without what differs from one browser to the next."""
    text = answer.content.decode() + answer.get("Location", "")
    shown = re.sub(r'"csrfmiddlewaretoken" value="\w+"|X-CSRFToken": "\w+"', "", text.replace(UNKNOWN, KNOWN))
    return answer.status_code, shown, ",".join(sorted(answer.cookies))


class TestSigningUp:
    def test_makes_the_account_once_the_code_is_typed_and_leads_on(
        self, client: Browser, db: None, mailoutbox: Outbox, heard: Heard
    ) -> None:
        page = sign_up(client)
        assert not is_signed_in(client)
        assert not User.objects.exists()

        answer = type_code(client, page, code_in(mailoutbox[0]))

        user = User.objects.get()
        assert answer["Location"] == CLASS_PAGE
        assert (user.name, user.email) == ("Nora New", "nora@example.org")
        assert user.check_password(VALUES["password1"])
        assert heard == [(str(user.pk), CLASS_PAGE)]

    @pytest.mark.parametrize(
        ("values", "sentence"),
        [
            ({"password1": "1234567890123"}, "entirely numeric"),
            ({"password1": "password1234"}, "Many people use this password"),
            ({"email": "nonsense"}, "Write an e-mail address, such as name@example.org."),
            ({"name": ""}, "required"),
        ],
    )
    def test_says_at_the_field_what_is_wrong(
        self, client: Browser, db: None, mailoutbox: Outbox, values: dict[str, str], sentence: str
    ) -> None:
        assert sentence in send(client, **values).content.decode()
        assert mailoutbox == []

    def test_lets_a_mistyped_address_be_corrected(self, client: Browser, db: None, mailoutbox: Outbox) -> None:
        page = sign_up(client)
        (back,) = re.findall(r'href="([^"]+)">Mistyped the address', page.content.decode())
        assert 'value="Nora New"' in client.get(back).content.decode()

        page = sign_up(client, email="nora.new@example.org")
        type_code(client, page, code_in(mailoutbox[-1]))

        assert mailoutbox[-1].to == ["nora.new@example.org"]
        assert is_signed_in(client)
        assert User.objects.get().email == "nora.new@example.org"

    def test_takes_over_a_login_that_nobody_has_proved(self, client: Browser, db: None, mailoutbox: Outbox) -> None:
        make_user(email="nora@example.org", name="Eve", password=PASSWORD, verified=False)

        type_code(client, sign_up(client), code_in(mailoutbox[0]))

        user = User.objects.get()
        assert (user.name, user.check_password(VALUES["password1"])) == ("Nora New", True)

    def test_with_an_account_signs_in_to_it_and_changes_nothing(
        self, client: Browser, maya: User, mailoutbox: Outbox
    ) -> None:
        answer = type_code(client, sign_up(client, email=KNOWN), code_in(mailoutbox[0]))

        maya.refresh_from_db()
        assert (answer["Location"], is_signed_in(client)) == (CLASS_PAGE, True)
        assert (maya.name, maya.check_password(PASSWORD)) == ("Maya Lind", True)
        assert "Its password is as it was" in client.get(reverse("accounts:account")).content.decode()

    def test_sends_so_many_mails_to_one_address(self, client: Browser, maya: User, mailoutbox: Outbox) -> None:
        said = [send(client, email=KNOWN).content.decode() for _ in range(4)]

        assert "Too many tries" in said[-1]
        assert len(mailoutbox) == 3


class TestWhoeverTriesIt:
    """Each step with an address that has an account and with one that has none."""

    def both(self, step: Any) -> tuple[Any, Any]:
        return step(Browser(), KNOWN), step(Browser(), UNKNOWN)

    def test_sees_the_same_page(self, maya: User) -> None:
        known, unknown = self.both(lambda browser, email: sign_up(browser, email=email))

        assert "Look at your mail" in known.content.decode()
        assert alike(known) == alike(unknown)

    def test_gets_the_same_for_wrong_codes_until_no_more_are_taken(self, maya: User) -> None:
        def guess(browser: Browser, email: str) -> list[Any]:
            page = sign_up(browser, email=email)
            return [alike(type_code(browser, page, "0000-000x")) for _ in range(4)]

        known, unknown = self.both(guess)
        assert known == unknown

    def test_may_have_the_code_sent_again_as_often(self, maya: User, mailoutbox: Outbox) -> None:
        def again(browser: Browser, email: str) -> list[Any]:
            page = sign_up(browser, email=email)
            values = form_values(page) | {"action": "resend"}
            return [alike(browser.post(reverse("account_confirm_login_code"), values, follow=True)) for _ in range(4)]

        known, unknown = self.both(again)
        assert known == unknown
        sent = [mail.to for mail in mailoutbox]
        assert sent.count([KNOWN]) == sent.count([UNKNOWN])

    def test_finds_the_same_on_every_page_of_signing_in_meanwhile(self, maya: User) -> None:
        pages = ["account_signup", "account_login", "accounts:password_sign_in", "account_email_verification_sent"]

        def look(browser: Browser, email: str) -> list[Any]:
            sign_up(browser, email=email)
            return [alike(browser.get(reverse(name))) for name in pages]

        known, unknown = self.both(look)
        assert known == unknown

    def test_cannot_sign_in_with_the_password_that_was_typed(self, maya: User) -> None:
        def enter(browser: Browser, email: str) -> Any:
            sign_up(browser, email=email)
            values = {"login": email, "password": VALUES["password1"]}
            return alike(Browser().post(reverse("accounts:password_sign_in"), values))

        known, unknown = self.both(enter)
        assert known == unknown

    def test_waits_for_as_many_hashes(self, maya: User, settings: Any) -> None:
        settings.PASSWORD_HASHERS = [f"{__name__}.CountingHasher"]

        def hashes(browser: Browser, email: str) -> int:
            before = CountingHasher.hashed
            sign_up(browser, email=email)
            return CountingHasher.hashed - before

        assert self.both(hashes) == (1, 1)

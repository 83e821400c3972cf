import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.test import Client as Browser
from django.urls import reverse
from django.utils import timezone

from fitflow.accounts import services
from fitflow.accounts.factories import make_user
from fitflow.accounts.models import User
from fitflow.accounts.refusals import InvalidToken, TooManyFailures
from fitflow.accounts.tests.steps import (
    CLASS_PAGE,
    PASSWORD,
    Heard,
    Outbox,
    ask_for_code,
    code_in,
    form_values,
    is_signed_in,
    listening,
    make_maya,
    onward,
    page_url,
    type_code,
)


@pytest.fixture
def maya(db: None) -> User:
    return make_maya()


@pytest.fixture
def heard() -> Iterator[Heard]:
    with listening() as found:
        yield found


class TestSigningInByCode:
    def test_leads_to_where_the_person_was_going(self, client: Browser, maya: User, mailoutbox: Outbox) -> None:
        page = ask_for_code(client, "Maya@Example.org")
        answer = type_code(client, page, code_in(mailoutbox[0]))

        assert (answer.status_code, answer["Location"]) == (302, CLASS_PAGE)
        assert is_signed_in(client)
        assert mailoutbox[0].to == ["maya@example.org"]
        assert mailoutbox[0].subject.endswith("is your sign-in code")

    def test_makes_an_account_for_a_new_address_and_asks_for_the_name(
        self, client: Browser, db: None, mailoutbox: Outbox, heard: Heard
    ) -> None:
        page = ask_for_code(client, "new@example.org")
        assert not User.objects.exists()

        answer = type_code(client, page, code_in(mailoutbox[0]))
        user = User.objects.get()
        named = client.get(answer["Location"])
        arrived = client.post(reverse("accounts:name"), form_values(named) | {"name": "Nora New"})

        assert (urlsplit(answer["Location"]).path, onward(answer["Location"])) == (reverse("accounts:name"), CLASS_PAGE)
        assert (arrived.status_code, arrived["Location"]) == (303, CLASS_PAGE)
        user.refresh_from_db()
        assert (user.email, user.name, user.has_usable_password()) == ("new@example.org", "Nora New", False)
        assert heard == [(str(user.pk), CLASS_PAGE)]

    def test_looks_the_same_for_a_known_and_an_unknown_address(
        self, client: Browser, maya: User, mailoutbox: Outbox
    ) -> None:
        known = ask_for_code(client, "maya@example.org")
        unknown = ask_for_code(Browser(), "xxxx@example.org")

        def alike(page: Any) -> str:
            text = page.content.decode().replace("xxxx@example.org", "maya@example.org")
            return re.sub(r'"csrfmiddlewaretoken" value="\w+"|X-CSRFToken": "\w+"', "", text)

        assert alike(known) == alike(unknown)
        assert [re.sub(r"\d{6}", "", str(mail.subject)) for mail in mailoutbox] == [" is your sign-in code"] * 2

    def test_stays_shut_for_a_wrong_code_and_starts_again_after_three(
        self, client: Browser, maya: User, mailoutbox: Outbox
    ) -> None:
        page = ask_for_code(client, "maya@example.org")
        wrong = "000000" if code_in(mailoutbox[0]) != "000000" else "111111"

        answers = [type_code(client, page, wrong) for _ in range(3)]

        assert [answer.status_code for answer in answers] == [422, 422, 302]
        assert "That code is not right" in answers[0].content.decode()
        assert answers[2]["Location"] == page_url("account_login", CLASS_PAGE)
        assert type_code(client, page, code_in(mailoutbox[0])).status_code == 302
        assert not is_signed_in(client)

    @pytest.mark.parametrize("typed", ["full-width", "Arabic", "with a dash", "with marks"])
    def test_takes_the_digits_of_any_script(self, client: Browser, maya: User, mailoutbox: Outbox, typed: str) -> None:
        page = ask_for_code(client, "maya@example.org")
        code = code_in(mailoutbox[0])
        zero = {"full-width": "０", "Arabic": "٠"}.get(typed, "0")
        written = "".join(chr(ord(zero) + int(digit)) for digit in code)
        written = f"{written[:3]}\u2013{written[3:]}" if typed == "with a dash" else written
        written = f"\u200e{written}\u200b" if typed == "with marks" else written

        answer = type_code(client, page, written)

        assert answer.status_code == 302
        assert is_signed_in(client)

    def test_is_remembered_by_the_page_to_which_somebody_comes_back(
        self, client: Browser, maya: User, mailoutbox: Outbox
    ) -> None:
        fresh = client.get(reverse("account_login")).content.decode()
        ask_for_code(client, "maya@example.org")

        back = client.get(reverse("account_login")).content.decode()

        assert "A code is on its way" not in fresh
        assert "A code is on its way to <strong>maya@example.org</strong>" in " ".join(back.split())
        assert reverse("account_confirm_login_code") in back

    def test_works_in_the_browser_that_asked_only(self, client: Browser, maya: User, mailoutbox: Outbox) -> None:
        page = ask_for_code(client, "maya@example.org")
        other = Browser()

        type_code(other, page, code_in(mailoutbox[0]))

        assert not is_signed_in(other)

    def test_sends_a_new_code_that_replaces_the_old_one(self, client: Browser, maya: User, mailoutbox: Outbox) -> None:
        page = ask_for_code(client, "maya@example.org")

        again = client.post(
            reverse("account_confirm_login_code"), form_values(page) | {"action": "resend"}, follow=True
        )

        old, new = (code_in(mail) for mail in mailoutbox)
        if old != new:
            assert type_code(client, again, old).status_code == 422
        assert type_code(client, again, new)["Location"] == CLASS_PAGE

    def test_is_limited_for_each_address(self, client: Browser, maya: User, mailoutbox: Outbox) -> None:
        for _ in range(4):
            answer = client.post(reverse("account_login"), {"email": "maya@example.org"})

        assert "Too many tries" in answer.content.decode()
        assert len(mailoutbox) == 3

    def test_throws_away_a_password_that_a_stranger_had_set(
        self, client: Browser, db: None, mailoutbox: Outbox
    ) -> None:
        make_user(email="maya@example.org", name="Eve", password=PASSWORD, verified=False)
        tokens = services.issue_tokens(User.objects.get(), now=timezone.now())

        page = ask_for_code(client, "maya@example.org")
        type_code(client, page, code_in(mailoutbox[-1]))

        user = User.objects.get()
        assert is_signed_in(client)
        assert not user.has_usable_password()
        with pytest.raises(InvalidToken):
            services.refresh_tokens(tokens.refresh, now=timezone.now())

    def test_is_over_for_a_closed_account(self, client: Browser, maya: User, mailoutbox: Outbox) -> None:
        User.objects.filter(pk=maya.pk).update(is_active=False)

        page = ask_for_code(client, "maya@example.org")
        answer = client.get(type_code(client, page, code_in(mailoutbox[0]))["Location"])

        assert "This account is closed" in answer.content.decode()
        assert not is_signed_in(client)


class TestNext:
    @pytest.mark.parametrize(
        "evil",
        ["https://evil.example/", "//evil.example", "http://localhost/", "javascript:alert(1)", "/\\evil.example"],
    )
    def test_never_leaves_the_site(self, client: Browser, maya: User, mailoutbox: Outbox, evil: str) -> None:
        page = ask_for_code(client, "maya@example.org", evil)

        answer = type_code(client, page, code_in(mailoutbox[0]))

        assert answer["Location"] == "/"

    def test_of_the_page_that_asks_the_name_never_leaves_either(self, client: Browser, maya: User) -> None:
        client.force_login(maya)

        answer = client.post(reverse("accounts:name"), {"name": "Maya", "next": "https://evil.example/"})

        assert answer["Location"] == "/"

    @pytest.mark.parametrize("name", ["account_login", "accounts:password_sign_in", "account_signup"])
    def test_is_passed_on_between_the_ways_to_sign_in(self, client: Browser, db: None, name: str) -> None:
        text = client.get(page_url(name, "/s/northside/")).content.decode()

        links = [url for url in re.findall(r'href="(/accounts/[^"]+)"', text)]
        assert links
        assert {onward(url) for url in links} == {"/s/northside/"}

    def test_leads_on_at_once_when_somebody_is_signed_in(self, client: Browser, maya: User) -> None:
        client.force_login(maya)

        assert client.get(page_url("account_login", CLASS_PAGE))["Location"] == CLASS_PAGE
        assert client.get(reverse("account_request_login_code"))["Location"] == reverse("account_login")


class TestSigningInByPassword:
    def enter(self, client: Browser, password: str = PASSWORD, email: str = "maya@example.org") -> Any:
        page = client.get(page_url("accounts:password_sign_in", CLASS_PAGE))
        values = form_values(page) | {"login": email, "password": password}
        return client.post(reverse("accounts:password_sign_in"), values)

    def test_leads_on(self, client: Browser, maya: User, heard: Heard) -> None:
        assert self.enter(client)["Location"] == CLASS_PAGE
        assert is_signed_in(client)
        assert heard == [(str(maya.pk), CLASS_PAGE)]

    def test_says_the_same_for_a_wrong_password_and_an_unknown_address(self, client: Browser, maya: User) -> None:
        for answer in (self.enter(client, "wrong"), self.enter(client, email="nobody@example.org")):
            assert "The address and the password do not belong together." in answer.content.decode()

    def test_is_throttled_together_with_the_api(self, client: Browser, maya: User) -> None:
        for _ in range(5):
            services.count_try(email="maya@example.org", address="203.0.113.9", now=timezone.now())

        assert "Too many tries" in self.enter(client).content.decode()
        assert not is_signed_in(client)

    def test_counts_its_failures_for_the_api(self, client: Browser, maya: User) -> None:
        for _ in range(5):
            self.enter(client, "wrong")

        with pytest.raises(TooManyFailures):
            services.count_try(email="maya@example.org", address="203.0.113.9", now=timezone.now())

    def test_can_be_left_while_a_code_is_on_its_way(self, client: Browser, maya: User, mailoutbox: Outbox) -> None:
        ask_for_code(client, "maya@example.org")

        assert client.get(reverse("account_login")).status_code == 200
        assert self.enter(client)["Location"] == CLASS_PAGE


class TestANewPasswordByMail:
    def ask(self, client: Browser, email: str) -> Any:
        page = client.get(page_url("account_reset_password", CLASS_PAGE))
        return client.post(reverse("account_reset_password"), form_values(page) | {"email": email}, follow=True)

    def test_is_set_with_the_code_and_ends_other_sessions(
        self, client: Browser, maya: User, mailoutbox: Outbox
    ) -> None:
        other = Browser()
        other.force_login(maya)
        tokens = services.issue_tokens(maya, now=timezone.now())

        page = self.ask(client, "maya@example.org")
        url = reverse("account_confirm_password_reset_code")
        page = client.post(url, form_values(page) | {"code": code_in(mailoutbox[0])}, follow=True)
        values = form_values(page) | {"password1": "brisk-meadow-42"}
        answer = client.post(reverse("account_complete_password_reset"), values)

        maya.refresh_from_db()
        assert answer["Location"] == CLASS_PAGE
        assert maya.check_password("brisk-meadow-42")
        assert other.get(reverse("accounts:account")).status_code == 302
        assert mailoutbox[-1].subject == "Your password was changed"
        with pytest.raises(InvalidToken):
            services.refresh_tokens(tokens.refresh, now=timezone.now())

    def test_tells_an_unknown_address_by_mail_only(self, client: Browser, db: None, mailoutbox: Outbox) -> None:
        page = self.ask(client, "nobody@example.org")

        assert "Look at your mail" in page.content.decode()
        assert mailoutbox[0].subject == "There is no account with this address"
        assert "http://localhost:8000/accounts/login/" in mailoutbox[0].body

    def test_forgets_the_wrong_passwords_before_it(self, client: Browser, maya: User, mailoutbox: Outbox) -> None:
        for _ in range(4):
            services.count_try(email="maya@example.org", address="203.0.113.9", now=timezone.now())

        page = self.ask(client, "maya@example.org")
        url = reverse("account_confirm_password_reset_code")
        page = client.post(url, form_values(page) | {"code": code_in(mailoutbox[0])}, follow=True)
        client.post(reverse("account_complete_password_reset"), form_values(page) | {"password1": "brisk-meadow-42"})

        for _ in range(5):
            services.count_try(email="maya@example.org", address="203.0.113.8", now=timezone.now())

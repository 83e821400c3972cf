"""Whatever can be guessed is counted before it is compared; who is attacked has a way in all the while."""

import re
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, generate_totp_secret, hotp_value
from django.core.cache import cache
from django.db import connections
from django.test import Client as Browser
from django.urls import reverse
from django.utils import timezone

from fitflow.accounts import services
from fitflow.accounts.factories import sign_in
from fitflow.accounts.models import FailedSignIn, User
from fitflow.accounts.refusals import TooManyFailures
from fitflow.accounts.tests.steps import (
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
from tests.databases import CommittedDatabase

MAYA = "maya@example.org"
SECOND = timedelta(seconds=1)
AT_NIGHT = datetime(2026, 3, 1, 2, tzinfo=UTC)


@pytest.fixture
def maya(db: None) -> User:
    return make_maya()


def network(number: int) -> str:
    return f"203.0.{number // 250}.{number % 250}"


def is_let_through(number: int, now: datetime, email: str = MAYA) -> bool:
    """Whether a try from this network would be compared."""
    try:
        services.count_try(email=email, address=network(number), now=now)
    except TooManyFailures:
        return False
    return True


class TestAThousandGuesses:
    def test_in_an_hour_from_as_many_networks_are_twenty_tries(self, maya: User) -> None:
        hour = [AT_NIGHT + number * 3.6 * SECOND for number in range(1000)]

        assert sum(is_let_through(number, now) for number, now in enumerate(hour)) == 20

    def test_on_the_next_day_are_twenty_more(self, maya: User) -> None:
        days = [AT_NIGHT + number * timedelta(minutes=5) for number in range(2 * 288)]

        assert sum(is_let_through(number, now) for number, now in enumerate(days)) == 40

    def test_count_together_for_all_addresses_of_a_login(self, maya: User) -> None:
        EmailAddress.objects.create(user=maya, email="maya@work.example", verified=True)
        tries = [is_let_through(n, AT_NIGHT, [MAYA, "maya@work.example"][n % 2]) for n in range(10)]

        assert sum(tries) == 5

    def test_from_one_network_of_version_six_are_those_of_one_house(self, maya: User) -> None:
        def tried(number: int) -> bool:
            try:
                services.count_try(email=f"n{number}@example.org", address=f"2001:db8:1:2::{number:x}", now=AT_NIGHT)
            except TooManyFailures:
                return False
            return True

        assert sum(tried(number) for number in range(1, 60)) == 20


class TestTriesAtOnce:
    """Threads with connections of their own, as the web server has them."""

    def compared(self, committed_db: CommittedDatabase) -> int:
        def tried(number: int) -> bool:
            try:
                return is_let_through(number, AT_NIGHT)
            finally:
                connections.close_all()

        with ThreadPoolExecutor(12) as threads:
            return sum(threads.map(tried, range(40)))

    def test_are_no_more_than_one_after_the_other(self, committed_db: CommittedDatabase) -> None:
        make_maya()

        assert self.compared(committed_db) == 5

    def test_would_be_more_without_the_lock(
        self, committed_db: CommittedDatabase, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        make_maya()
        monkeypatch.setattr(services, "lock_advisory", lambda *_key: None)

        assert self.compared(committed_db) > 5


class TestCodesByMail:
    def guess_reset(self, browser: Browser) -> str:
        page = browser.post(reverse("account_reset_password"), {"email": MAYA}, follow=True)
        answers = []
        for _ in range(3):
            url = reverse("account_confirm_password_reset_code")
            answers.append(browser.post(url, form_values(page) | {"code": "00000000"}))
        return " ".join(answer.content.decode() for answer in answers)

    def test_for_a_new_password_are_tried_five_times_whatever_the_session(self, maya: User) -> None:
        said = "".join(self.guess_reset(Browser(REMOTE_ADDR=network(number))) for number in range(3))

        assert said.count("That code is not right.") < 6
        assert FailedSignIn.objects.count() == 2 * 5

    def test_to_sign_in_count_with_passwords(self, client: Browser, maya: User, mailoutbox: Outbox) -> None:
        for number in range(5):
            is_let_through(number, timezone.now())
        page = ask_for_code(client, MAYA)

        answer = type_code(client, page, code_in(mailoutbox[0]))

        assert "Too many tries." in answer.content.decode()
        assert not is_signed_in(client)

    def test_that_were_right_do_not_count(self, client: Browser, maya: User, mailoutbox: Outbox) -> None:
        type_code(client, ask_for_code(client, MAYA), code_in(mailoutbox[0]))

        assert is_signed_in(client)
        assert not FailedSignIn.objects.exists()

    def test_open_more_than_a_session_only_if_they_are_long(
        self, client: Browser, maya: User, mailoutbox: Outbox
    ) -> None:
        client.post(reverse("account_reset_password"), {"email": MAYA})

        assert re.fullmatch(r"\d{4}-\d{4}", code_in(mailoutbox[0]))


class TestPasswords:
    def test_of_ones_own_account_are_counted_when_it_is_changed(self, client: Browser, maya: User) -> None:
        sign_in(client, maya)
        url = reverse("account_change_password")
        for _ in range(6):
            said = client.post(url, {"oldpassword": "wrong", "password1": "brisk-meadow-42"}).content.decode()

        assert "Too many tries." in said
        assert FailedSignIn.objects.count() == 2 * 5

    def test_are_counted_when_they_are_asked_for_again(self, client: Browser, maya: User) -> None:
        client.force_login(maya)
        for _ in range(6):
            said = client.post(reverse("account_reauthenticate"), {"password": "wrong"}).content.decode()

        assert "Too many tries." in said


class TestSecondStep:
    @pytest.fixture
    def secret(self, maya: User) -> str:
        secret: str = generate_totp_secret()
        TOTP.activate(maya, secret)
        return secret

    def enter(self, code: str) -> Browser:
        browser = Browser()
        browser.post(reverse("accounts:password_sign_in"), {"login": MAYA, "password": PASSWORD})
        browser.post(reverse("mfa_authenticate"), {"code": code})
        return browser

    def test_takes_a_code_once_however_long_it_is_good(self, maya: User, secret: str) -> None:
        code = app_code(secret)

        assert is_signed_in(self.enter(code))
        cache.clear()
        assert not is_signed_in(self.enter(code))

    def test_takes_no_code_from_before_the_last_one(self, maya: User, secret: str) -> None:
        def code_of(minutes: int) -> str:
            return str(format_hotp_value(hotp_value(secret, int(AT_NIGHT.timestamp()) // 30 + minutes)))

        def taken(code: str) -> Authenticator | None:
            return services.take_second_factor(maya, code=code, now=AT_NIGHT)

        assert taken(code_of(1)) is not None
        assert taken(code_of(0)) is None

    def test_counts_wrong_codes_with_wrong_passwords(self, maya: User, secret: str) -> None:
        for _ in range(5):
            self.enter("000000")

        assert not is_let_through(1, timezone.now())
        assert not is_signed_in(self.enter(app_code(secret)))


class TestWhoeverIsAttacked:
    @pytest.fixture
    def locked(self, maya: User) -> Callable[[], None]:
        def lock() -> None:
            for number in range(5):
                assert is_let_through(number, timezone.now())
            assert not is_let_through(6, timezone.now())

        return lock

    def sign_in(self, browser: Browser, password: str = PASSWORD) -> bool:
        browser.post(reverse("accounts:password_sign_in"), {"login": MAYA, "password": password})
        return is_signed_in(browser)

    def test_gets_in_with_a_browser_that_was_in_before(self, maya: User, locked: Callable[[], None]) -> None:
        known = Browser()
        assert self.sign_in(known)
        known.post(reverse("account_logout"))
        locked()

        assert not self.sign_in(Browser())
        assert self.sign_in(known)

    def test_has_no_more_tries_with_it(self, maya: User) -> None:
        known = Browser()
        self.sign_in(known)
        known.post(reverse("account_logout"))

        assert [self.sign_in(known, "wrong") for _ in range(5)] == [False] * 5
        assert not self.sign_in(known)

    def test_gets_in_by_the_link_in_the_mail(
        self, client: Browser, maya: User, locked: Callable[[], None], mailoutbox: Outbox
    ) -> None:
        locked()
        ask_for_code(Browser(), MAYA)  # It may even be the attacker who asks.
        (link,) = re.findall(r"/accounts/login/link/[^/\s]+/", str(mailoutbox[0].body))

        shown = client.get(link)
        assert MAYA in shown.content.decode()
        assert not is_signed_in(client)
        client.post(link)

        assert is_signed_in(client)

    def test_gets_in_once_by_a_link(self, client: Browser, maya: User, mailoutbox: Outbox) -> None:
        ask_for_code(client, MAYA)
        (link,) = re.findall(r"/accounts/login/link/[^/\s]+/", str(mailoutbox[0].body))
        client.post(link)
        other = Browser()

        assert other.post(link).status_code == 410
        assert not is_signed_in(other)
        assert other.get("/accounts/login/link/nonsense/").status_code == 410


class TestCounters:
    def test_are_driven_out_by_nobody(self, db: None) -> None:
        cache.set("counter", 5, 300)
        for number in range(5000):
            cache.set(f"foreign-{number}", number, 300)

        assert cache.get("counter") == 5

    def test_go_when_their_time_is_over(self, db: None) -> None:
        cache.set("short", 1, -1)
        cache.set("next", 1, 300)

        with connections["default"].cursor() as cursor:
            cursor.execute("SELECT count(*) FROM core_cache")
            assert cursor.fetchone()[0] == 1

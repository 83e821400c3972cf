"""How long a browser stays signed in: used daily, left alone, on a computer that others use."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client as Browser
from django.urls import reverse

from fitflow.accounts.adapters.sessions import ENDS, IDLE, IDLE_SHARED, LASTS, LASTS_SHARED, SEEN
from fitflow.accounts.factories import sign_in
from fitflow.accounts.models import User
from fitflow.accounts.tests.steps import PASSWORD, Outbox, code_in, form_values, is_signed_in, make_maya

SECOND = timedelta(seconds=10)


@pytest.fixture
def maya(db: None) -> User:
    return make_maya()


def enter(browser: Browser, **more: str) -> Any:
    values = {"login": "maya@example.org", "password": PASSWORD} | more
    return browser.post(reverse("accounts:password_sign_in"), values)


def later(browser: Browser, by: timedelta, *names: str) -> None:
    """So much time has passed since what the session remembers."""
    session = browser.session
    for name in names:
        session[name] -= by.total_seconds()
    session.save()


def is_in(browser: Browser) -> bool:
    return bool(browser.get(reverse("accounts:devices")).status_code == 200)


class TestASession:
    def test_lasts_a_month_however_much_it_is_used(self, client: Browser, maya: User) -> None:
        cookie = enter(client).cookies["sessionid"]
        assert timedelta(seconds=int(cookie["max-age"])) == LASTS
        later(client, LASTS - SECOND, ENDS)
        assert is_in(client)

        later(client, 2 * SECOND, ENDS)

        assert not is_in(client)
        assert not is_signed_in(client)

    def test_ends_when_nobody_comes_for_a_week(self, client: Browser, maya: User) -> None:
        enter(client)
        later(client, IDLE - SECOND, SEEN)
        assert is_in(client)
        later(client, IDLE - SECOND, SEEN)
        assert is_in(client)

        later(client, IDLE + SECOND, SEEN)

        assert not is_in(client)

    def test_that_did_not_begin_on_our_pages_ends_too(self, client: Browser, maya: User) -> None:
        sign_in(client, maya)
        client.get(reverse("account_email"))
        assert is_in(client)

        later(client, IDLE + SECOND, SEEN)

        assert not is_in(client)


class TestOnASharedComputer:
    def test_ends_with_the_browser_and_after_half_a_day(self, client: Browser, maya: User) -> None:
        cookie = enter(client, shared="on").cookies["sessionid"]
        assert (cookie["max-age"], cookie["expires"]) == ("", "")
        later(client, LASTS_SHARED - SECOND, ENDS)
        assert is_in(client)

        later(client, 2 * SECOND, ENDS)

        assert not is_in(client)

    def test_ends_when_nobody_comes_for_an_hour(self, client: Browser, maya: User) -> None:
        enter(client, shared="on")

        later(client, IDLE_SHARED + SECOND, SEEN)

        assert not is_in(client)

    def test_leaves_no_mark_of_a_known_browser(self, client: Browser, maya: User) -> None:
        assert "known_device" not in enter(client, shared="on").cookies
        assert "known_device" in enter(Browser()).cookies

    @pytest.mark.parametrize("page", ["account_login", "account_signup"])
    def test_may_be_chosen_with_a_code_too(self, client: Browser, maya: User, mailoutbox: Outbox, page: str) -> None:
        values = {"email": "maya@example.org", "name": "Maya", "password1": "brisk-meadow-42", "shared": "on"}
        shown = client.post(reverse(page), values, follow=True)

        url = reverse("account_confirm_login_code")
        answer = client.post(url, form_values(shown) | {"code": code_in(mailoutbox[0])})

        assert is_signed_in(client)
        assert answer.cookies["sessionid"]["max-age"] == ""

    def test_is_asked_anew_each_time(self, client: Browser, maya: User) -> None:
        enter(client, shared="on")
        client.post(reverse("account_logout"))

        assert enter(client).cookies["sessionid"]["max-age"] == int(LASTS.total_seconds())

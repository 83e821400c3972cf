"""What a person does on the pages of signing in, and the people who do it."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import parse_qs, urlsplit

from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from allauth.mfa.totp.internal.auth import yield_hotp_counters_from_time as counters
from django.core.mail import EmailMultiAlternatives
from django.test import Client as Browser
from django.urls import reverse

from fitflow.accounts.factories import make_user
from fitflow.accounts.hooks import SignInStep
from fitflow.accounts.models import User
from tests.offers import also

PASSWORD = "quiet-harbour-7"
CLASS_PAGE = "/s/northside/classes/7/?spot=3"
Outbox = list[EmailMultiAlternatives]
Heard = list[tuple[str, str]]


def make_maya() -> User:
    return make_user(email="maya@example.org", name="Maya Lind", password=PASSWORD)


@contextmanager
def listening() -> Iterator[Heard]:
    """Who came in, and where they were going: what other apps are told on the way."""
    found: Heard = []

    def listen(user: User, onward: str) -> str:
        found.append((str(user.pk), onward))
        return ""

    with also(SignInStep("test", listen)):
        yield found


def code_in(mail: EmailMultiAlternatives) -> str:
    text = str(mail.body)
    html = str(mail.alternatives[0][0])
    (code,) = map(str, re.findall(r"^    (\d{6}|\d{4}-\d{4})$", text, flags=re.M))
    assert code in html
    return code


def onward(url: str) -> str:
    return parse_qs(urlsplit(url).query).get("next", [""])[0]


def page_url(name: str, next_url: str = "") -> str:
    return reverse(name, query={"next": next_url} if next_url else None)


def form_values(page: Any) -> dict[str, str]:
    """The hidden fields of a page, as a browser without JavaScript would send them."""
    found = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', page.content.decode())
    return {name: value.replace("&amp;", "&") for name, value in found if name != "csrfmiddlewaretoken"}


def ask_for_code(client: Browser, email: str, next_url: str = CLASS_PAGE) -> Any:
    page = client.get(page_url("account_login", next_url))
    return client.post(reverse("account_login"), form_values(page) | {"email": email}, follow=True)


def type_code(client: Browser, page: Any, code: str) -> Any:
    return client.post(reverse("account_confirm_login_code"), form_values(page) | {"code": code})


def is_signed_in(client: Browser) -> bool:
    return "_auth_user_id" in client.session


def app_code(secret: str, *, later: int = 0) -> str:
    """What an authenticator app shows now, or a few half minutes later."""
    return str(format_hotp_value(hotp_value(secret, list(counters())[1] + later)))

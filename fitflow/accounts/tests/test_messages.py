import re
from datetime import UTC, datetime
from importlib.resources import files

import pytest
from django.template.loader import render_to_string

from fitflow.accounts.messages import WRITERS, write_mail
from fitflow.accounts.words import SAID

CONTEXT = {
    "code": "123456",
    "link": "https://book.example/accounts/login/link/x/",
    "sign_in_url": "https://book.example/accounts/login/",
    "ip": "203.0.113.9",
    "from_email": "a@b.test",
    "to_email": "c@d.test",
    "deleted_email": "a@b.test",
    "timestamp": datetime(2026, 11, 20, 9, 0, tzinfo=UTC),
    "user_agent": "Mozilla/5.0 (Windows NT 10.0) Firefox/140.0",
}
#: Ways that the settings close: links in mails (codes are typed), telephones, passkeys.
CLOSED = {"account/email/password_reset_key", "mfa/email/webauthn_added", "mfa/email/webauthn_removed"}


def named_in_allauth(kind: str) -> set[str]:
    """The names of mails or messages in allauth's code."""
    found: set[str] = set()
    for package in ("account", "mfa", "usersessions"):
        for path in (files("allauth") / package).rglob("*.py"):  # type: ignore[attr-defined]
            found |= set(re.findall(rf'"((?:account|mfa|usersessions)/{kind}/[a-z_.]+)"', path.read_text()))
    return found


class TestEveryMail:
    def test_of_allauth_is_written_by_us(self) -> None:
        assert named_in_allauth("email") - CLOSED == {name for name in WRITERS if not name.startswith("accounts/")}

    @pytest.mark.parametrize("name", sorted(WRITERS))
    def test_is_text_and_html_without_gaps(self, name: str) -> None:
        mail = write_mail(name, CONTEXT)
        shown = {"mail": mail, "subject": mail.subject}

        text, html = (render_to_string(f"accounts/mail/message.{kind}", shown) for kind in ("txt", "html"))

        for part in (mail.heading, mail.text, mail.ending, mail.code, *(mail.link or ())):
            assert part in text
        assert "\n" not in mail.subject
        assert "%(" not in text + html
        assert "<script" not in html


class TestEverySaying:
    def test_names_a_message_of_allauth(self) -> None:
        assert set(SAID) <= named_in_allauth("messages")

    @pytest.mark.parametrize("name", sorted(SAID))
    def test_can_be_said(self, name: str) -> None:
        assert "%(" not in str(SAID[name]) % {"email": "a@b.test"}

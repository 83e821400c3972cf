"""Django's way of sending mail, kept like every other message: EMAIL_BACKEND.

What allauth writes (codes, verification, new passwords) becomes a message of the house and leaves with the worker, so
that no page waits for a mail server and a failed mail is tried again.
"""

from collections.abc import Sequence
from typing import Any

from django.core.mail import EmailMessage, EmailMultiAlternatives
from django.core.mail.backends.base import BaseEmailBackend

from fitflow.core import clock
from fitflow.notify import services
from fitflow.notify.channels.letters import Attachment

#: A header by which whoever writes a mail names its template for the log; it does not leave the house.
TEMPLATE_HEADER = "X-FitFlow-Template"


class MessageBackend(BaseEmailBackend):
    """Keeps mails as messages instead of sending them."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        return sum(self._keep(mail) for mail in email_messages)

    def _keep(self, mail: EmailMessage) -> bool:
        written = services.keep_house_mail(
            to=mail.recipients(),
            template=mail.extra_headers.get(TEMPLATE_HEADER, "house/mail")[:60],
            subject=str(mail.subject),
            text=str(mail.body),
            html=html_of(mail),
            attachments=[attachment_of(file) for file in mail.attachments],
            # house: allow no-clock — Django hands mails over without a time; this is their door.
            now=clock.now(),
        )
        return bool(written)


def html_of(mail: EmailMessage) -> str:
    if not isinstance(mail, EmailMultiAlternatives):
        return ""
    return next((str(part[0]) for part in mail.alternatives if part[1] == "text/html"), "")


def attachment_of(file: Any) -> Attachment:
    """Only small texts are kept in the database; whoever mails more needs another way."""
    name, content, kind = file
    if not isinstance(content, str):
        raise TypeError(f"{name}: a message carries text files only")
    return Attachment(name, kind or "text/plain", content)

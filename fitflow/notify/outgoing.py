"""Hands an e-mail to the mail server of FITFLOW_MAIL_URL. The only place that waits on somebody outside."""

import time
from email.utils import formataddr, parseaddr
from smtplib import SMTPDataError, SMTPRecipientsRefused, SMTPResponseException, SMTPSenderRefused

from anymail.exceptions import AnymailInvalidAddress, AnymailRecipientsRefused
from django.conf import settings
from django.core.mail import BadHeaderError, EmailMultiAlternatives, get_connection

from fitflow.notify.models import Message

#: After a server did not answer, nobody waits for it for so long: the worker has other things to do meanwhile.
REST_SECONDS = 20.0
_resting: dict[str, float] = {}


class ServerAway(ConnectionError):
    """The mail server did not answer a moment ago, so it is not asked now."""


class Undeliverable(Exception):
    """The mail server says that this message will never arrive: trying again is useless."""


def has_mailbox() -> bool:
    """Whether messages are read on the page of the demo's mailbox: in the demo and while developing."""
    return bool(settings.FITFLOW_DEMO or settings.DEBUG)


def leaves_the_house() -> bool:
    """Whether a mail server is set up (FITFLOW_MAIL_URL)."""
    return settings.FITFLOW_MAIL_TRANSPORT != "django.core.mail.backends.dummy.EmailBackend"


def is_set_up() -> bool:
    """Whether there is anybody to hand mail to; the demo's mailbox counts."""
    return has_mailbox() or leaves_the_house()


def transmit(message: Message, *, sender: str) -> None:
    """Sends one e-mail, or raises: Undeliverable for good, anything else for now."""
    server = f"{settings.FITFLOW_MAIL_TRANSPORT} {settings.EMAIL_HOST}:{settings.EMAIL_PORT}"
    if _resting.get(server, 0.0) > time.monotonic():
        raise ServerAway("the mail server did not answer a moment ago")
    try:
        _hand_over(message, sender)
    except OSError as error:
        if not isinstance(error, SMTPResponseException | SMTPRecipientsRefused):
            _resting[server] = time.monotonic() + REST_SECONDS
        raise


def _hand_over(message: Message, sender: str) -> None:
    try:
        as_mail(message, sender=sender).send()
    except SMTPRecipientsRefused as error:
        if all(code >= 500 for code, _reason in error.recipients.values()):
            raise Undeliverable(reason_of(error.recipients.popitem()[1][1])) from error
        raise
    except (SMTPDataError, SMTPSenderRefused) as error:
        if error.smtp_code >= 500:
            raise Undeliverable(reason_of(error.smtp_error)) from error
        raise
    except (AnymailRecipientsRefused, AnymailInvalidAddress, BadHeaderError) as error:
        raise Undeliverable(str(error)) from error


def as_mail(message: Message, *, sender: str) -> EmailMultiAlternatives:
    """The e-mail as it leaves. A repeat after a crash carries the same Message-ID, so that mail programs show one."""
    address = parseaddr(settings.DEFAULT_FROM_EMAIL)[1]
    mail = EmailMultiAlternatives(
        message.subject,
        message.text,
        formataddr((sender, address)),
        [message.address],
        headers={"Message-ID": f"<{message.pk}@{address.rpartition('@')[2]}>", "Auto-Submitted": "auto-generated"},
        connection=get_connection(settings.FITFLOW_MAIL_TRANSPORT),
    )
    if message.html:
        mail.attach_alternative(message.html, "text/html")
    for file in message.attachments:
        mail.attach(file["name"], file["text"], file["type"])
    return mail


def reason_of(answer: bytes | str) -> str:
    return answer.decode(errors="replace") if isinstance(answer, bytes) else answer

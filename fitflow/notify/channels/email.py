"""E-mail by the mail server of FITFLOW_MAIL_URL."""

import time
from datetime import timedelta
from email.header import Header
from email.headerregistry import Address
from email.utils import parseaddr
from smtplib import SMTPDataError, SMTPRecipientsRefused, SMTPResponseException, SMTPSenderRefused

from anymail.exceptions import AnymailInvalidAddress, AnymailRecipientsRefused
from django.conf import settings
from django.core.mail import BadHeaderError, EmailMultiAlternatives, get_connection
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from fitflow.core.addresses import shown_address
from fitflow.notify.channels.base import Channel, Content, Setup, Undeliverable, Worker, has_mailbox
from fitflow.notify.channels.letters import Composed
from fitflow.notify.models import Message
from fitflow.organizations.queries.contacts import Contact

EMAIL = "email"
#: After a server did not answer, nobody waits for it for so long: the worker has other things to do meanwhile.
REST_SECONDS = 20.0
NO_SERVER = "django.core.mail.backends.dummy.EmailBackend"


class ServerAway(ConnectionError):
    """The mail server did not answer a moment ago, so it is not asked now."""


class Email(Channel):
    """Reaches whoever has an address. Mail wakes nobody, so it leaves at any hour."""

    name = EMAIL
    label = _("E-mail")
    rings = False
    logs_unreached = True
    no_address = _("There is no e-mail address.")
    no_server = _("No mail server is set up.")
    #: 15 tries take about six hours.
    worker: Worker | None = Worker(group="mail", lease=timedelta(minutes=2), attempts=15)

    def __init__(self) -> None:
        #: Until when a server is left alone, by its address.
        self._resting: dict[str, float] = {}

    def reaches(self, contact: Contact) -> bool:
        return bool(contact.address)

    def address_of(self, contact: Contact) -> str:
        return contact.address

    def destination(self, message: Message) -> str:
        return shown_address(message.address) or str(_("no address"))

    def render(self, composed: Composed) -> Content:
        return Content(composed.text, composed.html, composed.attachments)

    def send(self, message: Message, *, sender: str) -> None:
        server = f"{settings.FITFLOW_MAIL_TRANSPORT} {settings.EMAIL_HOST}:{settings.EMAIL_PORT}"
        if self._resting.get(server, 0.0) > time.monotonic():
            raise ServerAway("the mail server did not answer a moment ago")
        try:
            _hand_over(message, sender)
        except OSError as error:
            if not isinstance(error, SMTPResponseException | SMTPRecipientsRefused):
                self._resting[server] = time.monotonic() + REST_SECONDS
            raise

    def setup(self) -> Setup | None:
        if settings.FITFLOW_MAIL_TRANSPORT != NO_SERVER:
            return Setup("mail", "a server is set")
        if has_mailbox():
            return Setup("mail", "stays in the mailbox of the demo", leaves=False)
        advice = "Set FITFLOW_MAIL_URL=smtp://user:password@host:587. Until then nobody can sign in by code."
        return Setup("mail", "no server is set", advice, leaves=False)


def _hand_over(message: Message, sender: str) -> None:
    """Gives it to the mail server, and tells a refusal for good from one for now."""
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


def sender_address() -> str:
    """The address that mails come from."""
    return parseaddr(settings.DEFAULT_FROM_EMAIL)[1]


def named(name: str, address: str) -> str:
    """A name and an address as a header has them: other letters in words of at most 75 characters each (RFC 2047)."""
    if name.isascii():
        return str(Address(name, addr_spec=address))
    return f"{Header(name, 'utf-8', maxlinelen=75, header_name='From').encode(linesep='')} <{address}>"


def as_mail(message: Message, *, sender: str) -> EmailMultiAlternatives:
    """The e-mail as it leaves. A repeat after a crash carries the same Message-ID, so that mail programs show one."""
    address = sender_address()
    mail = EmailMultiAlternatives(
        message.subject,
        message.text,
        named(sender_words(sender), address),
        [message.address],
        headers={"Message-ID": f"<{message.pk}@{address.rpartition('@')[2]}>", "Auto-Submitted": "auto-generated"},
        connection=get_connection(settings.FITFLOW_MAIL_TRANSPORT),
    )
    if message.html:
        mail.attach_alternative(message.html, "text/html")
    for file in message.attachments:
        mail.attach(file["name"], file["text"], file["type"])
    return mail


def sender_words(sender: str) -> str:
    """Who a mail is from: a studio chooses its own name, so that we say through whom it writes."""
    brand: str = settings.FITFLOW_BRAND
    return sender if sender == brand else gettext("%(name)s via %(brand)s") % {"name": sender, "brand": brand}


def reason_of(answer: bytes | str) -> str:
    return answer.decode(errors="replace") if isinstance(answer, bytes) else answer

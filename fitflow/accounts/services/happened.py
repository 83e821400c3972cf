"""What happened with a login is written here: a row for its person, a line for whoever runs the server, and a mail
after what only a thief may have done.
"""

import logging
from datetime import datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.urls import reverse

from fitflow.accounts.messages import write_mail
from fitflow.accounts.models import AccountEvent, Happened, User
from fitflow.accounts.rules import NOWHERE, Origin

logger = logging.getLogger(__name__)
ABOUT_LENGTH, BROWSER_LENGTH = 254, 200


def note(user_id: UUID, kind: Happened, *, origin: Origin = NOWHERE, about: str = "", now: datetime) -> None:
    """Writes down what happened. The line in the log has no address, name or secret."""
    logger.info("account event=%s user=%s network=%s", kind.value, user_id, origin.network or "-")
    _write(user_id, kind, origin=origin, about=about, now=now)


def note_founder(user_id: UUID, *, origin: Origin, now: datetime) -> None:
    """The first owner is signed in by founding."""
    note(user_id, Happened.SIGNED_IN, origin=origin, about="founding", now=now)


def note_joined(user_id: UUID, studio: str, *, now: datetime) -> None:
    note(user_id, Happened.JOINED, about=studio, now=now)


def note_separated(user_id: UUID, studio: str, *, now: datetime) -> None:
    note(user_id, Happened.SEPARATED, about=studio, now=now)


def note_try(user_id: UUID, *, origin: Origin, now: datetime) -> UUID:
    """A try at an account counts as wrong until it is taken back: written before anything is compared."""
    logger.info("account event=tried user=%s network=%s", user_id, origin.network or "-")
    return _write(user_id, Happened.SIGN_IN_FAILED, origin=origin, about="", now=now).pk


def take_back(event_id: UUID) -> None:
    """The try was right."""
    AccountEvent.objects.filter(pk=event_id, kind=Happened.SIGN_IN_FAILED).delete()


def _write(user_id: UUID, kind: Happened, *, origin: Origin, about: str, now: datetime) -> AccountEvent:
    return AccountEvent.objects.create(
        user_id=user_id, kind=kind, about=about[:ABOUT_LENGTH], browser=origin.browser[:BROWSER_LENGTH],
        network=origin.network, at=now,
    )  # fmt: skip


def send_mail_about_account(name: str, email: str, context: dict[str, Any]) -> None:
    """Every mail about an account leaves here, as text and HTML, through Django's mail API."""
    sign_in_url = f"{settings.FITFLOW_URL}{reverse('account_login')}"
    mail = write_mail(name, {**context, "sign_in_url": sign_in_url})
    shown = {"mail": mail, "subject": mail.subject}
    text, html = (render_to_string(f"accounts/mail/message.{kind}", shown) for kind in ("txt", "html"))
    headers = {"X-FitFlow-Template": name}  # For the log; it does not leave the house.
    message = EmailMultiAlternatives(mail.subject, text, to=[email], headers=headers)
    message.attach_alternative(html, "text/html")
    message.send()


def warn(user: User, name: str, *, origin: Origin, now: datetime) -> None:
    """A mail after something that a thief may have done."""
    context = {"timestamp": now, "ip": origin.network, "user_agent": origin.browser}
    send_mail_about_account(name, user.email, context)

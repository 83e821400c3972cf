"""Mails that Django and allauth send are messages of the house: kept, sent by the worker, and forgotten."""

import re
from datetime import timedelta

import pytest
from django.core import mail
from django.core.mail import EmailMessage, EmailMultiAlternatives, send_mail
from django.db import connection
from django.test import Client as Browser
from django.urls import reverse
from pytest_django.fixtures import Settings

from fitflow.accounts.factories import make_user
from fitflow.core import jobs
from fitflow.core.actor import Actor
from fitflow.core.clock import now as wall_clock
from fitflow.core.models import Timer
from fitflow.core.tenancy import HOUSE, tenant
from fitflow.notify import services
from fitflow.notify.models import Message

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def backend(settings: Settings) -> None:
    settings.EMAIL_BACKEND = "fitflow.notify.adapters.MessageBackend"


def kept() -> list[Message]:
    with tenant(HOUSE):
        return list(Message.objects.order_by("address"))


class TestTheBackend:
    def test_keeps_one_message_for_each_address(self) -> None:
        count = send_mail("Hello\n", "Words", None, ["B@example.org", "a@example.org"], html_message="<p>Words</p>")

        assert count == 1
        assert [(message.address, message.subject, message.text, message.html) for message in kept()] == [
            ("a@example.org", "Hello", "Words", "<p>Words</p>"),
            ("b@example.org", "Hello", "Words", "<p>Words</p>"),
        ]

    def test_sends_them_with_the_worker(self) -> None:
        send_mail("Hello", "Words", None, ["a@example.org"])
        assert mail.outbox == []

        jobs.drain(wall_clock())

        (sent,) = mail.outbox
        assert (sent.to, sent.subject, sent.body) == (["a@example.org"], "Hello", "Words")
        assert sent.from_email.startswith("FitFlow <")

    def test_takes_the_name_of_the_template_from_a_header_that_stays_here(self) -> None:
        EmailMessage("Hello", "Words", to=["a@example.org"], headers={"X-FitFlow-Template": "accounts/code"}).send()

        jobs.drain(wall_clock())

        assert kept()[0].template == "accounts/code"
        assert "X-FitFlow-Template" not in mail.outbox[0].extra_headers

    def test_carries_small_texts_only(self) -> None:
        letter = EmailMultiAlternatives("Hello", "Words", to=["a@example.org"])
        letter.attach("picture.png", b"\x89PNG", "image/png")

        with pytest.raises(TypeError, match="text files only"):
            letter.send()

    def test_leaves_the_studio_of_the_connection_as_it_was(self, studio: object, system: Actor) -> None:
        send_mail("Hello", "Words", None, ["a@example.org"])

        with connection.cursor() as cursor:
            cursor.execute("SELECT tenant()")
            assert cursor.fetchone() == (system.organization_id,)
        assert not Message.objects.exists()

    def test_to_nobody_keeps_nothing(self) -> None:
        EmailMessage("Hello", "Words").send()

        assert kept() == []


class TestASignInCode:
    def test_arrives_and_is_forgotten(self, client: Browser) -> None:
        make_user(email="maya@example.org")

        client.post(reverse("account_login"), {"email": "maya@example.org"})
        (message,) = kept()
        code = re.search(r"^ +([A-Z0-9-]{6,})$", message.text, re.MULTILINE)
        jobs.drain(wall_clock())

        assert code, message.text
        assert code[1] in mail.outbox[0].subject
        assert isinstance(mail.outbox[0], EmailMultiAlternatives)
        assert mail.outbox[0].alternatives[0][1] == "text/html"
        (message,) = kept()
        assert (message.state, message.subject, message.text, message.html) == ("sent", "", "", "")
        assert message.address == "maya@example.org"

    def test_stays_readable_in_the_demo_for_a_week(self, settings: Settings) -> None:
        settings.FITFLOW_DEMO = True
        send_mail("Your code", "ABC-123", None, ["a@example.org"])
        moment = wall_clock()
        jobs.drain(moment)
        assert kept()[0].text == "ABC-123"

        jobs.drain(moment + services.KEEP_SECRETS + timedelta(minutes=1))

        assert (kept()[0].subject, kept()[0].text) == ("", "")

    def test_that_cannot_be_delivered_is_forgotten_too(self, settings: Settings) -> None:
        settings.FITFLOW_MAIL_TRANSPORT = "django.core.mail.backends.dummy.EmailBackend"
        send_mail("Your code", "ABC-123", None, ["a@example.org"])

        jobs.drain(wall_clock())

        assert (kept()[0].state, kept()[0].text) == ("suppressed", "")
        assert Timer.objects.filter(kind="notify.forget", state="due").count() == 1

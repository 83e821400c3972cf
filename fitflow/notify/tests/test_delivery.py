from collections.abc import Iterator
from datetime import datetime, timedelta
from email.header import decode_header, make_header
from email.message import EmailMessage
from email.utils import parseaddr

import pytest
from pytest_django.fixtures import Settings

from fitflow.accounts.models import User
from fitflow.core import jobs
from fitflow.core.actor import Actor, Studio
from fitflow.core.errors import NotFound
from fitflow.core.ids import new_id
from fitflow.core.models import Event, JobState, Timer
from fitflow.notify import services
from fitflow.notify.channels.email import ServerAway, as_mail, sender_address
from fitflow.notify.channels.letters import Attachment
from fitflow.notify.models import Message
from fitflow.notify.queries import Recipient
from fitflow.notify.refusals import NotSendable
from fitflow.notify.tests.samples import tell
from fitflow.notify.tests.smtp import Mailbox, mail_server
from fitflow.organizations.factories import make_client

State = Message.State


@pytest.fixture
def mailbox(settings: Settings) -> Iterator[Mailbox]:
    """A mail server that the transport talks to."""
    with mail_server() as mailbox:
        settings.FITFLOW_MAIL_TRANSPORT = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", mailbox.port
        settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False
        settings.EMAIL_HOST_USER = settings.EMAIL_HOST_PASSWORD = ""
        settings.DEFAULT_FROM_EMAIL = "FitFlow <no-reply@studio.test>"
        yield mailbox


@pytest.fixture
def email(system: Actor, maya: Actor, now: datetime) -> Message:
    """A message to Maya that waits to be sent."""
    invite = Attachment("class.ics", "text/calendar; method=PUBLISH", "BEGIN:VCALENDAR\r\nSUMMARY:Söhne\r\n")
    message = tell(system, Recipient(client=maya.client_id), now=now, attachments=[invite])[0]
    assert message.channel == "email"
    return message


def part(letter: EmailMessage, kind: str) -> str:
    return next(str(part.get_content()) for part in letter.walk() if part.get_content_type() == kind)


class TestDelivery:
    def test_hands_over_both_parts_and_the_invitation(self, email: Message, mailbox: Mailbox, now: datetime) -> None:
        assert jobs.drain(now) == 1

        (letter,) = mailbox.letters
        email.refresh_from_db()
        assert (email.state, email.sent_at, email.attempts) == (State.SENT, now, 1)
        assert letter["From"] == "Northside via FitFlow <no-reply@studio.test>"
        assert letter["To"] == "maya.lind@northside.test"
        assert letter["Subject"] == "You are booked: Yoga"
        assert letter["Message-ID"] == f"<{email.pk}@studio.test>"
        assert letter["Auto-Submitted"] == "auto-generated"
        assert part(letter, "text/plain").replace("\r\n", "\n").startswith("Hello Maya,")
        assert "<!doctype html>" in part(letter, "text/html")
        calendar = next(piece for piece in letter.walk() if piece.get_content_type() == "text/calendar")
        assert calendar["Content-Type"].params["method"] == "PUBLISH"
        assert "Söhne" in calendar.get_content()

    @pytest.mark.parametrize(
        "name",
        ["Studio für Bewegung und Gesundheit „Übermut“ – Yoga, Pilates & Tanz in Köln-Ehrenfeld", 'The "Bar", Rome'],
    )
    def test_writes_the_name_of_a_studio_in_short_words(self, email: Message, name: str) -> None:
        raw = as_mail(email, sender=name).message().as_bytes()
        sender = raw[raw.index(b"\nFrom: ") + 1 : raw.index(b"\nTo: ")]

        assert max(len(word) for word in sender.split()) <= 75  # RFC 2047
        assert max(len(line) for line in sender.splitlines()) <= 78
        shown, address = parseaddr(sender.decode().removeprefix("From:"))
        assert (str(make_header(decode_header(shown))), address) == (f"{name} via FitFlow", sender_address())

    def test_happens_once(self, system: Actor, email: Message, mailbox: Mailbox, now: datetime) -> None:
        jobs.drain(now)

        assert services.deliver(system, message_id=email.pk, now=now) is None
        assert jobs.drain(now + timedelta(days=1)) == 0
        assert len(mailbox.letters) == 1

    def test_is_tried_again_when_the_server_is_busy(self, email: Message, mailbox: Mailbox, now: datetime) -> None:
        mailbox.refusals = ["451 come back later"]

        jobs.drain(now)
        email.refresh_from_db()
        assert (email.state, email.attempts, "451" in email.why) == (State.QUEUED, 1, True)

        jobs.drain(now + timedelta(seconds=5))
        email.refresh_from_db()
        assert (email.state, email.attempts, email.why) == (State.SENT, 2, "")

    def test_is_tried_again_when_nobody_answers(
        self, system: Actor, email: Message, mailbox: Mailbox, settings: Settings, now: datetime
    ) -> None:
        settings.EMAIL_PORT = 1

        with pytest.raises(ConnectionRefusedError):
            services.deliver(system, message_id=email.pk, now=now)

        email.refresh_from_db()
        assert (email.state, email.why[:22]) == (State.QUEUED, "ConnectionRefusedError")

    def test_does_not_keep_the_worker_waiting_for_a_server_that_is_away(
        self, system: Actor, maya: Actor, noah: Actor, mailbox: Mailbox, settings: Settings, now: datetime
    ) -> None:
        first, second, third = (
            tell(system, Recipient(client=who.client_id), now=now, dedupe_key=f"{number}")[0]
            for number, who in enumerate([maya, noah, maya])
        )
        settings.EMAIL_PORT = 2

        with pytest.raises(ConnectionRefusedError):
            services.deliver(system, message_id=first.pk, now=now)
        with pytest.raises(ServerAway):
            services.deliver(system, message_id=second.pk, now=now)

        settings.EMAIL_PORT = mailbox.port
        services.deliver(system, message_id=third.pk, now=now)
        assert len(mailbox.letters) == 1

    def test_gives_up_at_once_on_an_address_that_is_not_there(
        self, email: Message, mailbox: Mailbox, now: datetime
    ) -> None:
        mailbox.refusals = ["550 no such user"]

        jobs.drain(now)

        email.refresh_from_db()
        event = Event.objects.get(type="message.failed")
        assert (email.state, email.why) == (State.FAILED, "no such user")
        assert event.payload["client_id"] == str(email.client_id)
        assert Timer.objects.get(kind="notify.email").state == JobState.DONE

    def test_gives_up_after_hours_and_says_why(self, email: Message, mailbox: Mailbox, now: datetime) -> None:
        mailbox.refusals = ["451 still busy"] * 40
        moment = now
        while Timer.objects.get(kind="notify.email").state == JobState.DUE:
            moment = Timer.objects.get(kind="notify.email").due_at
            jobs.run_timer(moment)

        email.refresh_from_db()
        assert (email.state, email.attempts, Timer.objects.get(kind="notify.email").state) == (State.FAILED, 15, "dead")
        assert timedelta(hours=5) < moment - now < timedelta(hours=8)
        assert Event.objects.filter(type="message.failed").count() == 1

    def test_replayed_by_staff_arrives_after_all(self, email: Message, mailbox: Mailbox, now: datetime) -> None:
        Message.objects.filter(pk=email.pk).update(state=State.FAILED, attempts=15)
        timer = Timer.objects.get(kind="notify.email")
        Timer.objects.filter(pk=timer.pk).update(state=JobState.DEAD)
        timer.refresh_from_db()

        jobs.replay(timer, now)
        jobs.drain(now)

        email.refresh_from_db()
        assert email.state == State.SENT

    def test_does_not_send_what_would_come_too_late(
        self, system: Actor, maya: Actor, mailbox: Mailbox, now: datetime
    ) -> None:
        soon = now + timedelta(minutes=10)
        message = tell(system, Recipient(client=maya.client_id), now=now, good_until=soon)[0]

        jobs.drain(soon)

        message.refresh_from_db()
        assert (message.state, message.why, mailbox.letters) == (State.FAILED, "too_late", [])

    def test_without_a_mail_server_says_so(self, email: Message, settings: Settings, now: datetime) -> None:
        settings.FITFLOW_MAIL_TRANSPORT = "django.core.mail.backends.dummy.EmailBackend"

        jobs.drain(now)

        email.refresh_from_db()
        assert (email.state, email.why) == (State.SUPPRESSED, "no_server")

    def test_in_the_demo_ends_in_the_demo_s_mailbox(self, email: Message, settings: Settings, now: datetime) -> None:
        settings.FITFLOW_MAIL_TRANSPORT = "django.core.mail.backends.dummy.EmailBackend"
        settings.FITFLOW_DEMO = True

        jobs.drain(now)

        email.refresh_from_db()
        assert email.state == State.SENT


class TestSendAgain:
    @pytest.fixture
    def failed(self, email: Message, mailbox: Mailbox, now: datetime) -> Message:
        mailbox.refusals = ["550 no such user"]
        jobs.drain(now)
        email.refresh_from_db()
        return email

    def test_goes_to_the_address_of_today(
        self, manager: Actor, failed: Message, mailbox: Mailbox, maya: Actor, now: datetime
    ) -> None:
        User.objects.filter(email="maya.lind@northside.test").update(email="new@example.org")

        services.send_again(manager, message_id=failed.pk, now=now)
        jobs.drain(now)

        failed.refresh_from_db()
        assert (failed.state, failed.address, len(mailbox.letters)) == (State.SENT, "new@example.org", 1)
        assert Event.objects.filter(type="message.sent_again", actor_id=manager.user_id).count() == 1

    def test_is_refused_for_what_arrived(self, manager: Actor, email: Message, mailbox: Mailbox, now: datetime) -> None:
        jobs.drain(now)

        with pytest.raises(NotSendable):
            services.send_again(manager, message_id=email.pk, now=now)

    def test_is_refused_while_there_is_no_address(
        self, system: Actor, manager: Actor, studio: Studio, now: datetime
    ) -> None:
        nobody = make_client(studio, name="Lea Moss")
        (message,) = tell(system, Recipient(client=nobody.pk), now=now)

        with pytest.raises(NotSendable):
            services.send_again(manager, message_id=message.pk, now=now)

    def test_of_a_stranger_is_not_found(self, stranger: Actor, maya: Actor, failed: Message, now: datetime) -> None:
        for actor in (stranger, maya):
            with pytest.raises(NotFound):
                services.send_again(actor, message_id=failed.pk, now=now)
        failed.refresh_from_db()
        assert failed.state == State.FAILED

    def test_of_nothing_is_not_found(self, manager: Actor, now: datetime) -> None:
        with pytest.raises(NotFound):
            services.send_again(manager, message_id=new_id(), now=now)

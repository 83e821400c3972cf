"""A studio sends so many mails a day; what is beyond waits for its next day, and the desk is told once."""

from datetime import UTC, datetime, timedelta

import pytest
from pytest_django.fixtures import Settings

from fitflow.core.actor import Actor, Studio
from fitflow.core.jobs import drain
from fitflow.notify.channels.email import as_mail
from fitflow.notify.models import MailDay, Message
from fitflow.notify.queries import Recipient
from fitflow.notify.tests.samples import tell
from fitflow.notify.words import why_words

#: The studio's next day: London is on UTC in November.
TOMORROW = datetime(2026, 11, 21, tzinfo=UTC)


@pytest.fixture
def two_a_day(settings: Settings) -> None:
    settings.FITFLOW_MAILS_PER_DAY = 2


def mails(state: str) -> list[str]:
    return sorted(Message.objects.filter(channel="email", state=state).values_list("dedupe_key", flat=True))


def write(system: Actor, maya: Actor, now: datetime, *keys: str) -> None:
    for key in keys:
        tell(system, Recipient(client=maya.client_id), now=now, dedupe_key=key)


@pytest.mark.usefixtures("two_a_day")
class TestBeyondTheBudget:
    def test_mails_wait_for_the_next_day_and_say_so(self, system: Actor, maya: Actor, now: datetime) -> None:
        write(system, maya, now, "a", "b", "c")
        drain(now)

        assert (mails("sent"), len(mails("queued"))) == (mails("sent")[:2], 1)
        waiting = Message.objects.get(channel="email", state="queued")
        assert (waiting.send_after, waiting.attempts) == (TOMORROW, 0)
        assert why_words(waiting) == "Today's mails are used up. It leaves tomorrow."

        drain(TOMORROW)
        assert mails("sent") == ["a", "b", "c"]
        assert list(MailDay.objects.order_by("day").values_list("count", flat=True)) == [2, 1]

    def test_the_desk_is_told_once_a_day_and_not_by_mail(
        self, system: Actor, owner: Actor, trainer: Actor, maya: Actor, now: datetime
    ) -> None:
        write(system, maya, now, "a", "b", "c", "d")
        drain(now)

        told = Message.objects.get(template="notify/used_up")
        assert (told.staff_id, told.channel) == (owner.staff_id, "in_app")
        assert "2 mails today" in told.text

    def test_what_would_come_too_late_then_is_not_sent(self, system: Actor, maya: Actor, now: datetime) -> None:
        write(system, maya, now, "a", "b")
        drain(now)
        soon = now + timedelta(hours=2)
        tell(system, Recipient(client=maya.client_id), now=now, dedupe_key="c", good_until=soon)
        drain(now)
        drain(TOMORROW)

        late = Message.objects.get(channel="email", dedupe_key="c")
        assert (late.state, late.why) == ("failed", "too_late")

    def test_other_studios_go_on(self, system: Actor, studio: Studio, maya: Actor, now: datetime) -> None:
        write(system, maya, now, "a", "b", "c")
        drain(now)

        assert MailDay.objects.get().organization_id == studio.id


class TestTheSender:
    def test_is_the_studio_by_way_of_the_house(self, system: Actor, maya: Actor, now: datetime) -> None:
        """A studio may call itself a bank."""
        write(system, maya, now, "a")
        letter = Message.objects.get(channel="email")

        assert as_mail(letter, sender="PayPal").from_email.startswith("PayPal via FitFlow <")
        assert as_mail(letter, sender="FitFlow").from_email.startswith("FitFlow <")

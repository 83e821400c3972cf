"""Every channel walks the same way: those of the product, and one that only these tests know."""

import re
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta

import pytest
from django.test import Client as Browser
from pytest_django.fixtures import Settings
from rest_framework.test import APIClient

from fitflow.accounts.models import User
from fitflow.core import jobs
from fitflow.core.actor import Actor, Studio
from fitflow.core.ids import new_id
from fitflow.core.models import Event, JobState, Timer
from fitflow.core.tenancy import tenant
from fitflow.notify import channels, queries, services
from fitflow.notify.channels import CHANNELS, EMAIL, IN_APP, Channel, timer_of
from fitflow.notify.hooks import Audience, MessageKind
from fitflow.notify.models import Message
from fitflow.notify.queries import Recipient
from fitflow.notify.tests.samples import tell
from fitflow.notify.tests.sms import Sms, sms_offered
from fitflow.notify.tests.smtp import mail_server
from fitflow.notify.words import why_words
from fitflow.organizations.factories import make_client, make_client_actor
from tests.offers import also

State = Message.State
KIND = "sample.way"
PREFERENCES = "/s/northside/me/notifications/preferences/"


@dataclass(frozen=True)
class Way:
    """A channel with its other side. `refuse` makes the next try fail: for now, or for good."""

    channel: Channel
    arrived: Callable[[], int]
    refuse: Callable[[bool], None]
    unset: Callable[[], None]

    @property
    def name(self) -> str:
        return self.channel.name


# The other side of each channel


@contextmanager
def email_way(settings: Settings) -> Iterator[Way]:
    with mail_server() as mailbox:
        settings.FITFLOW_MAIL_TRANSPORT = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", mailbox.port
        settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False
        settings.EMAIL_HOST_USER = settings.EMAIL_HOST_PASSWORD = ""

        def refuse(for_good: bool) -> None:
            mailbox.refusals.append("550 no such user" if for_good else "451 come back later")

        def unset() -> None:
            settings.FITFLOW_MAIL_TRANSPORT = "django.core.mail.backends.dummy.EmailBackend"

        yield Way(channels.channel_of(EMAIL), lambda: len(mailbox.letters), refuse, unset)


@contextmanager
def inbox_way(settings: Settings) -> Iterator[Way]:
    def nothing(for_good: bool = False) -> None:
        pytest.fail("the inbox has no other side")

    def arrived() -> int:
        return Message.objects.filter(channel=IN_APP, state=State.SENT).count()

    yield Way(channels.channel_of(IN_APP), arrived, nothing, nothing)


@contextmanager
def sms_way(settings: Settings) -> Iterator[Way]:
    with sms_offered() as gateway:
        sms = channels.channel_of(Sms.name)
        assert isinstance(sms, Sms)

        def refuse(for_good: bool) -> None:
            gateway.refusals.append(422 if for_good else 503)

        def unset() -> None:
            sms.url = ""

        yield Way(sms, lambda: len(gateway.taken), refuse, unset)


#: A channel of the product that is missing here fails every test of its own.
WAYS = {EMAIL: email_way, IN_APP: inbox_way, Sms.name: sms_way}
EVERY = (*CHANNELS, Sms())
#: Without those whose row in the database is all there is: they have no tries.
HANDED_OVER = [channel.name for channel in EVERY if channel.worker is not None]


@pytest.fixture(params=[channel.name for channel in EVERY])
def way(request: pytest.FixtureRequest, settings: Settings) -> Iterator[Way]:
    """One channel after the other, with a kind of message that comes by it and by nothing else."""
    with ExitStack() as stack:
        way = stack.enter_context(WAYS[request.param](settings))
        stack.enter_context(also(MessageKind(KIND, "A way", Audience.CLIENT, channels=frozenset({way.name}))))
        yield way


@pytest.fixture
def lea(studio: Studio) -> Actor:
    """Somebody whom every channel reaches."""
    return make_client_actor(studio, name="Lea Moss", phone="+44 7700 900123")


@pytest.fixture
def night(now: datetime) -> datetime:
    """Within the quiet hours, which end at seven."""
    return now.replace(hour=23, minute=30)


def say(actor: Actor, lea: Actor, now: datetime, **values: object) -> list[Message]:
    return tell(actor, Recipient(client=lea.client_id), now=now, template="sample/brief", kind=KIND, **values)


def only(messages: list[Message]) -> Message:
    (message,) = messages
    message.refresh_from_db()
    return message


def is_checked(page: str, name: str) -> bool:
    """Whether the box of that name, which must be there, is ticked."""
    box = re.search(rf'<input\b[^>]*\bname="{re.escape(name)}"[^>]*>', page)
    assert box is not None
    return re.search(r"\schecked\b", box[0]) is not None


def browser_of(actor: Actor) -> Browser:
    browser = Browser()
    browser.force_login(User.objects.get(pk=str(actor.user_id)))
    return browser


def program_of(actor: Actor) -> APIClient:
    client = APIClient()
    client.force_authenticate(User.objects.get(pk=str(actor.user_id)))
    client.credentials(HTTP_X_ORGANIZATION=actor.organization.slug, HTTP_IDEMPOTENCY_KEY=str(new_id()))
    return client


class TestEveryChannel:
    def test_carries_the_kinds_that_name_it(self, way: Way, system: Actor, lea: Actor, now: datetime) -> None:
        sent = say(system, lea, now)
        jobs.drain(now)

        assert (only(sent).channel, only(sent).state, way.arrived()) == (way.name, State.SENT, 1)

    def test_is_turned_off_and_on_again_by_people(self, way: Way, system: Actor, lea: Actor, now: datetime) -> None:
        client = program_of(lea)
        off = {"choices": [{"topic": KIND, "channel": way.name, "enabled": False}]}

        answer = client.patch("/api/v1/notifications/preferences", off, format="json")

        enabled = {(row["topic"], row["channel"]): row["enabled"] for row in answer.json()["results"]}
        assert enabled[KIND, way.name] is False
        with tenant(lea.organization_id):
            assert say(system, lea, now) == []
        browser_of(lea).post(PREFERENCES, {f"{KIND}:{way.name}": "on"})
        with tenant(lea.organization_id):
            assert only(say(system, lea, now)).channel == way.name

    def test_stands_on_the_preferences_page_and_is_off_where_no_kind_names_it(self, way: Way, lea: Actor) -> None:
        page = browser_of(lea).get(PREFERENCES).content.decode()

        assert is_checked(page, f"{KIND}:{way.name}")
        assert str(way.channel.label) in page
        assert not is_checked(page, f"sample.quiet:{way.name}")

    def test_tells_staff_whom_it_does_not_reach_or_says_nothing(
        self, way: Way, system: Actor, studio: Studio, now: datetime
    ) -> None:
        nobody = make_client(studio, name="Nia Knox")

        told = tell(system, Recipient(client=nobody.pk), now=now, template="sample/brief", kind=KIND)

        assert [(one.state, why_words(one)) for one in told] == (
            [(State.SUPPRESSED, str(way.channel.no_address))] if way.channel.logs_unreached else []
        )
        assert (jobs.drain(now), way.arrived()) == (0, 0)

    def test_that_rings_is_silent_in_the_quiet_hours(
        self, way: Way, system: Actor, lea: Actor, night: datetime
    ) -> None:
        say(system, lea, night)

        jobs.drain(night + timedelta(hours=7, minutes=29))
        assert way.arrived() == (0 if way.channel.rings else 1)
        jobs.drain(night + timedelta(hours=7, minutes=30))
        assert way.arrived() == 1

    def test_that_rings_does_not_wait_for_a_morning_too_late(
        self, way: Way, system: Actor, lea: Actor, night: datetime
    ) -> None:
        message = only(say(system, lea, night, good_until=night + timedelta(hours=2)))

        assert (message.state == State.SUPPRESSED) is way.channel.rings
        assert message.why == ("too_late" if way.channel.rings else "")

    def test_says_a_thing_once_under_each_key(self, way: Way, system: Actor, lea: Actor, now: datetime) -> None:
        say(system, lea, now)
        assert say(system, lea, now) == []
        jobs.drain(now)
        assert say(system, lea, now) == []
        assert (jobs.drain(now), way.arrived()) == (0, 1)

        others = {(KIND, name): True for name in channels.names() if name != way.name}
        services.choose_messages(lea, choices=others, now=now)
        assert {message.channel for message in say(system, lea, now)} == set(channels.names()) - {way.name}

    def test_stands_in_the_log(self, way: Way, system: Actor, lea: Actor, manager: Actor, now: datetime) -> None:
        message = only(say(system, lea, now))
        jobs.drain(now)
        log, label = "/s/northside/desk/messages/", str(way.channel.label)

        rows = program_of(manager).get("/api/v1/messages", {"channel": way.name}).json()["results"]
        page = browser_of(manager).get(log).content.decode()
        letter = browser_of(manager).get(f"{log}{message.pk}/").content.decode()

        assert [(row["id"], row["state"]) for row in rows] == [(str(message.pk), "sent")]
        assert f'<span class="message-way">{label} ' in page
        assert f"News, {label}" in letter


@pytest.mark.parametrize("way", HANDED_OVER, indirect=True)
class TestEveryChannelThatIsHandedOver:
    def test_is_tried_again_after_a_failure(self, way: Way, system: Actor, lea: Actor, now: datetime) -> None:
        way.refuse(False)
        sent = say(system, lea, now)

        jobs.drain(now)
        message = only(sent)
        assert (message.state, message.attempts, way.arrived()) == (State.QUEUED, 1, 0)
        assert message.why

        jobs.drain(now + timedelta(seconds=5))
        message = only(sent)
        assert (message.state, message.attempts, message.why, way.arrived()) == (State.SENT, 2, "", 1)

    def test_that_rings_is_not_tried_again_at_night(self, way: Way, system: Actor, lea: Actor, now: datetime) -> None:
        evening = now.replace(hour=21, minute=59, second=58)
        way.refuse(False)
        say(system, lea, evening)
        jobs.drain(evening)

        jobs.drain(evening + timedelta(hours=1))
        assert way.arrived() == (0 if way.channel.rings else 1)

        jobs.drain(evening + timedelta(hours=9, seconds=2))
        assert way.arrived() == 1

    def test_that_rings_begins_its_tries_anew_in_the_morning(
        self, way: Way, system: Actor, lea: Actor, night: datetime
    ) -> None:
        assert way.channel.worker
        evening = night.replace(hour=21, minute=59, second=58)
        sent = say(system, lea, evening)
        for _try in range(1 + way.channel.worker.attempts):
            way.refuse(False)
        jobs.drain(evening)
        timers = Timer.objects.filter(kind=timer_of(way.name))
        while timers.get().state == JobState.DUE and timers.get().due_at < night + timedelta(days=1):
            jobs.run_timer(timers.get().due_at)

        tries = way.channel.worker.attempts
        assert (only(sent).state, only(sent).attempts, timers.get().state) == (State.FAILED, tries, JobState.DEAD)
        assert Event.objects.filter(type="message.failed").count() == 1

    def test_gives_up_in_the_end_and_says_so(self, way: Way, system: Actor, lea: Actor, now: datetime) -> None:
        assert way.channel.worker
        for _try in range(way.channel.worker.attempts):
            way.refuse(False)
        sent = say(system, lea, now)
        jobs.drain(now)
        timers = Timer.objects.filter(kind=timer_of(way.name))
        while timers.get().state == JobState.DUE:
            jobs.run_timer(timers.get().due_at)

        assert (only(sent).state, only(sent).attempts) == (State.FAILED, way.channel.worker.attempts)
        assert timers.get().state == JobState.DEAD
        assert Event.objects.get(type="message.failed").payload["channel"] == way.name

    def test_is_given_up_at_once_when_it_never_will_arrive_and_sent_again_by_staff(
        self, way: Way, system: Actor, lea: Actor, manager: Actor, now: datetime
    ) -> None:
        way.refuse(True)
        sent = say(system, lea, now)
        jobs.drain(now)
        assert (only(sent).state, timer_of_message(sent[0]).state) == (State.FAILED, JobState.DONE)

        answer = program_of(manager).post(f"/api/v1/messages/{sent[0].pk}/again", {}, format="json")
        with tenant(lea.organization_id):
            jobs.drain(timer_of_message(sent[0]).due_at)

            assert answer.status_code == 200
            assert (only(sent).state, way.arrived()) == (State.SENT, 1)

    def test_says_when_it_is_not_set_up(self, way: Way, system: Actor, lea: Actor, now: datetime) -> None:
        ready = way.channel.setup()
        way.unset()
        sent = say(system, lea, now)
        jobs.drain(now)
        unset = way.channel.setup()

        assert (only(sent).state, why_words(only(sent))) == (State.SUPPRESSED, str(way.channel.no_server))
        assert ready is not None
        assert unset is not None
        assert (ready.is_ready, unset.is_ready, unset.leaves) == (True, False, False)

    def test_has_a_queue_and_a_timer_of_its_own(self, way: Way, system: Actor, lea: Actor, now: datetime) -> None:
        assert way.channel.worker
        say(system, lea, now)

        (job,) = jobs.lease_due(now, lease=timedelta(minutes=1))

        assert (job.table, job.group) == ("timer", way.channel.worker.group)


def timer_of_message(message: Message) -> Timer:
    return Timer.objects.get(kind=timer_of(message.channel), entity_id=message.pk)


class TestAChannelThatIsNoMore:
    def test_still_reads_in_the_log_by_its_name(
        self, system: Actor, lea: Actor, manager: Actor, now: datetime, settings: Settings
    ) -> None:
        with also(MessageKind(KIND, "A way", Audience.CLIENT, channels=frozenset({EMAIL}))):
            message = only(say(system, lea, now))
        Message.objects.filter(pk=message.pk).update(channel="telegram", state=State.FAILED, why="no_address")

        page = browser_of(manager).get(f"/s/northside/desk/messages/{message.pk}/").content.decode()

        assert "telegram" in page
        assert "Send again" not in page
        assert queries.told_together([message]) == [[message]]

    def test_cannot_be_named_by_a_kind(self) -> None:
        with pytest.raises(ValueError, match="there is no channel telegram"):
            MessageKind(KIND, "A way", Audience.CLIENT, channels=frozenset({"telegram"}))
        with pytest.raises(ValueError, match="`always` is a part"):
            MessageKind(KIND, "A way", Audience.CLIENT, channels=frozenset(), always=frozenset({EMAIL}))

from datetime import datetime, timedelta

import pytest

from fitflow.core.actor import Actor, Role, Studio
from fitflow.core.errors import Invalid, NotFound
from fitflow.core.ids import new_id
from fitflow.core.models import Event, Timer
from fitflow.notify import queries, services
from fitflow.notify.channels.letters import Attachment
from fitflow.notify.models import Message, Preference
from fitflow.notify.queries import Recipient
from fitflow.notify.tests.samples import tell
from fitflow.organizations.factories import make_client, make_staff

State = Message.State


def channels_of(messages: list[Message]) -> list[str]:
    return [message.channel for message in messages]


class TestSend:
    def test_writes_an_e_mail_to_be_sent_and_a_notification_at_once(
        self, system: Actor, maya: Actor, now: datetime
    ) -> None:
        email, notification = tell(system, Recipient(client=maya.client_id), now=now)

        assert (email.channel, email.state, email.address) == ("email", "queued", "maya.lind@northside.test")
        assert (notification.channel, notification.state, notification.sent_at) == ("in_app", "sent", now)
        assert notification.text == "Your place in Yoga is confirmed."
        assert notification.user_id == maya.user_id
        assert Timer.objects.get(kind="notify.email").entity_id == email.pk

    def test_says_the_same_thing_once(self, system: Actor, maya: Actor, now: datetime) -> None:
        first = tell(system, Recipient(client=maya.client_id), now=now)
        again = tell(system, Recipient(client=maya.client_id), now=now + timedelta(minutes=1))

        assert (len(first), again) == (2, [])
        assert Message.objects.count() == 2
        assert Timer.objects.count() == 1

    def test_under_a_key_used_by_e_mail_still_writes_the_notification(
        self, system: Actor, maya: Actor, now: datetime
    ) -> None:
        services.choose_messages(maya, choices={("sample.full", "in_app"): False}, now=now)
        assert channels_of(tell(system, Recipient(client=maya.client_id), now=now)) == ["email"]
        services.choose_messages(maya, choices={("sample.full", "in_app"): True}, now=now)

        assert channels_of(tell(system, Recipient(client=maya.client_id), now=now)) == ["in_app"]

    def test_has_no_inbox_for_somebody_without_a_login(self, system: Actor, studio: Studio, now: datetime) -> None:
        client = make_client(studio, name="Lea Moss", email="lea@example.org")

        assert channels_of(tell(system, Recipient(client=client.pk), now=now)) == ["email"]

    def test_notes_who_cannot_be_reached(self, system: Actor, studio: Studio, now: datetime) -> None:
        client = make_client(studio, name="Lea Moss")

        (message,) = tell(system, Recipient(client=client.pk), now=now)

        assert (message.state, message.why) == (State.SUPPRESSED, "no_address")
        assert not Timer.objects.exists()

    def test_reaches_staff_and_logins_too(self, system: Actor, studio: Studio, trainer: Actor, now: datetime) -> None:
        helper = make_staff(studio, name="Hal Per", email="hal@example.org")

        to_trainer = tell(system, Recipient(staff=trainer.staff_id), now=now, dedupe_key="a")[0]
        to_helper = tell(system, Recipient(staff=helper.pk), now=now, dedupe_key="b")[0]
        to_login = tell(system, Recipient(user=trainer.user_id), now=now, dedupe_key="c")[0]

        assert [to_trainer.address, to_helper.address] == ["ana.ruiz@northside.test", "hal@example.org"]
        assert (to_login.user_id, to_login.staff_id) == (trainer.user_id, None)

    def test_to_a_client_of_another_studio_is_not_found(
        self, system: Actor, stranger: Actor, maya: Actor, now: datetime
    ) -> None:
        with pytest.raises(NotFound):
            tell(system, Recipient(client=new_id()), now=now)
        with pytest.raises(NotFound):
            tell(system, Recipient(user=stranger.user_id), now=now)

        assert not Message.objects.exists()

    def test_keeps_what_is_attached(self, system: Actor, maya: Actor, now: datetime) -> None:
        file = Attachment("class.ics", "text/calendar; method=PUBLISH", "BEGIN:VCALENDAR\r\n")

        email, notification = tell(system, Recipient(client=maya.client_id), now=now, attachments=[file])

        assert email.attachments == [{"name": "class.ics", "type": file.type, "text": file.text}]
        assert notification.attachments == []

    def test_about_nobody_or_two_is_a_mistake(self, maya: Actor) -> None:
        with pytest.raises(ValueError, match="exactly one"):
            Recipient()
        with pytest.raises(ValueError, match="exactly one"):
            Recipient(client=maya.client_id, user=maya.user_id)


class TestPreferences:
    def test_turn_a_channel_off_and_on(self, system: Actor, maya: Actor, now: datetime) -> None:
        to = Recipient(client=maya.client_id)

        services.choose_messages(
            maya, choices={("sample.brief", "email"): False, ("sample.brief", "in_app"): True}, now=now
        )

        assert channels_of(tell(system, to, now=now, template="sample/brief")) == ["in_app"]
        services.choose_messages(maya, choices={("sample.brief", "email"): True}, now=now)
        assert channels_of(tell(system, to, now=now, template="sample/brief", dedupe_key="b")) == ["email", "in_app"]

    def test_leave_what_is_essential_alone(self, system: Actor, maya: Actor, now: datetime) -> None:
        with pytest.raises(Invalid) as refusal:
            services.choose_messages(maya, choices={("sample.full", "email"): False}, now=now)

        assert list(refusal.value.errors) == ["choices"]
        assert not Preference.objects.exists()

    @pytest.mark.parametrize("key", [("sample.desk", "email"), ("sample.none", "email"), ("sample.full", "sms")])
    def test_exist_only_for_what_concerns_the_person(self, maya: Actor, now: datetime, key: tuple[str, str]) -> None:
        with pytest.raises(Invalid):
            services.choose_messages(maya, choices={key: True}, now=now)

    def test_are_recorded(self, maya: Actor, now: datetime) -> None:
        services.choose_messages(maya, choices={("sample.brief", "email"): False}, now=now)
        services.choose_messages(maya, choices={("sample.brief", "email"): False}, now=now)

        event = Event.objects.get(type="preferences.changed")
        assert event.payload == {"user_id": str(maya.user_id), "changes": {"sample.brief:email": False}}

    def test_of_one_person_are_not_those_of_another(
        self, system: Actor, maya: Actor, noah: Actor, now: datetime
    ) -> None:
        services.choose_messages(maya, choices={("sample.brief", "email"): False}, now=now)

        assert channels_of(tell(system, Recipient(client=noah.client_id), now=now, template="sample/brief")) == [
            "email"
        ]

    def test_say_what_holds(self, maya: Actor, now: datetime) -> None:
        services.choose_messages(maya, choices={("sample.brief", "email"): False}, now=now)

        held = {(wish.kind.key, wish.channel.name): (wish.enabled, wish.is_free) for wish in queries.wishes(maya)}

        assert held["sample.full", "email"] == (True, False)
        assert held["sample.brief", "email"] == (False, True)
        assert held["sample.quiet", "in_app"] == (False, True)
        assert ("sample.desk", "email") not in held


class TestMarkRead:
    def test_marks_the_named_ones_and_counts_the_rest(self, system: Actor, maya: Actor, now: datetime) -> None:
        first = tell(system, Recipient(client=maya.client_id), now=now, dedupe_key="a")[1]
        tell(system, Recipient(client=maya.client_id), now=now, dedupe_key="b")

        assert services.mark_read(maya, ids=[first.pk], now=now) == 1
        assert services.mark_read(maya, ids=None, now=now) == 0

    def test_keeps_the_first_time(self, system: Actor, maya: Actor, now: datetime) -> None:
        message = tell(system, Recipient(client=maya.client_id), now=now)[1]
        services.mark_read(maya, ids=[message.pk], now=now)

        services.mark_read(maya, ids=[message.pk], now=now + timedelta(hours=1))

        message.refresh_from_db()
        assert message.read_at == now

    def test_of_somebody_else_is_not_found_and_changes_nothing(
        self, system: Actor, maya: Actor, noah: Actor, now: datetime
    ) -> None:
        message = tell(system, Recipient(client=maya.client_id), now=now)[1]

        with pytest.raises(NotFound):
            services.mark_read(noah, ids=[message.pk], now=now)

        assert queries.unread_count(maya) == 1
        assert services.mark_read(noah, ids=None, now=now) == 0
        assert queries.unread_count(maya) == 1


class TestTheFilterOfTheLog:
    def test_offers_a_scoped_manager_what_their_clients_were_told(
        self, system: Actor, studio: Studio, manager: Actor, maya: Actor, now: datetime
    ) -> None:
        tell(system, Recipient(client=maya.client_id), now=now)
        scoped = Actor(studio, manager.user_id, frozenset({Role.MANAGER}), scope_locations=frozenset({new_id()}))

        assert queries.templates_used(manager) == ["sample/full"]
        assert queries.templates_used(scoped) == []

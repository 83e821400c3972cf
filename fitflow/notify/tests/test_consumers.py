from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from fitflow.core import events, jobs
from fitflow.core.actor import Actor, Role, Studio
from fitflow.core.db import in_transaction
from fitflow.notify import consumers
from fitflow.notify.models import Message
from fitflow.organizations.events import ClientJoined, ClientLinked, StaffInvited
from fitflow.organizations.factories import make_staff
from fitflow.organizations.models import Invitation


def happened(actor: Actor, event: object, now: datetime) -> None:
    with in_transaction():
        events.record(actor, event, now=now)  # type: ignore[arg-type]
    jobs.drain(now)


class TestWelcome:
    def test_greets_those_who_sign_up_once(self, system: Actor, maya: Actor, now: datetime) -> None:
        assert maya.client_id
        assert maya.user_id

        happened(system, ClientJoined(maya.client_id, maya.user_id), now)
        happened(system, ClientLinked(maya.client_id, maya.user_id), now)

        email, notification = Message.objects.order_by("channel")
        assert (email.subject, email.state) == ("Welcome to Northside", "sent")
        assert "/s/northside/" in email.text
        assert "credit" not in email.text
        assert notification.user_id == maya.user_id

    @pytest.mark.parametrize(("amount", "words"), [("1.00", "with 1 credit as"), ("2.50", "with 2.5 credits as")])
    def test_names_the_welcome_credits(
        self, studio: Studio, maya: Actor, now: datetime, amount: str, words: str
    ) -> None:
        generous = Actor.system(replace(studio, settings={**studio.settings, "clients.welcome_credits": amount}))
        assert maya.client_id
        assert maya.user_id

        consumers.welcome(generous, ClientJoined(maya.client_id, maya.user_id), now)

        assert words in Message.objects.get(channel="email").text


class TestInvitation:
    @pytest.fixture
    def invitation(self, studio: Studio, owner: Actor, now: datetime) -> Invitation:
        staff = make_staff(studio, name="Ben Okafor", email="ben@old.test", role=Role.TRAINER)
        return Invitation.objects.create(
            organization_id=studio.id,
            email="ben@example.org",
            roles=["trainer"],
            staff=staff,
            invited_by=owner.user_id,
            created_at=now,
            expires_at=now + timedelta(days=14),
        )

    def test_goes_to_the_invited_address(self, system: Actor, invitation: Invitation, now: datetime) -> None:
        happened(system, StaffInvited(invitation.staff_id, invitation.pk, ("trainer",)), now)

        (message,) = Message.objects.all()
        assert (message.address, message.state) == ("ben@example.org", "sent")
        assert "Olive Owner invites you to work with Northside." in message.text
        assert message.url in message.text

    def test_that_was_withdrawn_is_not_sent(self, system: Actor, invitation: Invitation, now: datetime) -> None:
        Invitation.objects.filter(pk=invitation.pk).update(withdrawn_at=now)

        happened(system, StaffInvited(invitation.staff_id, invitation.pk, ("trainer",)), now)

        assert not Message.objects.exists()

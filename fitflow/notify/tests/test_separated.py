"""Who hears of it when a record and a login come apart."""

from datetime import datetime

import pytest

from fitflow.accounts.factories import make_user
from fitflow.accounts.models import User
from fitflow.core.actor import Actor, Studio
from fitflow.core.jobs import drain
from fitflow.notify.models import Message
from fitflow.organizations.factories import make_client
from fitflow.organizations.models import Client
from fitflow.organizations.services.clients import add_client, edit_client
from fitflow.organizations.services.separating import refuse_record, separate_client


@pytest.fixture
def vera(db: None) -> User:
    return make_user(email="vera@example.org", name="Vera Visitor")


@pytest.fixture
def joined(studio: Studio, vera: User) -> Client:
    """A record of Wren, with Vera in it."""
    return make_client(studio, name="Wren", user=vera)


def mails(now: datetime, template: str) -> list[Message]:
    drain(now)
    return list(Message.objects.filter(template=template, channel="email").order_by("address"))


def test_the_desk_hears_which_address_was_wrong_and_not_who_has_it(
    owner: Actor, manager: Actor, trainer: Actor, vera: User, now: datetime
) -> None:
    client = add_client(manager, name="Wren", email="vera@example.org", now=now)
    refuse_record(vera, client_id=client.pk, now=now)

    told = mails(now, "notify/not_me")
    assert [mail.address for mail in told] == ["mona.manager@northside.test", "olive.owner@northside.test"]
    assert "vera@example.org" in told[0].text
    assert "Vera" not in told[0].text


def test_a_login_that_a_manager_cut_hears_of_it_and_not_whose_record_it_is(
    manager: Actor, joined: Client, now: datetime
) -> None:
    separate_client(manager, client_id=joined.pk, now=now)

    (mail,) = mails(now, "notify/separated")
    assert (mail.address, mail.state, mail.client_id) == ("vera@example.org", "sent", None)
    assert "Wren" not in mail.text
    assert "please ask the studio" in mail.text


def test_a_login_that_another_address_cut_hears_how_to_come_back(manager: Actor, joined: Client, now: datetime) -> None:
    edit_client(manager, client_id=joined.pk, changes={"email": "wren@example.org"}, now=now)

    (mail,) = mails(now, "notify/separated")
    assert mail.address == "vera@example.org"
    assert "wren@example.org" not in mail.text
    assert "Add it to your account" in mail.text

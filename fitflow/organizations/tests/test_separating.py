"""A record and a login come apart: "not me", a manager's cut, an address that is another's. The right one gets in."""

from datetime import datetime

import pytest
from django.db import IntegrityError, transaction

from fitflow.accounts.factories import make_user
from fitflow.accounts.models import User
from fitflow.core.actor import Actor, Role, Studio
from fitflow.core.errors import Forbidden, NotFound
from fitflow.core.models import Event
from fitflow.organizations.factories import actor_of, make_client
from fitflow.organizations.models import Client, Separation, StudioRole
from fitflow.organizations.queries.contacts import contact_of_client
from fitflow.organizations.queries.logins import waiting_records
from fitflow.organizations.refusals import NobodyJoined
from fitflow.organizations.services.client_logins import join_record, join_studio
from fitflow.organizations.services.clients import add_client, archive_client, edit_client, restore_client
from fitflow.organizations.services.separating import readmit_client, refuse_record, separate_client


@pytest.fixture
def vera(db: None) -> User:
    return make_user(email="vera@example.org", name="Vera Visitor")


@pytest.fixture
def wren(db: None) -> User:
    return make_user(email="wren@example.org", name="Wren Wright")


@pytest.fixture
def joined(studio: Studio, vera: User) -> Client:
    """Vera's record, with Vera in it."""
    return make_client(studio, name="Wren", user=vera)


def version(client: Client) -> int:
    client.refresh_from_db()
    return client.link_version


class TestNotMe:
    def test_is_for_good_and_takes_the_address_off_the_record(
        self, studio: Studio, manager: Actor, vera: User, now: datetime
    ) -> None:
        client = add_client(manager, name="Wren", email="vera@example.org", now=now)

        refuse_record(vera, client_id=client.pk, now=now)

        client.refresh_from_db()
        assert (client.email, client.search, version(client)) == ("", "wren", 1)
        assert waiting_records(vera.pk) == []
        Client.objects.filter(pk=client.pk).update(email="vera@example.org")
        assert waiting_records(vera.pk) == []
        with pytest.raises(NotFound):
            join_record(vera, client_id=client.pk, now=now)

    def test_leaves_the_person_free_to_come_by_themselves(
        self, studio: Studio, manager: Actor, vera: User, now: datetime
    ) -> None:
        client = add_client(manager, name="Wren", email="vera@example.org", now=now)
        refuse_record(vera, client_id=client.pk, now=now)

        assert join_studio(actor_of(studio, vera.pk), now=now).client_id not in {None, client.pk}

    def test_is_told_in_the_history_without_a_name(self, manager: Actor, vera: User, now: datetime) -> None:
        client = add_client(manager, name="Wren", email="vera@example.org", now=now)
        refuse_record(vera, client_id=client.pk, now=now)

        assert Event.objects.get(type="client.separated").actor_id is None

    def test_is_answered_by_whom_it_was_asked(self, manager: Actor, wren: User, now: datetime) -> None:
        client = add_client(manager, name="Vera", email="vera@example.org", now=now)

        with pytest.raises(NotFound):
            refuse_record(wren, client_id=client.pk, now=now)
        client.refresh_from_db()
        assert client.email == "vera@example.org"


class TestAManager:
    def test_cuts_a_login_from_a_record(
        self, studio: Studio, manager: Actor, vera: User, joined: Client, now: datetime
    ) -> None:
        separate_client(manager, client_id=joined.pk, now=now)

        assert actor_of(studio, vera.pk).roles == {Role.PUBLIC}
        assert (version(joined), waiting_records(vera.pk)) == (1, [])

    def test_may_take_it_back(self, manager: Actor, vera: User, joined: Client, now: datetime) -> None:
        separate_client(manager, client_id=joined.pk, now=now)

        assert readmit_client(manager, client_id=joined.pk, now=now) == 1

        assert [one.client_id for one in waiting_records(vera.pk)] == [joined.pk]
        assert readmit_client(manager, client_id=joined.pk, now=now) == 0

    def test_cannot_take_back_what_a_person_said(self, manager: Actor, vera: User, now: datetime) -> None:
        client = add_client(manager, name="Wren", email="vera@example.org", now=now)
        refuse_record(vera, client_id=client.pk, now=now)

        assert readmit_client(manager, client_id=client.pk, now=now) == 0

    def test_is_refused_where_nobody_has_joined(self, manager: Actor, now: datetime) -> None:
        client = add_client(manager, name="Wren", email="wren@example.org", now=now)

        with pytest.raises(NobodyJoined):
            separate_client(manager, client_id=client.pk, now=now)

    def test_alone_may_do_it(self, trainer: Actor, joined: Client, now: datetime) -> None:
        with pytest.raises(Forbidden):
            separate_client(trainer, client_id=joined.pk, now=now)


class TestAnAddressThatChanges:
    def test_to_one_the_login_has_not_proven_separates_them_and_lets_the_right_one_in(
        self, studio: Studio, manager: Actor, vera: User, wren: User, joined: Client, now: datetime
    ) -> None:
        edit_client(manager, client_id=joined.pk, changes={"email": "wren@example.org"}, now=now)

        assert actor_of(studio, vera.pk).client_id is None
        assert version(joined) == 1
        assert [one.client_id for one in waiting_records(wren.pk)] == [joined.pk]
        join_record(wren, client_id=joined.pk, now=now)
        assert actor_of(studio, wren.pk).client_id == joined.pk
        assert contact_of_client(manager, joined.pk).address == "wren@example.org"

    def test_back_again_lets_the_first_one_join_anew(
        self, manager: Actor, vera: User, joined: Client, now: datetime
    ) -> None:
        for address in ("wrong@example.org", "vera@example.org"):
            edit_client(manager, client_id=joined.pk, changes={"email": address}, now=now)

        assert [one.client_id for one in waiting_records(vera.pk)] == [joined.pk]

    def test_to_another_of_the_same_login_changes_nothing(
        self, studio: Studio, manager: Actor, vera: User, joined: Client, now: datetime
    ) -> None:
        vera.emailaddress_set.create(email="vera@work.example", verified=True)  # type: ignore[attr-defined]

        edit_client(manager, client_id=joined.pk, changes={"email": "vera@work.example"}, now=now)

        assert actor_of(studio, vera.pk).client_id == joined.pk


class TestMailsGoTo:
    def test_the_main_address_of_whoever_has_joined(self, manager: Actor, vera: User, joined: Client) -> None:
        User.objects.filter(pk=vera.pk).update(email="vera@new.example")

        assert contact_of_client(manager, joined.pk).address == "vera@new.example"

    def test_what_is_written_down_where_nobody_has(self, studio: Studio, manager: Actor, vera: User) -> None:
        waiting = make_client(studio, name="Vera", email="vera@example.org")

        contact = contact_of_client(manager, waiting.pk)
        assert (contact.address, contact.user_id, contact.has_joined) == ("vera@example.org", None, False)


class TestArchiving:
    def test_ends_links_for_good(self, manager: Actor, joined: Client, now: datetime) -> None:
        archive_client(manager, client_id=joined.pk, now=now)
        archive_client(manager, client_id=joined.pk, now=now)
        restore_client(manager, client_id=joined.pk, now=now)

        assert version(joined) == 1


class TestTheDatabase:
    def test_takes_no_role_beside_a_separation_nor_the_other_way_round(
        self, studio: Studio, vera: User, wren: User, joined: Client, now: datetime
    ) -> None:
        apart = {"organization_id": studio.id, "by_person": False, "created_at": now}
        role = {"organization_id": studio.id, "role": "client", "created_at": now}
        other = make_client(studio, name="Other")
        Separation.objects.create(client=other, user=wren, **apart)

        with pytest.raises(IntegrityError, match="separated"), transaction.atomic():
            Separation.objects.create(client=joined, user=vera, **apart)
        with pytest.raises(IntegrityError, match="separated"), transaction.atomic():
            StudioRole.objects.create(client=other, user=wren, **role)
        with pytest.raises(IntegrityError, match="separated"), transaction.atomic():
            StudioRole.objects.filter(client=joined).update(client=other, user=wren)

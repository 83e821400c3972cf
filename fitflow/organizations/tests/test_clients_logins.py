"""A record and a login become one person: by a proven address, or by signing up."""

from datetime import datetime

import pytest
from allauth.account.models import EmailAddress

from fitflow.accounts.factories import make_user
from fitflow.accounts.models import User
from fitflow.core.actor import Actor, Role, Studio
from fitflow.core.errors import NotFound, Refused, Unauthenticated
from fitflow.core.models import Event
from fitflow.core.tenancy import tenant
from fitflow.organizations.doors import close_door, open_door
from fitflow.organizations.factories import actor_of, make_client
from fitflow.organizations.models import Client, Organization, StudioRole
from fitflow.organizations.queries.clients import joined_clients, own_record
from fitflow.organizations.queries.directory import studio_of
from fitflow.organizations.queries.logins import waiting_records
from fitflow.organizations.queries.studio import Home, Start, home_of, studios_of
from fitflow.organizations.refusals import AddressNotProven, AddressTaken, NotWelcome, SignupClosed
from fitflow.organizations.services.client_logins import join_record, join_studio
from fitflow.organizations.services.clients import add_client, archive_client
from fitflow.organizations.services.separating import separate_client


@pytest.fixture
def visitor() -> User:
    """Somebody with a proven address, and no studio."""
    return make_user(email="vera@example.org", name="Vera Visitor")


def at_the_door(studio: Studio, user: User) -> Actor:
    return actor_of(studio, user.pk)


def types() -> list[str]:
    return list(Event.objects.order_by("at", "id").values_list("type", flat=True))


class TestJoinStudio:
    def test_makes_a_stranger_a_lead(self, studio: Studio, visitor: User, now: datetime) -> None:
        actor = join_studio(at_the_door(studio, visitor), now=now)

        client = Client.objects.get()
        assert (client.name, client.email, client.status) == ("Vera Visitor", "vera@example.org", "lead")
        assert client.location
        assert client.may_book
        assert actor.roles == {Role.CLIENT}
        assert actor.client_id == client.pk
        assert actor_of(studio, visitor.pk).client_id == client.pk
        assert types() == ["client.joined"]

    def test_twice_gives_the_same_record(self, studio: Studio, visitor: User, now: datetime) -> None:
        first = join_studio(at_the_door(studio, visitor), now=now)

        assert join_studio(at_the_door(studio, visitor), now=now).client_id == first.client_id
        assert types() == ["client.joined"]

    def test_gives_the_record_that_waits_even_where_signup_is_closed(
        self, studio: Studio, visitor: User, now: datetime
    ) -> None:
        waiting = make_client(studio, name="Vera", email="vera@example.org")

        actor = join_studio(at_the_door(closed(studio), visitor), now=now)

        assert actor.client_id == waiting.pk
        assert types() == ["client.linked"]

    def test_keeps_the_roles_somebody_has(self, studio: Studio, owner: Actor, now: datetime) -> None:
        EmailAddress.objects.create(user_id=owner.user_id, email="olive@example.org", verified=True)

        assert join_studio(owner, now=now).roles == {Role.OWNER, Role.CLIENT}

    def test_asks_the_anonymous_to_sign_in(self, studio: Studio, now: datetime) -> None:
        with pytest.raises(Unauthenticated):
            join_studio(Actor(studio), now=now)

    def test_refuses_an_address_nobody_has_proven(self, studio: Studio, now: datetime) -> None:
        make_client(studio, name="Somebody Else", email="eve@example.org")
        eve = make_user(email="eve@example.org", verified=False)

        self.refuse(AddressNotProven, at_the_door(studio, eve), now)

    def test_refuses_where_signup_is_closed(self, studio: Studio, visitor: User, now: datetime) -> None:
        self.refuse(SignupClosed, at_the_door(closed(studio), visitor), now)

    def test_refuses_whom_the_studio_has_archived(
        self, studio: Studio, visitor: User, manager: Actor, now: datetime
    ) -> None:
        archived = make_client(studio, name="Vera", email="vera@example.org")
        archive_client(manager, client_id=archived.pk, now=now)

        self.refuse(NotWelcome, at_the_door(studio, visitor), now)

    def test_refuses_whom_the_studio_has_separated(
        self, studio: Studio, visitor: User, manager: Actor, now: datetime
    ) -> None:
        client = make_client(studio, name="Vera", user=visitor)
        separate_client(manager, client_id=client.pk, now=now)

        self.refuse(AddressTaken, at_the_door(studio, visitor), now)

    def test_lets_in_whoever_has_an_address_now_that_a_client_has_given_up(
        self, studio: Studio, visitor: User, maya: Actor, now: datetime
    ) -> None:
        """The record goes on under the address that its own login has."""
        Client.objects.filter(name="Maya Lind").update(email="vera@example.org")

        joined = join_studio(at_the_door(studio, visitor), now=now)

        assert joined.client_id != maya.client_id
        assert own_record(joined).email == "vera@example.org"
        assert own_record(maya).email == "maya.lind@northside.test"

    @staticmethod
    def refuse(refusal: type[Refused], actor: Actor, now: datetime) -> None:
        before = (list(Client.objects.values()), StudioRole.objects.count(), Event.objects.count())

        with pytest.raises(refusal):
            join_studio(actor, now=now)

        assert (list(Client.objects.values()), StudioRole.objects.count(), Event.objects.count()) == before


class TestARecordThatWaits:
    """A studio that writes down an address proposes; its person answers."""

    def test_changes_nothing_for_its_person(
        self, manager: Actor, studio: Studio, stranger: Actor, visitor: User, now: datetime
    ) -> None:
        with tenant(stranger.organization_id):
            make_client(stranger.organization, name="Vera V.", user=visitor)
        client = add_client(manager, name="Vera", email="Vera@Example.org", now=now)

        assert at_the_door(studio, visitor).roles == {Role.PUBLIC}
        assert not joined_clients(manager, [client])
        assert [one.slug for one in studios_of(visitor.pk)] == ["southside"]
        assert home_of(visitor.pk) == Home(Start.ME, "southside")
        with open_door(visitor.pk, None) as actor:
            assert actor.organization.slug == "southside"

    def test_is_found_by_every_proven_address_in_every_studio(
        self, studio: Studio, stranger: Actor, visitor: User
    ) -> None:
        here = make_client(studio, name="Vera", email="vera@example.org")
        make_client(studio, name="Somebody else", email="else@example.org")
        with tenant(stranger.organization_id):
            there = make_client(stranger.organization, name="Vera V.", email="vera@example.org")

        close_door()
        assert {record.client_id for record in waiting_records(visitor.pk)} == {here.pk, there.pk}
        assert not Client.objects.exists()

    def test_does_not_wait_for_whoever_merely_claims_the_address(self, studio: Studio) -> None:
        make_client(studio, name="Vera", email="vera@example.org")
        eve = make_user(email="vera@example.org", verified=False)

        assert waiting_records(eve.pk) == []

    def test_is_joined_by_a_yes(self, manager: Actor, studio: Studio, visitor: User, now: datetime) -> None:
        client = add_client(manager, name="Vera", email="vera@example.org", now=now)

        joined = join_record(visitor, client_id=client.pk, now=now)

        assert (joined.client_id, at_the_door(studio, visitor).client_id) == (client.pk, client.pk)
        assert joined_clients(manager, [client]) == {client.pk}
        assert waiting_records(visitor.pk) == []
        with tenant(studio.id):
            assert types() == ["client.added", "client.linked"]

    def test_cannot_be_joined_by_anybody_else(self, manager: Actor, visitor: User, now: datetime) -> None:
        client = add_client(manager, name="Wren", email="wren@example.org", now=now)

        with pytest.raises(NotFound):
            join_record(visitor, client_id=client.pk, now=now)

    def test_no_longer_waits_once_somebody_has_joined_or_it_is_archived(
        self, manager: Actor, studio: Studio, visitor: User, maya: Actor, now: datetime
    ) -> None:
        Client.objects.filter(name="Maya Lind").update(email="vera@example.org")
        assert waiting_records(visitor.pk) == []

        Client.objects.filter(name="Maya Lind").update(email="maya.lind@northside.test")
        client = add_client(manager, name="Vera", email="vera@example.org", now=now)
        archive_client(manager, client_id=client.pk, now=now)
        assert waiting_records(visitor.pk) == []

    def test_is_not_asked_about_where_somebody_is_a_client_already(
        self, studio: Studio, visitor: User, now: datetime
    ) -> None:
        join_studio(at_the_door(studio, visitor), now=now)
        EmailAddress.objects.create(user=visitor, email="vera@work.example", verified=True)
        make_client(studio, name="Vera", email="vera@work.example")

        assert waiting_records(visitor.pk) == []


def closed(studio: Studio) -> Studio:
    organization = Organization.objects.get(pk=studio.id)
    organization.settings["clients.self_signup"] = False
    organization.save()
    return studio_of(organization)

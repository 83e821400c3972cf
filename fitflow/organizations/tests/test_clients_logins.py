"""A record and a login become one person: by a proven address, or by signing up."""

from datetime import datetime

import pytest
from allauth.account.models import EmailAddress

from fitflow.accounts.factories import make_user
from fitflow.accounts.models import User
from fitflow.accounts.services import tell_verified
from fitflow.core.actor import Actor, Role, Studio
from fitflow.core.errors import Refused, Unauthenticated
from fitflow.core.models import Event
from fitflow.core.tenancy import tenant
from fitflow.organizations.doors import close_door
from fitflow.organizations.factories import actor_of, make_client
from fitflow.organizations.models import Client, Organization, StudioRole
from fitflow.organizations.queries.directory import studio_of
from fitflow.organizations.queries.logins import records_of_address
from fitflow.organizations.refusals import AddressNotProven, AddressTaken, NotWelcome, SignupClosed
from fitflow.organizations.services.client_logins import join_studio, link_login
from fitflow.organizations.services.clients import add_client, archive_client, edit_client


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

    def test_refuses_an_address_that_another_login_came_with(
        self, studio: Studio, visitor: User, maya: Actor, now: datetime
    ) -> None:
        Client.objects.filter(name="Maya Lind").update(email="vera@example.org")

        self.refuse(AddressTaken, at_the_door(studio, visitor), now)

    @staticmethod
    def refuse(refusal: type[Refused], actor: Actor, now: datetime) -> None:
        before = (list(Client.objects.values()), StudioRole.objects.count(), Event.objects.count())

        with pytest.raises(refusal):
            join_studio(actor, now=now)

        assert (list(Client.objects.values()), StudioRole.objects.count(), Event.objects.count()) == before


class TestLinkLogin:
    def test_finds_the_records_of_every_studio(
        self, studio: Studio, stranger: Actor, visitor: User, now: datetime
    ) -> None:
        here = make_client(studio, name="Vera", email="vera@example.org")
        make_client(studio, name="Somebody else", email="else@example.org")
        with tenant(stranger.organization_id):
            there = make_client(stranger.organization, name="Vera V.", email="vera@example.org")

        close_door()
        assert link_login(visitor, "vera@example.org", now) == 2

        assert at_the_door(studio, visitor).client_id == here.pk
        assert at_the_door(stranger.organization, visitor).client_id == there.pk

    def test_runs_when_somebody_proves_an_address(self, studio: Studio, visitor: User, now: datetime) -> None:
        make_client(studio, name="Vera", email="vera@example.org")

        tell_verified(visitor, email="vera@example.org", now=now)
        tell_verified(visitor, email="vera@example.org", now=now)

        with tenant(studio.id):
            assert types() == ["client.linked"]

    def test_leaves_a_record_that_has_a_login(self, studio: Studio, visitor: User, maya: Actor, now: datetime) -> None:
        Client.objects.filter(name="Maya Lind").update(email="vera@example.org")

        assert link_login(visitor, "vera@example.org", now) == 0

    def test_gives_a_login_one_record_in_a_studio(self, studio: Studio, visitor: User, now: datetime) -> None:
        join_studio(at_the_door(studio, visitor), now=now)
        make_client(studio, name="Vera", email="vera@work.example")

        assert link_login(visitor, "vera@work.example", now) == 0

    def test_ends_in_the_studio_it_began_in_and_shows_nothing_else(
        self, studio: Studio, stranger: Actor, visitor: User
    ) -> None:
        with tenant(stranger.organization_id):
            make_client(stranger.organization, name="Vera V.", email="vera@example.org")

        assert len(records_of_address("vera@example.org")) == 1
        assert records_of_address("") == []
        assert not Client.objects.exists()


class TestAddressesTheStudioWritesDown:
    def test_bring_the_login_at_once(self, manager: Actor, studio: Studio, visitor: User, now: datetime) -> None:
        client = add_client(manager, name="Vera", email="Vera@Example.org", now=now)

        assert at_the_door(studio, visitor).client_id == client.pk
        assert types() == ["client.added", "client.linked"]

    def test_bring_it_when_they_are_corrected(
        self, manager: Actor, studio: Studio, visitor: User, now: datetime
    ) -> None:
        client = add_client(manager, name="Vera", email="wrong@example.org", now=now)

        edit_client(manager, client_id=client.pk, changes={"email": "vera@example.org"}, now=now)

        assert at_the_door(studio, visitor).client_id == client.pk

    def test_do_not_bring_whoever_merely_claims_them(self, manager: Actor, studio: Studio, now: datetime) -> None:
        eve = make_user(email="vera@example.org", verified=False)

        add_client(manager, name="Vera", email="vera@example.org", now=now)

        assert at_the_door(studio, eve).client_id is None


def closed(studio: Studio) -> Studio:
    organization = Organization.objects.get(pk=studio.id)
    organization.settings["clients.self_signup"] = False
    organization.save()
    return studio_of(organization)

from datetime import datetime, timedelta
from uuid import UUID

import pytest

from fitflow.accounts.factories import make_user
from fitflow.accounts.models import User
from fitflow.core.actor import Actor, Reach, Role, Studio
from fitflow.core.errors import Invalid, NotFound, Unauthenticated
from fitflow.core.models import Event
from fitflow.organizations.doors import open_door
from fitflow.organizations.factories import actor_of, make_staff, make_staff_actor
from fitflow.organizations.models import Invitation, Location, Staff, StudioRole
from fitflow.organizations.queries.staff import (
    Standing,
    invitation_by_token,
    invitation_mail,
    invitation_token,
    member_of,
    people_who_act,
    shown_name,
    trainers_of,
)
from fitflow.organizations.refusals import (
    AlreadyStaff,
    Inactive,
    InvitationClosed,
    LastOwner,
    NoLogin,
    OtherAddress,
    OwnersOnly,
)
from fitflow.organizations.services.invitations import (
    accept_invitation,
    invite_staff,
    resend_invitation,
    withdraw_invitation,
)
from fitflow.organizations.services.staff import (
    add_trainer,
    change_roles,
    deactivate_staff,
    reactivate_staff,
    update_staff,
)


def visitor(studio: Studio, user: User) -> Actor:
    """Somebody signed in who is nobody here yet."""
    return Actor(studio, user_id=user.pk)


def staff_id(actor: Actor) -> UUID:
    assert actor.staff_id is not None
    return actor.staff_id


def roles_of(actor: Actor) -> set[str]:
    assert actor.user_id is not None
    return set(StudioRole.objects.filter(user_id=actor.user_id).values_list("role", flat=True))


class TestAddTrainer:
    def test_needs_no_login(self, admin: Actor, now: datetime) -> None:
        ben = add_trainer(admin, name="Ben  Adu", email="Ben@Example.test", now=now)

        assert (ben.name, ben.email, ben.is_trainer) == ("Ben Adu", "ben@example.test", True)
        assert member_of(admin, ben.pk, now=now).standing == Standing.NO_LOGIN
        assert Event.objects.get().type == "staff.added"

    def test_names_everything_that_is_wrong(self, admin: Actor, now: datetime) -> None:
        with pytest.raises(Invalid) as refusal:
            add_trainer(admin, name=" ", email="x", bio="a" * 2001, color="red", now=now)

        assert refusal.value.errors.keys() == {"name", "email", "bio", "color"}


class TestUpdateStaff:
    def test_records_which_fields_but_not_their_values(self, admin: Actor, trainer: Actor, now: datetime) -> None:
        update_staff(admin, staff_id=staff_id(trainer), changes={"name": "Ana R", "bio": "Lifts."}, now=now)

        assert Event.objects.get(type="staff.changed").payload["fields"] == ["bio", "name"]


class TestInvite:
    def test_offers_roles_and_a_scope(self, admin: Actor, trainer: Actor, now: datetime) -> None:
        location = Location.objects.get()
        invitation = invite_staff(
            admin, email="Kim@Example.test", name="Kim Lee", roles=["manager", "trainer"],
            locations=[location.pk], trainers=[staff_id(trainer)], now=now,
        )  # fmt: skip

        assert (invitation.email, invitation.roles) == ("kim@example.test", ["manager", "trainer"])
        assert invitation.expires_at == now + timedelta(days=14)
        member = member_of(admin, invitation.staff_id, now=now)
        assert (member.standing, member.roles) == (Standing.INVITED, ())
        event = Event.objects.get(type="staff.invited")
        assert event.payload["invitation_id"] == str(invitation.pk)
        assert "kim@example.test" not in str(event.payload)

    def test_of_somebody_on_the_list_keeps_their_record(self, admin: Actor, now: datetime) -> None:
        ben = add_trainer(admin, name="Ben", email="ben@example.test", now=now)
        invitation = invite_staff(admin, email="ben@example.test", roles=["trainer"], now=now)

        assert invitation.staff_id == ben.pk

    def test_again_replaces_the_earlier_one(self, admin: Actor, now: datetime) -> None:
        first = invite_staff(admin, email="ben@example.test", roles=["trainer"], now=now)
        second = invite_staff(admin, email="ben@example.test", roles=["manager"], now=now)

        first.refresh_from_db()
        assert first.withdrawn_at == now
        assert first.staff_id == second.staff_id
        assert Staff.objects.filter(email="ben@example.test").count() == 1

    def test_of_an_owner_is_for_owners(self, admin: Actor, owner: Actor, now: datetime) -> None:
        with pytest.raises(OwnersOnly):
            invite_staff(admin, email="x@example.test", roles=["owner"], now=now)
        assert not Invitation.objects.exists()

        assert invite_staff(owner, email="x@example.test", roles=["owner"], now=now).roles == ["owner"]

    def test_of_somebody_who_works_here_is_refused(self, admin: Actor, trainer: Actor, now: datetime) -> None:
        with pytest.raises(AlreadyStaff):
            invite_staff(admin, email="x@example.test", staff_id=trainer.staff_id, roles=["manager"], now=now)

    @pytest.mark.parametrize(
        ("values", "field"),
        [
            ({"email": "nobody"}, "email"),
            ({"roles": []}, "roles"),
            ({"roles": ["client"]}, "roles"),
            ({"roles": ["king"]}, "roles"),
            ({"roles": ["trainer"], "locations": [UUID(int=1)]}, "roles"),
            ({"roles": ["manager"], "locations": [UUID(int=1)]}, "locations"),
            ({"roles": ["manager"], "trainers": [UUID(int=1)]}, "trainers"),
        ],
    )
    def test_names_the_field_that_is_wrong(
        self, admin: Actor, now: datetime, values: dict[str, object], field: str
    ) -> None:
        with pytest.raises(Invalid) as refusal:
            invite_staff(admin, **{"email": "x@example.test", "roles": ["manager"]} | values, now=now)  # type: ignore[arg-type]

        assert refusal.value.errors.keys() == {field}
        assert not Invitation.objects.exists()

    def test_says_what_its_mail_says(self, owner: Actor, now: datetime) -> None:
        invitation = invite_staff(owner, email="x@example.test", name="Xi", roles=["admin"], now=now)

        mail = invitation_mail(owner, invitation.pk, now=now)

        assert mail is not None
        assert (mail.address, mail.name, mail.roles) == ("x@example.test", "Xi", "Administrator")
        assert mail.invited_by == "Olive Owner"
        assert invitation_mail(owner, invitation.pk, now=now + timedelta(days=15)) is None


class TestAccept:
    @pytest.fixture
    def kim(self, studio: Studio) -> User:
        return make_user(email="kim@example.test", name="Kim Lee")

    @pytest.fixture
    def invitation(self, admin: Actor, now: datetime) -> Invitation:
        location = Location.objects.get()
        return invite_staff(
            admin, email="kim@example.test", roles=["manager", "trainer"], locations=[location.pk], now=now
        )

    def test_gives_the_roles_and_the_scope(
        self, studio: Studio, kim: User, invitation: Invitation, now: datetime
    ) -> None:
        accept_invitation(visitor(studio, kim), invitation_id=invitation.pk, now=now)

        with open_door(kim.pk, studio.slug) as actor:
            assert actor.roles == {Role.MANAGER, Role.TRAINER}
            assert actor.scope_locations == frozenset({Location.objects.get().pk})
            assert actor.staff_id
            assert Staff.objects.get(pk=actor.staff_id).is_trainer
            assert Event.objects.get(type="staff.joined").actor_id == kim.pk

    def test_twice_changes_nothing(self, studio: Studio, kim: User, invitation: Invitation, now: datetime) -> None:
        first = accept_invitation(visitor(studio, kim), invitation_id=invitation.pk, now=now)
        again = accept_invitation(visitor(studio, kim), invitation_id=invitation.pk, now=now)

        assert first == again
        assert Event.objects.filter(type="staff.joined").count() == 1

    def test_needs_the_invited_address_and_its_proof(
        self, studio: Studio, invitation: Invitation, now: datetime
    ) -> None:
        unproven = make_user(email="kim@example.test", verified=False)
        other = make_user(email="eve@example.test")

        for user in (unproven, other):
            with pytest.raises(OtherAddress, match="kim@example.test"):
                accept_invitation(visitor(studio, user), invitation_id=invitation.pk, now=now)
        with pytest.raises(Unauthenticated):
            accept_invitation(Actor(studio), invitation_id=invitation.pk, now=now)

        assert not StudioRole.objects.filter(user__in=[unproven, other]).exists()

    def test_ends_with_its_time(self, studio: Studio, kim: User, invitation: Invitation, now: datetime) -> None:
        with pytest.raises(InvitationClosed):
            accept_invitation(visitor(studio, kim), invitation_id=invitation.pk, now=invitation.expires_at)

        assert not StudioRole.objects.filter(user=kim).exists()

    def test_works_again_after_it_was_sent_again(
        self, studio: Studio, kim: User, admin: Actor, invitation: Invitation, now: datetime
    ) -> None:
        later = invitation.expires_at + timedelta(days=1)
        assert member_of(admin, invitation.staff_id, now=later).standing == Standing.EXPIRED
        resend_invitation(admin, invitation_id=invitation.pk, now=later)
        accept_invitation(visitor(studio, kim), invitation_id=invitation.pk, now=later)

        assert Event.objects.filter(type="staff.invited").count() == 2

    def test_ends_with_its_withdrawal(
        self, studio: Studio, kim: User, admin: Actor, invitation: Invitation, now: datetime
    ) -> None:
        withdraw_invitation(admin, invitation_id=invitation.pk, now=now)

        with pytest.raises(InvitationClosed):
            accept_invitation(visitor(studio, kim), invitation_id=invitation.pk, now=now)
        with pytest.raises(InvitationClosed):
            resend_invitation(admin, invitation_id=invitation.pk, now=now)

    def test_is_not_for_somebody_who_works_here_already(
        self, studio: Studio, admin: Actor, invitation: Invitation, now: datetime
    ) -> None:
        worker = make_user(email="w@example.test")
        make_staff(studio, name="Wen", user=worker)
        own = invite_staff(admin, email="w@example.test", roles=["manager"], now=now)

        with pytest.raises(AlreadyStaff):
            accept_invitation(visitor(studio, worker), invitation_id=own.pk, now=now)

    def test_is_found_by_its_signed_link_only(self, studio: Studio, stranger: Actor, invitation: Invitation) -> None:
        token = invitation_token(invitation)

        assert invitation_by_token(Actor(studio), token) == invitation
        for wrong in (token[:-1], "x", str(invitation.pk)):
            with pytest.raises(NotFound):
                invitation_by_token(Actor(studio), wrong)
        with pytest.raises(NotFound):
            invitation_by_token(stranger, token)


class TestChangeRoles:
    def test_gives_exactly_these(self, admin: Actor, trainer: Actor, now: datetime) -> None:
        change_roles(admin, staff_id=staff_id(trainer), roles=["manager", "trainer"], now=now)
        assert roles_of(trainer) == {"manager", "trainer"}

        change_roles(admin, staff_id=staff_id(trainer), roles=["manager"], now=now)

        assert roles_of(trainer) == {"manager"}
        assert not Staff.objects.get(pk=staff_id(trainer)).is_trainer
        last = Event.objects.filter(type="staff.roles_changed").order_by("id").last()
        assert last is not None
        assert (last.payload["before"], last.payload["after"]) == (["manager", "trainer"], ["manager"])

    def test_keeps_one_of_the_roles_that_include_each_other(self, admin: Actor, trainer: Actor, now: datetime) -> None:
        change_roles(admin, staff_id=staff_id(trainer), roles=["manager", "admin", "trainer"], now=now)

        assert roles_of(trainer) == {"admin", "trainer"}

    def test_limits_a_manager_and_frees_them_again(self, admin: Actor, manager: Actor, now: datetime) -> None:
        location = Location.objects.get()
        change_roles(admin, staff_id=staff_id(manager), roles=["manager"], locations=[location.pk], now=now)
        assert [found.pk for found in member_of(admin, staff_id(manager), now=now).locations] == [location.pk]

        change_roles(admin, staff_id=staff_id(manager), roles=["manager"], now=now)

        assert member_of(admin, staff_id(manager), now=now).locations == ()
        assert Event.objects.filter(type="staff.roles_changed").count() == 2

    def test_records_nothing_when_nothing_is_different(self, admin: Actor, manager: Actor, now: datetime) -> None:
        change_roles(admin, staff_id=staff_id(manager), roles=["manager"], now=now)

        assert not Event.objects.exists()

    def test_never_takes_the_last_owner(self, owner: Actor, now: datetime) -> None:
        with pytest.raises(LastOwner):
            change_roles(owner, staff_id=staff_id(owner), roles=["admin"], now=now)

        assert roles_of(owner) == {"owner"}

    def test_lets_an_owner_step_down_beside_another(self, studio: Studio, owner: Actor, now: datetime) -> None:
        make_staff_actor(studio, name="Otto Other", role=Role.OWNER)
        change_roles(owner, staff_id=staff_id(owner), roles=["manager"], now=now)

        assert roles_of(owner) == {"manager"}

    def test_makes_and_unmakes_owners_for_owners_only(
        self, studio: Studio, admin: Actor, owner: Actor, trainer: Actor, now: datetime
    ) -> None:
        for target, roles in ((trainer, ["owner"]), (owner, ["admin"])):
            with pytest.raises(OwnersOnly):
                change_roles(admin, staff_id=staff_id(target), roles=roles, now=now)

        assert (roles_of(trainer), roles_of(owner)) == ({"trainer"}, {"owner"})

    def test_needs_a_login(self, admin: Actor, now: datetime) -> None:
        ben = add_trainer(admin, name="Ben", now=now)

        with pytest.raises(NoLogin):
            change_roles(admin, staff_id=ben.pk, roles=["manager"], now=now)

    def test_of_a_stranger_is_not_found(self, stranger: Actor, trainer: Actor, now: datetime) -> None:
        with pytest.raises(NotFound):
            change_roles(stranger, staff_id=staff_id(trainer), roles=["admin"], now=now)

        assert roles_of(trainer) == {"trainer"}


class TestDeactivate:
    def test_takes_roles_and_invitations(self, admin: Actor, trainer: Actor, now: datetime) -> None:
        deactivate_staff(admin, staff_id=staff_id(trainer), now=now)
        deactivate_staff(admin, staff_id=staff_id(trainer), now=now)

        assert roles_of(trainer) == set()
        assert member_of(admin, staff_id(trainer), now=now).standing == Standing.GONE
        assert Event.objects.get(type="staff.deactivated").payload["before"] == ["trainer"]

    def test_leaves_managers_limited_who_were_limited_to_this_person(
        self, studio: Studio, admin: Actor, manager: Actor, trainer: Actor, now: datetime
    ) -> None:
        gone = staff_id(trainer)
        change_roles(admin, staff_id=staff_id(manager), roles=["manager"], trainers=[gone], now=now)

        deactivate_staff(admin, staff_id=gone, now=now)

        assert manager.user_id is not None
        assert actor_of(studio, manager.user_id).reach == Reach(trainers=frozenset({gone}))

    def test_withdraws_what_was_offered(self, admin: Actor, now: datetime) -> None:
        invitation = invite_staff(admin, email="x@example.test", roles=["trainer"], now=now)
        deactivate_staff(admin, staff_id=invitation.staff_id, now=now)

        invitation.refresh_from_db()
        assert invitation.withdrawn_at == now
        with pytest.raises(Inactive):
            invite_staff(admin, email="x@example.test", staff_id=invitation.staff_id, roles=["trainer"], now=now)

    def test_spares_the_last_owner(self, owner: Actor, admin: Actor, now: datetime) -> None:
        with pytest.raises(LastOwner):
            deactivate_staff(owner, staff_id=staff_id(owner), now=now)
        with pytest.raises(OwnersOnly):
            deactivate_staff(admin, staff_id=staff_id(owner), now=now)

        assert roles_of(owner) == {"owner"}

    def test_is_undone_by_taking_them_back(self, admin: Actor, trainer: Actor, now: datetime) -> None:
        deactivate_staff(admin, staff_id=staff_id(trainer), now=now)
        reactivate_staff(admin, staff_id=staff_id(trainer), now=now)

        assert member_of(admin, staff_id(trainer), now=now).standing == Standing.NO_LOGIN


class TestWhoSeesWhom:
    def test_shows_the_public_first_names_only(self, studio: Studio, trainer: Actor, maya: Actor) -> None:
        ana = trainers_of(Actor(studio)).get()

        assert shown_name(Actor(studio), ana) == "Ana"
        assert shown_name(maya, ana) == "Ana Ruiz"

    def test_lists_only_those_who_give_sessions_now(self, admin: Actor, trainer: Actor, now: datetime) -> None:
        deactivate_staff(admin, staff_id=staff_id(trainer), now=now)

        assert list(trainers_of(admin)) == []

    def test_knows_who_acts(self, admin: Actor, trainer: Actor) -> None:
        assert [name for _key, name in people_who_act(admin)] == ["Adam Admin", "Ana Ruiz"]

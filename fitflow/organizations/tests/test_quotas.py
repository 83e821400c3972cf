"""What one studio may hold and be called, and what an invitation outlives."""

from datetime import datetime

import pytest
from pytest_django.fixtures import Settings

from fitflow.accounts.factories import make_user
from fitflow.core.actor import Actor, Role, Studio
from fitflow.core.errors import Invalid
from fitflow.core.likeness import is_of_house
from fitflow.organizations.factories import actor_of, make_client, make_staff_actor
from fitflow.organizations.models import Client, StudioRole
from fitflow.organizations.refusals import InvitationClosed, QuotaReached
from fitflow.organizations.rules.client_sheets import rows_of
from fitflow.organizations.rules.clients import mailbox_of
from fitflow.organizations.services.client_import import import_clients
from fitflow.organizations.services.client_logins import join_studio
from fitflow.organizations.services.clients import add_client
from fitflow.organizations.services.invitations import accept_invitation, invite_staff
from fitflow.organizations.services.settings import update_settings
from fitflow.organizations.services.staff import change_roles
from fitflow.organizations.services.studio import update_profile
from fitflow.organizations.settings import BRAND_NAME


class TestClients:
    @pytest.fixture(autouse=True)
    def one_is_left(self, studio: Studio, settings: Settings) -> None:
        make_client(studio, name="Ada")
        settings.FITFLOW_MOST_CLIENTS = 2

    def test_are_added_up_to_the_bound_of_the_house(self, manager: Actor, now: datetime) -> None:
        add_client(manager, name="Bea", email="bea@example.org", now=now)

        with pytest.raises(QuotaReached) as refusal:
            add_client(manager, name="Cleo", email="cleo@example.org", now=now)
        assert refusal.value.details == {"most": 2}

    def test_of_a_list_are_taken_in_whole_or_not_at_all(self, manager: Actor, now: datetime) -> None:
        rows = rows_of([{"name": name, "email": f"{name}@example.org"} for name in ("bea", "cleo")])

        with pytest.raises(QuotaReached):
            import_clients(manager, rows=rows, dry_run=False, now=now)
        assert Client.objects.count() == 1

    def test_who_sign_up_are_counted(self, studio: Studio, now: datetime) -> None:
        for name in ("bea", "cleo"):
            user = make_user(email=f"{name}@example.org")
            if name == "bea":
                join_studio(actor_of(studio, user.pk), now=now)
                continue
            with pytest.raises(QuotaReached):
                join_studio(actor_of(studio, user.pk), now=now)


class TestTheNameOfTheHouse:
    @pytest.mark.parametrize(
        "name", ["FitFlow", "fit flow support", "Fít-Flow", "The F.I.T.F.L.O.W team", "ＦｉｔＦｌｏｗ"]
    )
    def test_is_of_no_studio(self, owner: Actor, now: datetime, name: str) -> None:
        with pytest.raises(Invalid) as refusal:
            update_profile(owner, changes={"name": name}, now=now)
        assert refusal.value.errors.keys() == {"name"}
        with pytest.raises(Invalid):
            update_settings(owner, {BRAND_NAME.key: name[:24]}, now=now)

    def test_is_not_found_in_others(self) -> None:
        assert not is_of_house("Fit & Flexible", "FitFlow")
        assert not is_of_house("Anything", "")


class TestAnInvitationToRunTheStudio:
    def invited_by(self, actor: Actor, role: Role, now: datetime) -> tuple[Actor, object]:
        invitation = invite_staff(actor, email="kim@example.org", roles=[role.value], now=now)
        kim = make_user(email="kim@example.org")
        return Actor(actor.organization, user_id=kim.pk), invitation.pk

    @pytest.mark.parametrize("role", [Role.OWNER, Role.ADMIN])
    def test_ends_with_the_rights_of_whoever_sent_it(self, owner: Actor, role: Role, now: datetime) -> None:
        other = make_staff_actor(owner.organization, name="Otto", role=Role.OWNER)
        kim, invitation_id = self.invited_by(other, role, now)
        assert other.staff_id is not None
        change_roles(owner, staff_id=other.staff_id, roles=["trainer"], now=now)

        with pytest.raises(InvitationClosed):
            accept_invitation(kim, invitation_id=invitation_id, now=now)  # type: ignore[arg-type]
        assert not StudioRole.objects.filter(user__email="kim@example.org").exists()

    def test_of_a_trainer_outlives_them(self, owner: Actor, now: datetime) -> None:
        other = make_staff_actor(owner.organization, name="Otto", role=Role.ADMIN)
        kim, invitation_id = self.invited_by(other, Role.TRAINER, now)
        assert other.staff_id is not None
        change_roles(owner, staff_id=other.staff_id, roles=["trainer"], now=now)

        accept_invitation(kim, invitation_id=invitation_id, now=now)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("address", "mailbox"),
    [
        ("ada+1@example.org", "ada@example.org"),
        ("a.da@example.org", "a.da@example.org"),
        ("a.d.a+x+y@gmail.com", "ada@gmail.com"),
    ],
)
def test_a_sub_address_is_the_same_mailbox(address: str, mailbox: str) -> None:
    assert mailbox_of(address) == mailbox

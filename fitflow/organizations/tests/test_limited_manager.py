"""A manager who is limited stays so, whatever happens to what they are limited to."""

from datetime import datetime
from uuid import UUID

import pytest
from django.db import IntegrityError, transaction

from fitflow.core.actor import Actor, Reach, Studio
from fitflow.core.models import Event
from fitflow.organizations.factories import actor_of
from fitflow.organizations.models import Location, StudioRole, StudioRoleScope
from fitflow.organizations.queries.staff import member_of
from fitflow.organizations.services.staff import change_roles


def staff_id(actor: Actor) -> UUID:
    assert actor.staff_id is not None
    return actor.staff_id


class TestALimitedManager:
    @pytest.fixture
    def limited(self, admin: Actor, manager: Actor, trainer: Actor, now: datetime) -> Actor:
        gone = staff_id(trainer)
        change_roles(admin, staff_id=staff_id(manager), roles=["manager"], trainers=[gone], now=now)
        return manager

    def reach_of(self, studio: Studio, actor: Actor) -> Reach:
        assert actor.user_id is not None
        return actor_of(studio, actor.user_id).reach

    def test_sees_nothing_when_nothing_is_left(self, studio: Studio, limited: Actor) -> None:
        StudioRoleScope.objects.all().delete()

        assert self.reach_of(studio, limited) == Reach()

    def test_is_told_so_on_the_page_of_staff(self, admin: Actor, limited: Actor, now: datetime) -> None:
        StudioRoleScope.objects.all().delete()

        assert member_of(admin, staff_id(limited), now=now).scope_words == "limited to nothing that is left"

    def test_keeps_the_location_when_the_trainer_goes(
        self, studio: Studio, admin: Actor, limited: Actor, trainer: Actor, now: datetime
    ) -> None:
        location, gone = Location.objects.get(), staff_id(trainer)
        both = {"locations": [location.pk], "trainers": [gone]}
        change_roles(admin, staff_id=staff_id(limited), roles=["manager"], **both, now=now)
        StudioRoleScope.objects.filter(trainer_id=gone).delete()

        assert self.reach_of(studio, limited) == Reach(locations=frozenset({location.pk}))

    def test_sees_the_whole_studio_when_an_admin_says_so(
        self, studio: Studio, admin: Actor, limited: Actor, now: datetime
    ) -> None:
        StudioRoleScope.objects.all().delete()

        change_roles(admin, staff_id=staff_id(limited), roles=["manager"], now=now)

        assert self.reach_of(studio, limited).is_whole
        assert Event.objects.filter(type="staff.roles_changed").count() == 2

    def test_who_becomes_a_trainer_and_a_manager_again_is_what_is_said_then(
        self, studio: Studio, admin: Actor, limited: Actor, now: datetime
    ) -> None:
        change_roles(admin, staff_id=staff_id(limited), roles=["trainer"], now=now)
        assert self.reach_of(studio, limited) == Reach(trainers=frozenset({staff_id(limited)}))

        change_roles(admin, staff_id=staff_id(limited), roles=["manager"], now=now)
        assert self.reach_of(studio, limited).is_whole

    def test_nobody_else_can_be_limited(self, owner: Actor) -> None:
        with pytest.raises(IntegrityError, match="studio_role_limits_managers_only"), transaction.atomic():
            StudioRole.objects.filter(role="owner").update(is_limited=True)

    def test_is_limited_by_the_database_whoever_writes_the_row(
        self, studio: Studio, manager: Actor, trainer: Actor
    ) -> None:
        assert manager.user_id is not None
        role = StudioRole.objects.get(user_id=manager.user_id)
        StudioRoleScope.objects.create(organization_id=studio.id, studio_role_id=role.pk, trainer_id=staff_id(trainer))

        role.refresh_from_db()
        assert role.is_limited

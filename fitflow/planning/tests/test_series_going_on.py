"""Series as time goes on, and who may have one."""

from datetime import date, datetime, time, timedelta

import pytest

from fitflow.booking.factories import make_class_type, make_session
from fitflow.core.actor import Actor, Role, Studio
from fitflow.core.errors import Forbidden, Invalid, NotFound
from fitflow.core.jobs import drain
from fitflow.core.models import Event, Timer
from fitflow.core.tenancy import tenant
from fitflow.organizations.factories import make_staff
from fitflow.organizations.models import Location
from fitflow.planning.services.series import EXTEND_TIMER, OnConflict, create_series, extend_series
from fitflow.planning.tests.series import EVERY_DAY, draft_of
from fitflow.schedule.models import ClassType, Series, Session
from fitflow.schedule.queries.series import one_series

pytestmark = pytest.mark.usefixtures("engine_time")


class TestExtension:
    def test_goes_on_day_by_day_by_its_timer(self, manager: Actor, class_type: ClassType, now: datetime) -> None:
        made = create_series(manager, draft_of(class_type, weekdays=EVERY_DAY), now=now)
        assert Timer.objects.get(kind=EXTEND_TIMER).due_at > now

        Timer.objects.exclude(kind=EXTEND_TIMER).delete()
        for day in range(1, 4):
            drain(now + timedelta(days=day))

        series = one_series(manager, made.series.pk)
        assert series.made_until == date(2027, 2, 23)
        assert Session.objects.filter(series_id=series.pk).count() == made.sessions + 3
        assert Event.objects.filter(type="series.extended").count() == 3

    def test_twice_does_nothing(self, system: Actor, manager: Actor, class_type: ClassType, now: datetime) -> None:
        made = create_series(manager, draft_of(class_type), now=now)
        later = now + timedelta(days=30)

        first = extend_series(system, series_id=made.series.pk, now=later)
        second = extend_series(system, series_id=made.series.pk, now=later)

        assert (first.sessions, second.sessions) == (20, 0)

    def test_catches_up_after_a_long_silence(
        self, system: Actor, manager: Actor, class_type: ClassType, now: datetime
    ) -> None:
        made = create_series(manager, draft_of(class_type, weekdays=EVERY_DAY), now=now)

        extended = extend_series(system, series_id=made.series.pk, now=now + timedelta(days=120))

        sessions = Session.objects.filter(series_id=made.series.pk, starts_at__gt=now + timedelta(days=120))
        assert extended.sessions == sessions.count() == 92

    def test_leaves_out_what_does_not_fit_and_says_so(
        self, studio: Studio, system: Actor, manager: Actor, class_type: ClassType, now: datetime
    ) -> None:
        made = create_series(manager, draft_of(class_type), now=now)
        make_session(studio, class_type=class_type, starts_in=timedelta(days=93, hours=21), now=now)

        extended = extend_series(system, series_id=made.series.pk, now=now + timedelta(days=4))

        assert extended.left_out == (date(2027, 2, 22),)
        assert Event.objects.get(type="series.extended").payload["left_out"] == ["2027-02-22"]

    def test_plans_anyway_where_staff_said_why(
        self, studio: Studio, system: Actor, manager: Actor, class_type: ClassType, now: datetime
    ) -> None:
        create_series(manager, draft_of(class_type), now=now)
        both = create_series(
            manager,
            draft_of(make_class_type(studio, name="Beside it"), trainer_id=class_type.trainer_id),
            on_conflict=OnConflict.OVERRIDE,
            override_reason="One room, two groups.",
            now=now,
        ).series
        later = now + timedelta(days=30)
        for series in Series.objects.order_by("starts_on", "pk"):
            extend_series(system, series_id=series.pk, now=later)

        assert one_series(manager, both.pk).except_on == []
        assert Session.objects.filter(series=both).count() == 85

    def test_ends_with_the_series(self, manager: Actor, class_type: ClassType, now: datetime) -> None:
        create_series(manager, draft_of(class_type, ends_on=date(2026, 12, 4)), now=now)

        assert not Timer.objects.filter(kind=EXTEND_TIMER).exists()

    def test_waits_while_the_trainer_no_longer_works_here(
        self, system: Actor, manager: Actor, class_type: ClassType, now: datetime
    ) -> None:
        made = create_series(manager, draft_of(class_type), now=now)
        trainer = made.series.trainer
        trainer.is_active = False
        trainer.save()

        assert extend_series(system, series_id=made.series.pk, now=now + timedelta(days=30)).sessions == 0


class TestRights:
    def test_a_trainer_plans_for_themselves_alone(self, trainer: Actor, class_type: ClassType, now: datetime) -> None:
        assert create_series(trainer, draft_of(class_type, trainer_id=trainer.staff_id), now=now).sessions == 65

        with pytest.raises(Forbidden):
            create_series(trainer, draft_of(class_type, at=time(9, 0)), now=now)

    def test_a_manager_plans_within_the_scope(
        self, studio: Studio, manager: Actor, class_type: ClassType, now: datetime
    ) -> None:
        elsewhere = Location.objects.create(organization_id=studio.id, name="Riverside")
        scoped = Actor(
            studio, user_id=manager.user_id, roles=frozenset({Role.MANAGER}), scope_locations=frozenset({elsewhere.pk})
        )

        with pytest.raises(Forbidden):
            create_series(scoped, draft_of(class_type), now=now)
        inside = create_series(scoped, draft_of(class_type, location_id=elsewhere.pk), now=now)
        outside = create_series(manager, draft_of(class_type, at=time(12, 0)), now=now)

        assert one_series(scoped, inside.series.pk)
        with pytest.raises(NotFound):
            one_series(scoped, outside.series.pk)

    def test_clients_and_strangers_have_no_series(
        self, manager: Actor, maya: Actor, stranger: Actor, class_type: ClassType, now: datetime
    ) -> None:
        made = create_series(manager, draft_of(class_type), now=now)

        with pytest.raises(NotFound):
            one_series(maya, made.series.pk)
        with pytest.raises(NotFound):
            one_series(stranger, made.series.pk)
        with pytest.raises(Forbidden):
            create_series(maya, draft_of(class_type, at=time(12, 0)), now=now)

    def test_somebody_elses_trainer_is_none_of_this_studio(
        self, manager: Actor, stranger: Actor, class_type: ClassType, now: datetime
    ) -> None:
        with tenant(stranger.organization_id):
            foreign = make_staff(stranger.organization, name="Foreign")

        with pytest.raises(Invalid):
            create_series(manager, draft_of(class_type, trainer_id=foreign.pk), now=now)

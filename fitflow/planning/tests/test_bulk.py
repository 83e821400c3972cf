"""One act on many sessions: cancelling a range, another trainer for several."""

from datetime import date, datetime, time, timedelta
from decimal import Decimal

import pytest

from fitflow.booking.factories import give_credits, make_class_type, make_session
from fitflow.booking.models import WaitlistEntry
from fitflow.booking.services.holds import hold_spot
from fitflow.booking.services.sessions import cancel_session
from fitflow.booking.services.waitlist import join_waitlist
from fitflow.core.actor import Actor, Role, Studio
from fitflow.core.errors import Forbidden, Invalid, NotFound, Refused
from fitflow.core.jobs import drain
from fitflow.core.models import Event, Timer
from fitflow.core.tenancy import tenant
from fitflow.organizations.factories import make_client_actor, make_staff
from fitflow.organizations.models import Location, Staff
from fitflow.planning.models import CancelRun, CancelRunItem
from fitflow.planning.queries.bulk import preview_selection, preview_trainer, report_of
from fitflow.planning.services import bulk
from fitflow.planning.services.bulk import RUN_TIMER, cancel_sessions, retry_run
from fitflow.planning.services.series import OnConflict, create_series
from fitflow.planning.services.substitutes import replace_trainer
from fitflow.planning.tests.series import balance, book
from fitflow.schedule.models import ClassType, ResourceClaim, Session
from fitflow.schedule.queries.series import SeriesDraft
from fitflow.schedule.queries.sessions import Selection

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
pytestmark = pytest.mark.usefixtures("engine_time")


@pytest.fixture
def class_type(studio: Studio) -> ClassType:
    return make_class_type(studio, capacity=2)


@pytest.fixture
def week(manager: Actor, class_type: ClassType, now: datetime) -> list[Session]:
    """A daily class at 18:00 with two spots, Monday to Sunday."""
    draft = SeriesDraft(
        class_type.pk, frozenset(range(1, 8)), time(18), starts_on=date(2026, 11, 23), ends_on=date(2026, 11, 29)
    )
    series = create_series(manager, draft, now=now).series
    return list(Session.objects.filter(series=series).order_by("starts_at"))


def between(first: Session, last: Session) -> Selection:
    return Selection(start=first.starts_at, end=last.starts_at + HOUR)


class TestCancelSessions:
    def test_refunds_everybody_ends_queues_and_frees_the_trainer(
        self, manager: Actor, maya: Actor, noah: Actor, week: list[Session], now: datetime
    ) -> None:
        books = [book(maya, week[1], now), book(noah, week[1], now), book(maya, week[2], now)]
        waiting = make_client_actor(manager.organization, name="Wanda Wait")
        give_credits(waiting, now=now)
        join_waitlist(waiting, session_id=week[1].pk, now=now)

        report = cancel_sessions(manager, between(week[1], week[3]), reason="Boiler broken", now=now)

        assert (report.total, report.done, report.left, report.failed) == (3, 3, 0, ())
        assert report.is_done
        assert (report.bookings, report.credits) == (3, Decimal(3))
        for booking in books:
            booking.refresh_from_db()
            assert (booking.status, booking.refund_percent, booking.cancel_reason) == (
                "cancelled",
                100,
                "Boiler broken",
            )
        assert balance(maya, now) == Decimal(20)
        assert WaitlistEntry.objects.get().status == "closed"
        states = [one.status for one in Session.objects.order_by("starts_at")]
        assert states == ["published", "cancelled", "cancelled", "cancelled", "published", "published", "published"]
        assert ResourceClaim.objects.count() == 4
        assert Event.objects.filter(type="session.cancelled").count() == 3
        assert Event.objects.with_words().get(type="sessions.cancel_asked").told["reason"] == "Boiler broken"

    def test_says_first_what_it_would_touch(
        self, manager: Actor, maya: Actor, week: list[Session], now: datetime
    ) -> None:
        book(maya, week[0], now)

        preview = preview_selection(manager, between(week[0], week[1]), now=now)

        assert (len(preview.sessions), preview.bookings, preview.waiting) == (2, 1, 0)
        assert not CancelRun.objects.exists()

    def test_can_be_narrowed_down(self, studio: Studio, manager: Actor, week: list[Session], now: datetime) -> None:
        hall = Location.objects.create(organization_id=studio.id, name="Hall")
        other = make_session(studio, starts_in=4 * DAY, now=now, location_id=hall.pk)
        whole = between(week[0], week[6])

        def count(**values: object) -> int:
            selection = Selection(start=whole.start, end=whole.end, **values)  # type: ignore[arg-type]
            return len(preview_selection(manager, selection, now=now).sessions)

        assert count() == 8
        assert count(location_id=hall.pk) == 1
        assert count(trainer_id=week[0].trainer_id) == 7
        assert count(class_type_id=other.class_type_id) == 1
        assert count(series_id=week[0].series_id) == 7
        assert len(preview_selection(manager, Selection(session_ids=(other.pk, week[0].pk)), now=now).sessions) == 2

    def test_leaves_alone_what_has_begun_or_is_over(self, manager: Actor, week: list[Session], now: datetime) -> None:
        cancel_session(manager, session_id=week[1].pk, reason="Already", now=now)

        report = cancel_sessions(manager, between(week[0], week[6]), reason="Closed", now=week[0].starts_at)

        assert report.total == 5

    def test_needs_a_reason(self, manager: Actor, week: list[Session], now: datetime) -> None:
        with pytest.raises(Invalid) as refused:
            cancel_sessions(manager, between(week[0], week[6]), reason="  ", now=now)

        assert list(refused.value.errors) == ["reason"]

    def test_of_many_goes_on_by_itself_and_shows_how_far_it_came(
        self, manager: Actor, maya: Actor, week: list[Session], now: datetime, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(bulk, "FEW_SESSIONS", 3)
        booking = book(maya, week[5], now)

        report = cancel_sessions(manager, between(week[0], week[6]), reason="Holiday", now=now)
        assert (report.total, report.done, report.left, report.is_done) == (7, 0, 7, False)
        Timer.objects.exclude(kind=RUN_TIMER).delete()
        drain(now)

        after = report_of(manager, report.run_id)
        assert (after.done, after.left, after.done_at, after.bookings) == (7, 0, now, 1)
        booking.refresh_from_db()
        assert booking.status == "cancelled"
        told = Event.objects.filter(type="session.cancelled").values_list("actor_id", flat=True)
        assert set(told) == {manager.user_id}

    def test_goes_on_where_it_stopped(
        self, system: Actor, manager: Actor, week: list[Session], now: datetime, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(bulk, "FEW_SESSIONS", 0)
        report = cancel_sessions(manager, between(week[0], week[6]), reason="Holiday", now=now)
        run = CancelRun.objects.get(pk=report.run_id)
        for item in CancelRunItem.objects.order_by("session_id")[:3]:
            bulk.cancel_item(system, run, item.pk, now=now)
        assert report_of(manager, run.pk).left == 4

        bulk.continue_run(system, run_id=run.pk, now=now + HOUR)
        bulk.continue_run(system, run_id=run.pk, now=now + 2 * HOUR)

        after = report_of(manager, run.pk)
        assert (after.done, after.done_at) == (7, now + HOUR)
        assert Event.objects.filter(type="session.cancelled").count() == 7

    def test_lists_what_could_not_be_cancelled_and_does_the_rest(
        self, system: Actor, manager: Actor, week: list[Session], now: datetime, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(bulk, "FEW_SESSIONS", 0)
        report = cancel_sessions(manager, between(week[0], week[6]), reason="Holiday", now=now)
        Session.objects.filter(pk=week[2].pk).update(status="completed")

        bulk.continue_run(system, run_id=report.run_id, now=now)

        after = report_of(manager, report.run_id)
        assert (after.total, after.done, after.left) == (7, 6, 0)
        assert [(one.session_id, one.problem) for one in after.failed] == [
            (week[2].pk, "It is over: it can no longer be cancelled.")
        ]
        Session.objects.filter(pk=week[2].pk).update(status="published")
        retry_run(manager, run_id=report.run_id, now=now)
        Timer.objects.exclude(kind=RUN_TIMER).delete()
        drain(now)
        assert report_of(manager, report.run_id).done == 7

    def test_is_a_trainers_for_the_own_sessions_only(
        self, studio: Studio, trainer: Actor, week: list[Session], now: datetime
    ) -> None:
        own = make_session(studio, starts_in=4 * DAY, now=now, trainer_id=trainer.staff_id)

        report = cancel_sessions(trainer, between(week[0], week[6]), reason="Ill", now=now)

        assert report.total == 1
        assert Session.objects.get(status="cancelled").pk == own.pk
        with pytest.raises(NotFound):
            cancel_sessions(trainer, Selection(session_ids=(week[0].pk,)), reason="Ill", now=now)

    def test_is_a_managers_within_the_scope(
        self, studio: Studio, manager: Actor, week: list[Session], now: datetime
    ) -> None:
        hall = Location.objects.create(organization_id=studio.id, name="Hall")
        inside = make_session(studio, starts_in=4 * DAY, now=now, location_id=hall.pk)
        scoped = Actor(
            studio, user_id=manager.user_id, roles=frozenset({Role.MANAGER}), scope_locations=frozenset({hall.pk})
        )

        report = cancel_sessions(scoped, between(week[0], week[6]), reason="Closed", now=now)

        assert report.total == 1
        assert Session.objects.get(status="cancelled").pk == inside.pk
        with pytest.raises(NotFound):
            cancel_sessions(scoped, Selection(session_ids=(week[0].pk,)), reason="Closed", now=now)
        assert report_of(manager, report.run_id).total == 1

    def test_is_nothing_for_clients_and_strangers(
        self, maya: Actor, stranger: Actor, manager: Actor, week: list[Session], now: datetime
    ) -> None:
        run = cancel_sessions(manager, Selection(session_ids=(week[0].pk,)), reason="Closed", now=now)

        with pytest.raises(Forbidden):
            cancel_sessions(maya, between(week[0], week[6]), reason="Mine", now=now)
        with tenant(stranger.organization_id), pytest.raises(Invalid):
            cancel_sessions(stranger, between(week[0], week[6]), reason="Mine", now=now)
        for somebody in (maya, stranger):
            with pytest.raises(NotFound):
                report_of(somebody, run.run_id)
        assert Session.objects.filter(status="cancelled").count() == 1

    def test_ends_live_holds(self, manager: Actor, maya: Actor, week: list[Session], now: datetime) -> None:
        give_credits(maya, now=now)
        hold_spot(maya, session_id=week[0].pk, now=now)

        cancel_sessions(manager, Selection(session_ids=(week[0].pk,)), reason="Closed", now=now)

        assert Session.objects.get(pk=week[0].pk).spots.exclude(client_id=None).count() == 0


class TestReplaceTrainer:
    @pytest.fixture
    def ben(self, studio: Studio) -> Staff:
        return make_staff(studio, name="Ben Okafor")

    def test_gives_several_sessions_to_somebody_else(
        self, manager: Actor, maya: Actor, ben: Staff, week: list[Session], now: datetime
    ) -> None:
        book(maya, week[1], now)

        replaced = replace_trainer(manager, between(week[1], week[2]), trainer_id=ben.pk, now=now)

        assert (replaced.sessions, replaced.bookings, replaced.left) == (2, 1, ())
        trainers = [one.trainer_id for one in Session.objects.order_by("starts_at")]
        assert [one == ben.pk for one in trainers] == [False, True, True, False, False, False, False]
        claims = ResourceClaim.objects.filter(resource__trainer_id=ben.pk)
        assert set(claims.values_list("session_id", flat=True)) == {week[1].pk, week[2].pk}
        moved = Event.objects.filter(type="session.moved")
        assert [event.payload["to_trainer_id"] for event in moved] == [str(ben.pk)] * 2
        assert not any(event.payload["is_free_exit"] for event in moved)

    def test_lists_conflicts_first_and_changes_nothing(
        self, studio: Studio, manager: Actor, ben: Staff, week: list[Session], now: datetime
    ) -> None:
        busy = make_session(studio, starts_in=4 * DAY + 9 * HOUR, now=now, trainer_id=ben.pk)

        preview = preview_trainer(manager, between(week[0], week[6]), ben.pk, now=now)
        with pytest.raises(Refused) as refused:
            replace_trainer(manager, between(week[0], week[6]), trainer_id=ben.pk, now=now)

        assert [(one.session.pk, one.conflicts[0].session_id) for one in preview.conflicting] == [(week[1].pk, busy.pk)]
        assert refused.value.code == "trainer_busy"
        assert [row["on"] for row in refused.value.details["conflicts"]] == ["2026-11-24"]
        assert not Session.objects.filter(trainer_id=ben.pk).exclude(pk=busy.pk).exists()

    def test_can_leave_conflicts_as_they_are_or_override_them(
        self, studio: Studio, manager: Actor, ben: Staff, week: list[Session], now: datetime
    ) -> None:
        make_session(studio, starts_in=4 * DAY + 9 * HOUR, now=now, trainer_id=ben.pk)
        whole = between(week[0], week[6])

        skipped = replace_trainer(manager, whole, trainer_id=ben.pk, on_conflict=OnConflict.SKIP, now=now)
        forced = replace_trainer(
            manager,
            Selection(session_ids=(week[1].pk,)),
            trainer_id=ben.pk,
            on_conflict=OnConflict.OVERRIDE,
            override_reason="Ana looks after the first half.",
            now=now,
        )

        assert (skipped.sessions, skipped.left) == (6, (week[1].pk,))
        assert forced.sessions == 1
        assert ResourceClaim.objects.exclude(override_reason="").get().session_id == week[1].pk

    def test_sees_that_two_of_the_list_cannot_be_one_persons(
        self, studio: Studio, manager: Actor, ben: Staff, week: list[Session], now: datetime
    ) -> None:
        at_once = make_session(studio, starts_in=week[0].starts_at - now, now=now)

        preview = preview_trainer(manager, Selection(session_ids=(week[0].pk, at_once.pk)), ben.pk, now=now)

        assert len(preview.conflicting) == 1
        with pytest.raises(Refused):
            replace_trainer(manager, Selection(session_ids=(week[0].pk, at_once.pk)), trainer_id=ben.pk, now=now)

    def test_is_a_managers_act(
        self, trainer: Actor, maya: Actor, ben: Staff, week: list[Session], now: datetime
    ) -> None:
        for somebody in (trainer, maya):
            with pytest.raises(Forbidden):
                replace_trainer(somebody, between(week[0], week[6]), trainer_id=ben.pk, now=now)

    def test_of_a_strangers_studio_is_not_found(
        self, stranger: Actor, ben: Staff, week: list[Session], now: datetime
    ) -> None:
        with pytest.raises(Invalid):
            replace_trainer(stranger, Selection(session_ids=(week[0].pk,)), trainer_id=ben.pk, now=now)
        assert not Session.objects.filter(trainer_id=ben.pk).exists()

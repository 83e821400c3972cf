from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from fitflow.core import events
from fitflow.core.actor import Actor, Studio
from fitflow.core.errors import Invalid, NotFound
from fitflow.core.ids import new_id
from fitflow.core.jobs import run_one
from fitflow.core.models import Delivery, Event, JobState, Timer
from fitflow.core.timers import MAX_ATTEMPTS, set_timer
from fitflow.organizations import events as own_events
from fitflow.organizations.events import JobReplayed
from fitflow.organizations.factories import make_client
from fitflow.organizations.forms.audit import AuditForm
from fitflow.organizations.hooks import Namer, Sentence
from fitflow.organizations.models import Location
from fitflow.organizations.queries.audit import AuditFilter, audit_trail, dead_letters
from fitflow.organizations.queries.history import describe, described_types
from fitflow.organizations.services.invitations import invite_staff
from fitflow.organizations.services.jobs import replay_job
from fitflow.organizations.services.locations import add_location, close_location, update_location
from fitflow.organizations.services.settings import change_preset, update_settings
from fitflow.organizations.services.staff import change_roles, update_staff
from tests.offers import also


def told(actor: Actor, wanted: AuditFilter = AuditFilter()) -> list[str]:  # noqa: B008 - frozen
    return [row.said.text for row in audit_trail(actor, wanted).rows]


class TestAuditTrail:
    def test_tells_what_happened_with_names(self, owner: Actor, trainer: Actor, now: datetime) -> None:
        location = add_location(owner, name="Harbour", now=now)
        invite_staff(owner, email="kim@example.test", name="Kim", roles=["manager", "trainer"], now=now + timedelta(1))
        close_location(owner, location_id=location.pk, now=now + timedelta(2))

        assert told(owner) == [
            "Olive Owner closed the location Harbour.",
            "Olive Owner invited Kim (Manager, Trainer).",
            "Olive Owner added the location Harbour.",
        ]

    def test_tells_old_and_new_values_of_settings(self, owner: Actor, now: datetime) -> None:
        update_settings(owner, {"hold.duration": 900, "notify.quiet_hours": None}, now=now)
        change_preset(owner, preset="coach", now=now + timedelta(1))

        newest, oldest = told(owner)
        assert "Hold a place for: 10 minutes → 15 minutes" in oldest
        assert "Quiet hours: 22:00–07:00 → none" in oldest
        assert "kind of studio: Studio → Coach" in newest

    def test_tells_who_was_given_what(self, owner: Actor, manager: Actor, now: datetime) -> None:
        assert manager.staff_id is not None
        location = Location.objects.get()
        change_roles(owner, staff_id=manager.staff_id, roles=["manager"], locations=[location.pk], now=now)
        update_staff(owner, staff_id=manager.staff_id, changes={"bio": "x"}, now=now + timedelta(1))
        update_location(owner, location_id=location.pk, changes={"address": "Quay 3"}, now=now + timedelta(2))

        assert told(owner) == [
            "Olive Owner changed the location Main studio (address: none → Quay 3).",
            "Olive Owner edited Mona Manager (words about them).",
            "Olive Owner changed what Mona Manager is responsible for. Limited to Main studio.",
        ]

    def test_shows_what_nobody_described_by_type_and_ids(self, system: Actor, now: datetime) -> None:
        class Odd(JobReplayed):
            type = "odd.thing"

        events.record(system, Odd(system.organization_id, "x"), now=now)

        row = audit_trail(system, AuditFilter()).rows[0]
        assert not row.said.is_known
        assert row.said.text.startswith("FitFlow: odd.thing (")

    def test_calls_what_is_gone_by_a_word(self, system: Actor, now: datetime) -> None:
        event = Event(type="test.gone", payload={"ghost_id": str(new_id())}, at=now)

        with also(
            Sentence("test.gone", "%(who)s met %(ghost_id)s.%(later)s"), Namer("ghost_id", lambda _actor, _ids: {})
        ):
            assert describe(system, event).text == "FitFlow met somebody or something removed."

    def test_asks_as_often_for_many_as_for_one(
        self, owner: Actor, now: datetime, django_assert_max_num_queries: object
    ) -> None:
        for number in range(12):
            add_location(owner, name=f"Place {number}", now=now)

        with django_assert_max_num_queries(3):  # type: ignore[operator]
            assert len(told(owner)) == 12

    def test_goes_on_behind_the_cursor(self, owner: Actor, now: datetime) -> None:
        for number in range(5):
            add_location(owner, name=f"Place {number}", now=now)

        first = audit_trail(owner, AuditFilter(), limit=3)
        second = audit_trail(owner, AuditFilter(), cursor=first.next, limit=3)

        assert (len(first.rows), len(second.rows), second.next) == (3, 2, "")


class TestFilters:
    @pytest.fixture(autouse=True)
    def happened(self, owner: Actor, admin: Actor, system: Actor, now: datetime) -> None:
        self.location = add_location(owner, name="Harbour", now=now)
        close_location(admin, location_id=self.location.pk, now=now + timedelta(days=1))
        update_settings(system, {"hold.duration": 900}, now=now + timedelta(days=2))

    def types(self, actor: Actor, wanted: AuditFilter) -> list[str]:
        return [row.event.type for row in audit_trail(actor, wanted).rows]

    def test_take_a_type_or_a_family(self, owner: Actor) -> None:
        assert self.types(owner, AuditFilter(type="location")) == ["location.closed", "location.added"]
        assert self.types(owner, AuditFilter(type="location.added")) == ["location.added"]
        assert self.types(owner, AuditFilter(type="loc")) == []

    def test_take_a_person_or_nobody(self, owner: Actor, admin: Actor) -> None:
        assert self.types(owner, AuditFilter(person_id=admin.user_id)) == ["location.closed"]
        assert self.types(owner, AuditFilter(by_system=True)) == ["settings.changed"]

    def test_take_what_it_is_about(self, owner: Actor) -> None:
        assert len(self.types(owner, AuditFilter(entity_id=self.location.pk))) == 2

    def test_take_studio_days(self, owner: Actor) -> None:
        def between(begin: str, end: str) -> list[str]:
            form = AuditForm({"from": begin, "to": end})
            return self.types(owner, form.wanted(owner))

        assert between("2026-11-21", "2026-11-21") == ["location.closed"]
        assert len(between("2026-11-21", "")) == 2
        assert len(between("", "2026-11-21T23:00:00+00:00")) == 2
        with pytest.raises(Invalid, match="from"):
            between("yesterday", "")

    def test_show_a_stranger_nothing(self, stranger: Actor) -> None:
        assert told(stranger) == []


class TestDeadLetters:
    @pytest.fixture
    def letters(self, system: Actor, stranger: Actor, now: datetime) -> tuple[int, int]:
        """A timer nobody knows and a delivery to nobody, both tried as often as may be."""
        set_timer(system.organization_id, "test.unknown", new_id(), due_at=now)
        events.record(system, JobReplayed(system.organization_id, "x"), now=now)
        Delivery.objects.create(
            organization_id=system.organization_id, event_id=Event.objects.get().pk, consumer="app.gone", due_at=now
        )
        at = now
        for _attempt in range(2 * MAX_ATTEMPTS):
            run_one(at)
            at += timedelta(hours=2)
        return Timer.objects.get().pk, Delivery.objects.get().pk

    def test_are_listed_with_what_they_were_about(
        self, owner: Actor, letters: tuple[int, int], caplog: pytest.LogCaptureFixture
    ) -> None:
        found = {letter.table: letter for letter in dead_letters(owner)}

        assert found["timer"].what == "test.unknown"
        assert found["delivery"].about == "FitFlow started failed work again (x)."
        assert found["timer"].attempts == MAX_ATTEMPTS
        assert "UnknownJob" in found["delivery"].last_words

    def test_live_again_when_somebody_asks(self, owner: Actor, letters: tuple[int, int], now: datetime) -> None:
        timer_id, delivery_id = letters
        replay_job(owner, table="timer", job_id=timer_id, now=now)
        replay_job(owner, table="delivery", job_id=delivery_id, now=now)

        assert dead_letters(owner) == []
        assert Timer.objects.get().state == JobState.DUE
        assert Event.objects.filter(type="job.replayed", actor_id=owner.user_id).count() == 2

    def test_of_another_studio_are_not_found(
        self, stranger: Actor, owner: Actor, letters: tuple[int, int], now: datetime
    ) -> None:
        timer_id, _delivery_id = letters

        assert dead_letters(stranger) == []
        for table, job_id in (("timer", timer_id), ("timer", 0), ("nonsense", timer_id)):
            with pytest.raises(NotFound):
                replay_job(stranger, table=table, job_id=job_id, now=now)
        assert Timer.objects.get().state == JobState.DEAD


def test_a_client_is_called_by_name(studio: Studio, system: Actor, now: datetime) -> None:
    client = make_client(studio, name="Zoe Quick")
    event = Event(type="test.client", payload={"client_id": str(client.pk)}, at=now, actor_id=UUID(int=5))

    with also(Sentence("test.client", "%(who)s saw %(client_id)s.")):
        assert describe(system, event).text == "Somebody saw Zoe Quick."


class TestSentences:
    @pytest.mark.parametrize(
        "event_class",
        [found for found in vars(own_events).values() if hasattr(found, "type") and hasattr(found, "entity")],
    )
    def test_say_every_event_of_this_app(self, event_class: Any) -> None:
        assert event_class.type in described_types()

    @pytest.mark.parametrize(
        ("event", "said"),
        [
            (own_events.ClientEdited(new_id(), ("email", "location_id")), "FitFlow edited the client somebody"),
            (own_events.ClientStatusChanged(new_id(), "lead", "churned", "moved"), "churned (was a lead). “moved”"),
            (own_events.ClientsImported(new_id(), 3, 2, 1), "3 added, 2 changed, 1 left out."),
            (own_events.StaffChanged(new_id(), ("is_trainer", "bio")), "(gives sessions, words about them)."),
            (own_events.StaffRolesChanged(new_id(), new_id(), ("trainer",), ("admin",), (), ()), "Trainer → Admin"),
            (own_events.OrganizationCreated(new_id(), new_id(), "gone"), "founded the studio (gone)."),
        ],
    )
    def test_read_like_a_person_wrote_them(self, system: Actor, event: Any, said: str) -> None:
        recorded = Event(type=event.type, payload=events.payload_of(event))
        vars(recorded)["words"] = events.words_of(event)

        assert said in describe(system, recorded).text

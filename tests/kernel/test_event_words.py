"""What people wrote stands beside the trail of events: it is read with them, can be erased, and history reads on."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest
from django.db import DatabaseError, transaction

from fitflow.billing.events import CreditGranted
from fitflow.booking.events import SessionCancelled
from fitflow.core import events
from fitflow.core.actor import Actor
from fitflow.core.events import event_from
from fitflow.core.ids import new_id
from fitflow.core.models import Event, EventWords
from fitflow.organizations.events import LocationChanged, SettingsChanged
from fitflow.organizations.queries.audit import AuditFilter, AuditRow, audit_trail
from fitflow.planning.events import SessionsCancelAsked

NOW = datetime(2026, 11, 20, 9, tzinfo=UTC)
MOVED = LocationChanged(new_id(), {"name": ["Mill", "Old Mill"], "is_online": [False, True]})

pytestmark = pytest.mark.django_db


def record(actor: Actor, *recorded: events.DomainEvent) -> None:
    with transaction.atomic():
        for one in recorded:
            events.record(actor, one, now=NOW)


def read(actor: Actor) -> list[AuditRow]:
    return list(audit_trail(actor, AuditFilter()).rows)


class TestWordsOfAnEvent:
    def test_are_not_in_the_trail(self, owner: Actor) -> None:
        record(owner, SessionCancelled(new_id(), "Ana has broken her arm", 2), MOVED)

        assert "arm" not in str(list(Event.objects.values_list("payload", flat=True)))
        assert "Mill" not in str(list(Event.objects.values_list("payload", flat=True)))

    def test_are_read_with_it(self, owner: Actor) -> None:
        cancelled = SessionCancelled(new_id(), "Ana has broken her arm", 2)
        record(owner, cancelled, MOVED)

        found = {event.type: event.told for event in Event.objects.with_words()}
        assert event_from(SessionCancelled, found["session.cancelled"]) == cancelled
        assert event_from(LocationChanged, found["location.changed"]) == MOVED

    def test_of_many_in_one_trip_are_read_with_each(self, owner: Actor) -> None:
        asked = [SessionsCancelAsked(new_id(), count, reason) for count, reason in ((1, "Storm at sea"), (2, ""))]
        with transaction.atomic():
            events.record_all(owner, asked, now=NOW)

        found = [event_from(SessionsCancelAsked, event.told) for event in Event.objects.with_words()]
        assert sorted(found, key=lambda one: one.sessions) == asked
        assert EventWords.objects.count() == 1

    def test_are_told_in_the_audit_trail_until_they_are_erased(self, owner: Actor) -> None:
        changed = SettingsChanged(
            owner.organization_id, {"hold.duration": [600, 900]}, {"class.desk_price": ["", "£ 9"]}
        )
        granted = CreditGranted(new_id(), new_id(), Decimal(2), "grant", None, "Sorry about the noise")
        record(owner, changed, granted, MOVED)
        before = " ".join(row.said.text for row in read(owner))
        EventWords.objects.all().delete()
        after = " ".join(row.said.text for row in read(owner))

        for word in ("£ 9", "Sorry about the noise", "name: Mill → Old Mill"):
            assert word in before
            assert word not in after
        for sentence in ("(name; online: no → yes)", "2 credits.", "Price at the studio", "10 minutes → 15 minutes"):
            assert sentence in after

    def test_erased_are_empty_for_whoever_takes_it_later(self) -> None:
        payload = events.payload_of(CreditGranted(new_id(), new_id(), Decimal(2), "grant", None, "A gift"))

        assert event_from(CreditGranted, payload).reason == ""

    def test_cannot_be_recorded_in_the_statement_of_something_else(self, owner: Actor) -> None:
        with pytest.raises(TypeError, match="record it by itself"):
            events.record_values(owner, MOVED, now=NOW)


class TestTheTrail:
    @pytest.mark.parametrize(
        "text", ["Ana has broken her arm", "ana@example.test", ["x", "a b"], {"name": ["", "A B"]}]
    )
    def test_refuses_what_reads_like_words_of_somebody(self, owner: Actor, text: object) -> None:
        with pytest.raises(DatabaseError, match="event_holds_no_text"), transaction.atomic():
            Event.objects.create(
                organization_id=owner.organization_id, type="x", entity_id=new_id(), at=NOW, payload={"why": text}
            )

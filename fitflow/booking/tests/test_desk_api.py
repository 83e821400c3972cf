"""The API beside the desk: the same services, the same rights."""

from datetime import date, datetime, time
from typing import Any
from uuid import uuid4

import pytest
from django.urls import reverse

from fitflow.booking.factories import make_class_type, make_session
from fitflow.booking.tests.browsing import browser, inside
from fitflow.booking.tests.desk_helpers import DAY, HOUR, api_call, at, booked, page
from fitflow.core.actor import Actor, Role, Studio
from fitflow.core.models import Event
from fitflow.core.zones import local_date
from fitflow.organizations.factories import make_staff_actor
from fitflow.organizations.models import Staff
from fitflow.organizations.services.locations import add_location, close_location
from fitflow.organizations.services.staff import deactivate_staff
from fitflow.schedule.models import ClassType, Session
from fitflow.schedule.services.policies import archive_policy, create_policy

pytestmark = pytest.mark.wall_clock


@pytest.fixture
def on(studio: Studio, now: datetime) -> date:
    """The day after tomorrow, in the studio."""
    return local_date(now, studio.zone) + 2 * DAY


@pytest.fixture
def strength(studio: Studio, trainer: Actor) -> ClassType:
    return make_class_type(studio, name="Morning Strength", trainer_id=trainer.staff_id, color="#0d9488", capacity=2)


@pytest.fixture
def session(studio: Studio, strength: ClassType, on: date, now: datetime) -> Session:
    """Ana's class, the day after tomorrow from ten to eleven, two spots."""
    return at(studio, strength, on, time(10), now)


@pytest.fixture
def ben(studio: Studio) -> Actor:
    """Another trainer."""
    return make_staff_actor(studio, name="Ben Okafor", role=Role.TRAINER)


@pytest.fixture
def api(studio: Studio) -> Any:
    return api_call(studio)


class TestTheApi:
    def test_gives_the_roster_the_page_shows(
        self, api: Any, trainer: Actor, maya: Actor, session: Session, now: datetime
    ) -> None:
        booking_id = booked(maya, session, now)

        found = api(trainer, "get", f"admin/sessions/{session.pk}/roster").json()

        assert (found["capacity"], found["booked"], found["arrived"], found["next"]) == (2, 1, 0, None)
        person = found["results"][0]
        assert (person["booking"], person["client"]["name"]) == (str(booking_id), "Maya Lind")
        assert (person["credits_used"], person["status"], person["attendance"]) == ("1.00", "confirmed", None)
        assert (person["credits_left"], person["is_first"], person["spot"]) == (
            "9.00",
            True,
            {"number": 1, "label": ""},
        )

    def test_gives_the_history_in_words(self, api: Any, manager: Actor, session: Session) -> None:
        found = api(manager, "get", f"admin/sessions/{session.pk}/history").json()

        assert [row["type"] for row in found["results"]] == ["session.published"]
        assert found["results"][0]["words"] == "FitFlow published this session."

    def test_previews_a_move_and_changes_nothing(
        self, api: Any, studio: Studio, manager: Actor, maya: Actor, session: Session, now: datetime
    ) -> None:
        booked(maya, session, now)
        path = f"admin/sessions/{session.pk}/move-preview"

        found = api(manager, "get", path, {"starts_at": (session.starts_at + HOUR).isoformat()}).json()
        wrong = api(manager, "get", path, {"start": "x"})

        assert (found["bookings"], found["is_free_exit"], found["conflicts"], found["is_change"]) == (1, True, [], True)
        assert (wrong.status_code, list(wrong.json()["errors"])) == (400, ["start"])
        with inside(studio):
            assert Session.objects.get(pk=session.pk).starts_at == session.starts_at

    def test_moves_no_session_to_a_location_that_is_closed(
        self, api: Any, studio: Studio, owner: Actor, manager: Actor, session: Session, now: datetime
    ) -> None:
        closed = add_location(owner, name="Harbour", now=now)
        close_location(owner, location_id=closed.pk, now=now)

        shown = api(manager, "get", f"admin/sessions/{session.pk}/move-preview?location={closed.pk}")
        done = api(manager, "patch", f"admin/sessions/{session.pk}", {"location": str(closed.pk)})

        assert (shown.status_code, done.status_code) == (404, 404)
        assert shown.json()["errors"] == done.json()["errors"]
        with inside(studio):
            assert Session.objects.get(pk=session.pk).location_id == session.location_id

    def test_gives_no_session_a_policy_that_is_archived_but_leaves_it_one(
        self,
        api: Any,
        studio: Studio,
        owner: Actor,
        manager: Actor,
        strength: ClassType,
        session: Session,
        now: datetime,
    ) -> None:
        old = create_policy(owner, name="By the hour", tiers=[[12, 100]], now=now)
        archive_policy(owner, policy_id=old.pk, now=now)
        path = f"admin/sessions/{session.pk}"

        chosen = api(manager, "patch", path, {"policy": str(old.pk)})
        with inside(studio):
            Session.objects.filter(pk=session.pk).update(policy_id=old.pk)
        kept = api(manager, "patch", path, {"policy": str(old.pk), "note": "Bring mats."})
        form = browser(manager).get(page("session-edit", session.pk)).content.decode()

        assert f'value="{old.pk}" selected' in form
        assert (chosen.status_code, kept.status_code) == (404, 200)
        assert chosen.json()["errors"] == {"policy": ["Choose a cancellation policy of this studio."]}

    def test_moves_a_session_that_keeps_a_trainer_and_a_location_of_the_past(
        self, api: Any, owner: Actor, manager: Actor, session: Session, now: datetime
    ) -> None:
        add_location(owner, name="Harbour", now=now)
        close_location(owner, location_id=session.location_id, now=now)
        deactivate_staff(owner, staff_id=session.trainer_id, now=now)
        same = {"trainer": str(session.trainer_id), "location": str(session.location_id)}
        later = session.starts_at + HOUR

        done = api(manager, "patch", f"admin/sessions/{session.pk}", {"starts_at": later.isoformat(), **same})

        assert done.status_code == 200
        assert Session.objects.get(pk=session.pk).starts_at == later

    def test_adds_an_extra_place(self, api: Any, manager: Actor, session: Session) -> None:
        path = f"admin/sessions/{session.pk}/extra-place"

        silent, said = (api(manager, "post", path, body) for body in ({}, {"reason": "A guest"}))

        assert (silent.status_code, list(silent.json()["errors"])) == (400, ["reason"])
        assert (said.status_code, said.json()["capacity"]) == (200, 3)

    def test_publishes_a_draft(
        self, api: Any, studio: Studio, manager: Actor, strength: ClassType, on: date, now: datetime
    ) -> None:
        draft = at(studio, strength, on, time(8), now, publish=False)

        published = api(manager, "post", f"admin/sessions/{draft.pk}/publish", {})

        assert (published.status_code, published.json()["status"]) == (200, "published")

    def test_publishes_no_draft_by_another_address_while_classes_are_off(
        self, api: Any, studio: Studio, owner: Actor, manager: Actor, strength: ClassType, on: date, now: datetime
    ) -> None:
        draft = at(studio, strength, on, time(8), now, publish=False)
        api(owner, "patch", "admin/settings", {"features.classes": False})

        changed = api(manager, "patch", f"admin/sessions/{draft.pk}", {"status": "published"})

        assert (changed.status_code, changed.json()["code"]) == (404, "not_found")
        draft.refresh_from_db()
        assert draft.status == "draft"

    def test_marks_the_rest_present(
        self, api: Any, studio: Studio, trainer: Actor, strength: ClassType, maya: Actor, now: datetime
    ) -> None:
        soon = make_session(studio, class_type=strength, starts_in=HOUR / 2, now=now)
        booked(maya, soon, now)

        assert api(trainer, "post", f"admin/sessions/{soon.pk}/rest-present").json() == {"marked": 1}

    @pytest.mark.parametrize(
        ("method", "name"),
        [
            ("get", "roster"),
            ("get", "history"),
            ("get", "move-preview"),
            ("post", "extra-place"),
            ("post", "publish"),
            ("post", "rest-present"),
        ],
    )
    def test_is_closed_to_others(
        self,
        api: Any,
        studio: Studio,
        ben: Actor,
        maya: Actor,
        stranger: Actor,
        session: Session,
        method: str,
        name: str,
    ) -> None:
        with inside(studio):
            before = Event.objects.count()
        body = {"reason": "x"} if name == "extra-place" else {} if method == "post" else None
        for who, status in ((None, 401), (ben, 403), (maya, 403), (stranger, 404)):
            assert api(who, method, f"admin/sessions/{session.pk}/{name}", body).status_code == status
        assert api(None, method, f"admin/sessions/{uuid4()}/{name}", body).status_code == 401
        with inside(studio):
            assert Event.objects.count() == before


def test_the_page_of_a_session_without_its_trainer_is_not_found_elsewhere(stranger: Actor, session: Session) -> None:
    path = reverse("booking:desk-session", args=["southside", session.pk])

    assert browser(stranger).get(path).status_code == 404
    assert Staff.objects.count() == 0  # The connection forgot the tenant behind the door.

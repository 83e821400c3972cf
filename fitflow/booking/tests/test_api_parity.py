"""What pages can do, programs can: staff keep waiting lists, everybody has their calendar's address."""

from datetime import datetime
from typing import Any
from uuid import uuid4

import pytest

from fitflow.booking.factories import make_session
from fitflow.booking.models import WaitlistEntry
from fitflow.booking.tests.browsing import browser, inside
from fitflow.booking.tests.desk_helpers import DAY, api_call, book, regular
from fitflow.core.actor import Actor, Role, Studio
from fitflow.core.models import Event
from fitflow.organizations.factories import make_staff_actor
from fitflow.schedule.models import Session

pytestmark = pytest.mark.wall_clock


@pytest.fixture
def api(studio: Studio) -> Any:
    return api_call(studio)


@pytest.fixture
def maya(studio: Studio, now: datetime) -> Actor:
    return regular(studio, "Maya Lind", now)


@pytest.fixture
def full(studio: Studio, trainer: Actor, now: datetime) -> Session:
    """Ana's class with one spot, which is taken."""
    session = make_session(studio, trainer_id=trainer.staff_id, starts_in=2 * DAY, capacity=1, now=now)
    book(regular(studio, "Fay Fuller", now), session, now)
    return session


class TestWaitlist:
    def test_is_kept_by_whoever_runs_the_session(
        self, api: Any, studio: Studio, manager: Actor, trainer: Actor, maya: Actor, full: Session
    ) -> None:
        path = f"waitlist/{full.pk}"
        joined = api(manager, "post", f"{path}/join", {"client": str(maya.client_id)})
        again = api(trainer, "post", f"{path}/join", {"client": str(maya.client_id)})
        assert (joined.status_code, again.status_code) == (201, 200), joined.content
        assert joined.json()["position"] == 1

        gone = api(trainer, "delete", f"{path}?client={maya.client_id}")

        assert gone.status_code == 204, gone.content
        with inside(studio):
            assert WaitlistEntry.objects.get().status == "left"
            assert Event.objects.get(type="waitlist.left").actor_id == trainer.user_id
        assert api(trainer, "delete", f"{path}?client={maya.client_id}").status_code == 404

    def test_asks_staff_whom_it_is_about(self, api: Any, trainer: Actor, full: Session) -> None:
        for method, path in (("post", f"waitlist/{full.pk}/join"), ("delete", f"waitlist/{full.pk}")):
            refused = api(trainer, method, path, {})
            assert (refused.status_code, list(refused.json()["errors"])) == (400, ["client"])

        wrong = api(trainer, "delete", f"waitlist/{full.pk}?client=nobody")
        assert (wrong.status_code, list(wrong.json()["errors"])) == (400, ["client"])

    def test_is_not_for_other_trainers_nor_for_other_members(
        self, api: Any, studio: Studio, maya: Actor, full: Session, now: datetime
    ) -> None:
        ben = make_staff_actor(studio, name="Ben Okafor", role=Role.TRAINER)
        other = regular(studio, "Noah Berg", now)
        api(maya, "post", f"waitlist/{full.pk}/join", {})

        for somebody in (ben, other):
            assert api(somebody, "delete", f"waitlist/{full.pk}?client={maya.client_id}").status_code == 403
            body = {"client": str(maya.client_id)}
            assert api(somebody, "post", f"waitlist/{full.pk}/join", body).status_code == 403

        with inside(studio):
            assert WaitlistEntry.objects.get().status == "waiting"

    def test_knows_nobody_from_elsewhere(self, api: Any, trainer: Actor, full: Session) -> None:
        assert api(trainer, "post", f"waitlist/{full.pk}/join", {"client": str(uuid4())}).status_code == 404

    def test_takes_one_key_for_one_client(
        self, api: Any, studio: Studio, manager: Actor, full: Session, now: datetime
    ) -> None:
        two = [regular(studio, name, now) for name in ("Maya Lind", "Noah Berg")]
        for one in two:
            api(manager, "post", f"waitlist/{full.pk}/join", {"client": str(one.client_id)})
        key = str(uuid4())

        answers = [api(manager, "delete", f"waitlist/{full.pk}?client={one.client_id}", key=key) for one in two]

        assert [answer.status_code for answer in answers] == [204, 422]


class TestCalendarFeed:
    def test_is_read_and_renewed(self, api: Any, studio: Studio, maya: Actor) -> None:
        first = api(maya, "get", "me/calendar-feed").json()
        assert first["staff"] is None
        assert browser().get(path(first["client"])).status_code == 200

        renewed = api(maya, "post", "me/calendar-feed", {})

        assert renewed.status_code == 200, renewed.content
        assert renewed.json() == api(maya, "get", "me/calendar-feed").json()
        assert browser().get(path(first["client"])).status_code == 404
        assert browser().get(path(renewed.json()["client"])).status_code == 200
        with inside(studio):
            assert Event.objects.filter(type="calendar_feed.renewed").count() == 1

    def test_of_a_trainer_is_what_they_teach(self, api: Any, trainer: Actor, full: Session) -> None:
        found = api(trainer, "get", "me/calendar-feed").json()

        assert found["client"] is None
        assert f"UID:{full.pk}@" in browser().get(path(found["staff"])).content.decode()

    def test_that_one_does_not_have_is_not_found(self, api: Any, maya: Actor) -> None:
        assert api(maya, "post", "me/calendar-feed", {"of": "staff"}).status_code == 404
        refused = api(maya, "post", "me/calendar-feed", {"of": "studio"})
        assert (refused.status_code, list(refused.json()["errors"])) == (400, ["of"])


def path(address: str) -> str:
    return address.removeprefix("http://localhost:8000")

"""A trainer leaves with sessions to come: said before, and a thing to do on Today afterwards."""

from datetime import datetime, timedelta
from uuid import UUID

import pytest

from fitflow.booking.factories import make_class_type, make_session
from fitflow.booking.tests.browsing import browser, inside, post, words
from fitflow.core.actor import Actor, Studio
from fitflow.organizations.factories import make_staff
from fitflow.organizations.services.staff import deactivate_staff, reactivate_staff
from fitflow.planning.queries.left import left_behind
from fitflow.planning.services.substitutes import replace_trainer
from fitflow.schedule.models import Session
from fitflow.schedule.queries.sessions import Selection

pytestmark = pytest.mark.wall_clock
DAY = timedelta(days=1)


@pytest.fixture
def classes(studio: Studio, trainer: Actor, now: datetime) -> list[Session]:
    """Two of Ana's to come, after one of somebody else's."""
    kind = make_class_type(studio, name="Flow", trainer_id=trainer.staff_id)
    other = make_class_type(studio, name="Box", trainer=make_staff(studio, name="Ben Okafor"))
    make_session(studio, class_type=other, starts_in=DAY, now=now)
    return [make_session(studio, class_type=kind, starts_in=days * DAY, now=now) for days in (2, 4)]


def ana(trainer: Actor) -> UUID:
    assert trainer.staff_id is not None
    return trainer.staff_id


class TestEndingTheWorkOfATrainer:
    def test_says_beforehand_what_stays(self, owner: Actor, trainer: Actor, classes: list[Session]) -> None:
        page = words(browser(owner).get(f"/s/northside/desk/staff/{ana(trainer)}/end/"))

        assert "2 sessions of theirs are still to come." in page

    def test_leaves_a_thing_to_do_on_today_until_it_is_done(
        self, owner: Actor, manager: Actor, trainer: Actor, studio: Studio, classes: list[Session], now: datetime
    ) -> None:
        desk = browser(manager)
        assert "the classes stayed" not in words(desk.get("/s/northside/desk/"))
        post(browser(owner), f"/s/northside/desk/staff/{ana(trainer)}/end/")

        assert "Ana Ruiz left, the classes stayed" in words(desk.get("/s/northside/desk/"))
        with inside(studio):
            (found,) = left_behind(manager, now)
        assert found.sessions == tuple(one.pk for one in classes)
        assert "Flow" in words(desk.get(found.url))
        with inside(studio):
            cleo = make_staff(studio, name="Cleo Kay")
            replace_trainer(manager, Selection(session_ids=found.sessions), trainer_id=cleo.pk, now=now)
            assert left_behind(manager, now) == []

    def test_that_is_taken_back_leaves_nothing(
        self, owner: Actor, trainer: Actor, classes: list[Session], now: datetime
    ) -> None:
        deactivate_staff(owner, staff_id=ana(trainer), now=now)
        reactivate_staff(owner, staff_id=ana(trainer), now=now)

        assert left_behind(owner, now) == []

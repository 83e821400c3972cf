"""Spots with a name: what the class type calls them is what members and staff read."""

from datetime import datetime, timedelta

import pytest

from fitflow.booking.factories import give_credits, make_class_type, make_session
from fitflow.booking.models import Spot
from fitflow.booking.queries.roster import roster_of
from fitflow.booking.services.capacity import add_extra_spot
from fitflow.booking.services.holds import book_spot, hold_spot
from fitflow.core import clock
from fitflow.core.actor import Actor, Studio
from fitflow.core.jobs import drain
from fitflow.notify.models import Message
from fitflow.schedule.models import ClassType, Session
from fitflow.schedule.services.class_types import update_class_type

pytestmark = pytest.mark.usefixtures("engine_time")
DAY = timedelta(days=1)


@pytest.fixture
def spin(studio: Studio) -> ClassType:
    return make_class_type(studio, name="Spin", spot_name="Bike")


@pytest.fixture
def session(studio: Studio, spin: ClassType) -> Session:
    """Two bikes, in two days."""
    return make_session(studio, class_type=spin)


def labels(session: Session) -> list[str]:
    return list(Spot.objects.filter(session=session).order_by("number").values_list("label", flat=True))


class TestNamedSpots:
    def test_are_counted_behind_their_name(self, session: Session, manager: Actor, now: datetime) -> None:
        add_extra_spot(manager, session_id=session.pk, reason="the spare one", now=now)

        assert labels(session) == ["Bike 1", "Bike 2", "Bike 3"]

    def test_have_no_label_where_the_class_does_not_name_them(self, studio: Studio) -> None:
        assert labels(make_session(studio)) == ["", ""]

    def test_are_read_by_who_holds_and_books_one(
        self, maya: Actor, manager: Actor, session: Session, now: datetime
    ) -> None:
        give_credits(maya)

        assert hold_spot(maya, session_id=session.pk, spot=2, now=now).label == "Bike 2"
        assert roster_of(manager, session.pk, now=now).held[0].label == "Bike 2"
        assert book_spot(maya, session_id=session.pk, now=now).label == "Bike 2"
        drain(now)
        letter = Message.objects.get(template="booking/confirmed", channel="email")
        assert "Your place is Bike 2. See you there." in letter.text

    def test_are_renamed_in_coming_sessions_only(
        self, studio: Studio, manager: Actor, spin: ClassType, session: Session, now: datetime
    ) -> None:
        later = now + 3 * DAY  # The first session is over.
        coming = make_session(studio, class_type=spin, starts_in=5 * DAY)
        other = make_session(studio)

        with clock.at(later):
            update_class_type(manager, {"spot_name": "Rower"}, class_type_id=spin.pk, now=later)
            drain(later)

        assert labels(coming) == ["Rower 1", "Rower 2"]
        assert labels(session) == ["Bike 1", "Bike 2"]
        assert labels(other) == ["", ""]

    def test_lose_their_name_again(self, manager: Actor, spin: ClassType, session: Session, now: datetime) -> None:
        update_class_type(manager, {"spot_name": ""}, class_type_id=spin.pk, now=now)
        drain(now)

        assert labels(session) == ["", ""]

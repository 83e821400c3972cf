from datetime import datetime, timedelta
from random import Random

from fitflow.booking.demo import Story, tell
from fitflow.booking.factories import give_credits, make_session
from fitflow.booking.models import Attendance
from fitflow.core.actor import Actor, Studio
from fitflow.organizations.factories import make_client_actor
from fitflow.schedule.models import Session


class TestTheStory:
    def test_lets_a_class_run_on_that_has_begun(self, studio: Studio, owner: Actor, now: datetime) -> None:
        people = [make_client_actor(studio, name=f"Person {number}") for number in range(8)]
        for person in people:
            give_credits(person, now=now - timedelta(days=9))
        running, over = (
            make_session(studio, starts_in=timedelta(days=8) - ago, now=now - timedelta(days=8), capacity=8)
            for ago in (timedelta(minutes=20), timedelta(hours=3))
        )

        tell(Story(owner, people, Random(1), now))

        assert [Session.objects.get(pk=one.pk).status for one in (running, over)] == ["in_progress", "completed"]
        assert Attendance.objects.filter(booking__session=running).exists()

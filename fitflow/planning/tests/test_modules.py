"""What goes on by itself when a studio switches a module off: nobody is left waiting, and no series grows."""

from datetime import datetime, timedelta

import pytest

from fitflow.booking.factories import make_class_type, make_session
from fitflow.booking.models import WaitlistEntry
from fitflow.booking.services.waitlist import join_waitlist
from fitflow.booking.tests.several_clients import fill_up, make_crowd
from fitflow.core.actor import Actor, Studio
from fitflow.core.jobs import drain
from fitflow.notify.models import Message
from fitflow.organizations.queries.directory import system_actor
from fitflow.organizations.services.settings import update_settings
from fitflow.planning.services.series import create_series, extend_series
from fitflow.planning.tests.series import EVERY_DAY, draft_of

pytestmark = pytest.mark.usefixtures("engine_time")


@pytest.mark.parametrize("feature", ["waitlist", "sessions"])
def test_queues_end_and_whoever_waits_is_told(studio: Studio, owner: Actor, now: datetime, feature: str) -> None:
    session, crowd = make_session(studio), make_crowd(studio)
    fill_up(session, crowd, now)
    join_waitlist(crowd[2], session_id=session.pk, now=now)
    drain(now)

    update_settings(owner, {f"features.{feature}": False}, now=now)
    drain(now)

    assert WaitlistEntry.objects.get().status == "closed"
    told = Message.objects.filter(template="booking/queue_closed").values_list("client_id", flat=True)
    assert set(told) == {crowd[2].client_id}


def test_another_setting_ends_no_queue(studio: Studio, owner: Actor, now: datetime) -> None:
    session, crowd = make_session(studio), make_crowd(studio)
    fill_up(session, crowd, now)
    join_waitlist(crowd[2], session_id=session.pk, now=now)

    update_settings(owner, {"hold.duration": 900}, now=now)
    drain(now)

    assert WaitlistEntry.objects.get().status == "waiting"


def test_series_pause_and_catch_up(studio: Studio, manager: Actor, owner: Actor, now: datetime) -> None:
    made = create_series(manager, draft_of(make_class_type(studio), weekdays=EVERY_DAY), now=now)
    later = now + timedelta(days=10)

    update_settings(owner, {"features.classes": False}, now=now)
    paused = extend_series(system_actor(studio.id), series_id=made.series.pk, now=later)
    update_settings(owner, {"features.classes": True}, now=later)
    resumed = extend_series(system_actor(studio.id), series_id=made.series.pk, now=later)

    assert (paused.sessions, resumed.sessions) == (0, 8)  # To the end of February.

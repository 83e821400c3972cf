"""How much of a studio's calendar there may be: spots in a session, sessions still to come."""

from datetime import datetime, timedelta

import pytest
from pytest_django.fixtures import Settings

from fitflow.booking.factories import make_class_type, make_session
from fitflow.booking.services.capacity import set_capacity
from fitflow.booking.services.new_sessions import SessionDraft, create_session
from fitflow.core.actor import Actor, Studio
from fitflow.core.bounds import MOST_SPOTS
from fitflow.core.errors import Invalid
from fitflow.organizations.refusals import QuotaReached
from fitflow.schedule.models import Session

DAY = timedelta(days=1)
pytestmark = pytest.mark.usefixtures("engine_time")


def test_a_session_has_no_more_spots_than_a_class_type_may(
    studio: Studio, manager: Actor, trainer: Actor, now: datetime
) -> None:
    kind = make_class_type(studio, trainer_id=trainer.staff_id)
    session = make_session(studio, class_type=kind)
    draft = SessionDraft(kind.pk, now + 9 * DAY, capacity=MOST_SPOTS + 1)

    with pytest.raises(Invalid):
        create_session(manager, draft, now=now)
    with pytest.raises(Invalid):
        set_capacity(manager, session_id=session.pk, capacity=MOST_SPOTS + 1, now=now)
    assert set_capacity(manager, session_id=session.pk, capacity=MOST_SPOTS, now=now).capacity == 1_000


def test_a_studio_has_so_many_sessions_to_come(
    studio: Studio, manager: Actor, trainer: Actor, settings: Settings, now: datetime
) -> None:
    settings.FITFLOW_MOST_SESSIONS = 1
    kind = make_class_type(studio, trainer_id=trainer.staff_id)
    create_session(manager, SessionDraft(kind.pk, now + DAY), now=now)

    with pytest.raises(QuotaReached):
        create_session(manager, SessionDraft(kind.pk, now + 2 * DAY), now=now)
    create_session(manager, SessionDraft(kind.pk, now + 3 * DAY), now=now + 2 * DAY)
    assert Session.objects.count() == 2

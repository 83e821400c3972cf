"""What staff decide about one session stays: its registration, and until when cancelling is free."""

from datetime import datetime, timedelta

import pytest

from fitflow.booking.factories import give_credits, make_session
from fitflow.booking.services.holds import book_spot
from fitflow.booking.services.sessions import SessionDetails, edit_session, publish_session
from fitflow.booking.tests.browsing import browser, post, words
from fitflow.booking.tests.desk_helpers import api_call, page
from fitflow.core.actor import Actor, Studio
from fitflow.core.errors import Invalid
from fitflow.core.tenancy import tenant
from fitflow.organizations.factories import actor_of
from fitflow.organizations.queries.directory import system_actor
from fitflow.organizations.services.settings import update_settings
from fitflow.schedule.models import Session

HOUR = timedelta(hours=1)
pytestmark = pytest.mark.usefixtures("engine_time")


def details(**values: datetime | None) -> SessionDetails:
    return SessionDetails(frozenset(values), **values)  # type: ignore[arg-type]


class TestACutoff:
    def test_of_one_session_decides_its_bookings(
        self, studio: Studio, owner: Actor, manager: Actor, maya: Actor, now: datetime
    ) -> None:
        update_settings(owner, {"cancel.policy": "cutoff"}, now=now)
        session = make_session(studio)
        give_credits(maya)
        until = session.starts_at - 3 * HOUR

        edit_session(manager, details(late_cancel_at=until), session_id=session.pk, now=now)
        mine = Actor(system_actor(studio.id).organization, maya.user_id, maya.roles, maya.client_id)
        booked = book_spot(mine, session_id=session.pk, now=now)

        assert [(step.until, step.percent) for step in booked.deadlines] == [(until, 100)]

    def test_behind_the_start_is_refused(self, manager: Actor, studio: Studio, now: datetime) -> None:
        session = make_session(studio)

        with pytest.raises(Invalid) as refusal:
            edit_session(
                manager, details(late_cancel_at=session.starts_at + HOUR), session_id=session.pk, now=now
            )  # fmt: skip

        assert refusal.value.errors == {"late_cancel_at": ["Choose a time before the start."]}

    def test_is_set_and_taken_away_by_page_and_api(self, studio: Studio, manager: Actor) -> None:
        session = make_session(studio)
        starts, path = session.starts_at, f"admin/sessions/{session.pk}"
        call, visit = api_call(studio), browser(manager)

        by_api = call(manager, "patch", path, {"late_cancel_at": (starts - HOUR).isoformat()})
        with tenant(studio.id):
            session.refresh_from_db()
            assert (by_api.status_code, session.late_cancel_at) == (200, starts - HOUR)
            window = {
                name: getattr(session, name).astimezone(studio.zone).strftime("%Y-%m-%dT%H:%M")
                for name in ("opens_at", "closes_at")
            }

        shown = visit.get(page("session-edit", session.pk))
        by_page = post(visit, page("session-edit", session.pk), **window, policy="", late_cancel_at="")

        assert "Everything back until" in words(shown)
        assert by_page.status_code == 303
        with tenant(studio.id):
            session.refresh_from_db()
            assert session.late_cancel_at is None


class TestADraft:
    def test_keeps_its_registration_when_it_is_published(self, studio: Studio, owner: Actor, now: datetime) -> None:
        session = make_session(studio, publish=False)
        opens, closes = now + 5 * HOUR, session.starts_at - 2 * HOUR
        who = actor_of(studio, owner.user_id)  # type: ignore[arg-type]
        edit_session(who, details(opens_at=opens, closes_at=closes), session_id=session.pk, now=now)

        published = publish_session(who, session_id=session.pk, now=now + HOUR)

        assert (published.opens_at, published.closes_at) == (opens, closes)

    def test_opens_when_it_is_published_where_nobody_said_otherwise(
        self, studio: Studio, owner: Actor, now: datetime
    ) -> None:
        session = make_session(studio, publish=False)

        published = publish_session(owner, session_id=session.pk, now=now + HOUR)

        assert published.opens_at == now + HOUR
        assert Session.objects.get(pk=session.pk).status == "published"


class TestASessionThatIsOver:
    def test_is_not_published(self, studio: Studio, manager: Actor, now: datetime) -> None:
        with pytest.raises(Invalid) as refusal:
            make_session(studio, starts_in=timedelta(days=-2))

        assert refusal.value.errors == {"starts_at": ["It would be over already. Choose a time in the future."]}
        draft = make_session(studio, starts_in=timedelta(days=-2), publish=False)
        with pytest.raises(Invalid):
            publish_session(manager, session_id=draft.pk, now=now)

    def test_may_just_have_begun(self, studio: Studio) -> None:
        assert make_session(studio, starts_in=timedelta(minutes=-10)).status == "published"

"""Sessions that their series no longer has: what vanishes, and what must stay to be seen."""

from datetime import date, datetime, timedelta

import pytest

from fitflow.booking.queries.public import card_of
from fitflow.booking.services.bookings import cancel_booking
from fitflow.booking.services.sessions import advance_session, cancel_session
from fitflow.core.actor import Actor
from fitflow.core.models import Event
from fitflow.core.promises import violations
from fitflow.planning.services.bulk import drop_sessions
from fitflow.planning.services.series_changes import edit_series, end_series
from fitflow.planning.tests.series import balance, book, sessions_of
from fitflow.schedule.models import Series

HOUR = timedelta(hours=1)
pytestmark = pytest.mark.usefixtures("engine_time")


class TestSessionsThatFellAway:
    def test_break_no_promise_of_the_audit(self, owner: Actor, series: Series, now: datetime) -> None:
        edit_series(owner, {"weekdays": {3}}, series_id=series.pk, now=now)
        end_series(owner, series_id=series.pk, last_on=date(2026, 11, 30), now=now)

        assert Event.objects.filter(type="session.withdrawn").count() == 6
        assert violations() == ()

    def test_stay_where_somebody_paid_for_a_late_cancellation(
        self, manager: Actor, maya: Actor, series: Series, now: datetime
    ) -> None:
        first = sessions_of(series)[0]
        booking = book(maya, first, now)
        late = first.starts_at - HOUR
        assert cancel_booking(maya, booking_id=booking.pk, now=late).decision.percent < 100

        dropped = end_series(manager, series_id=series.pk, last_on=date(2026, 11, 22), reason="Holidays", now=late)

        assert (dropped.withdrawn, dropped.cancelled) == (3, 1)
        assert card_of(maya, first.pk, now=late).row.status == "cancelled"
        assert balance(maya, late) == 10  # A class that never was costs nothing.
        first.refresh_from_db()
        assert first.cancel_reason == "Holidays"

    def test_are_not_those_that_were_cancelled_or_began_meanwhile(
        self, system: Actor, manager: Actor, series: Series, now: datetime
    ) -> None:
        read_before = sessions_of(series)
        began, cancelled, *others = read_before
        advance_session(system, session_id=began.pk, now=began.starts_at)
        cancel_session(manager, session_id=cancelled.pk, reason="Boiler broken", now=now)

        dropped = drop_sessions(manager, read_before, reason="The course is over.", now=began.starts_at)

        assert (dropped.withdrawn, dropped.cancelled) == (len(others), 0)
        began.refresh_from_db()
        cancelled.refresh_from_db()
        assert (began.status, began.series_id) == ("in_progress", series.pk)
        assert (cancelled.cancel_reason, cancelled.series_id) == ("Boiler broken", series.pk)

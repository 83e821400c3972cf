"""The proof in plain sentences, and the nightly check."""

import re
from datetime import datetime, timedelta
from uuid import UUID

import pytest
from django.utils import timezone

from fitflow.booking.factories import give_credits, make_session
from fitflow.booking.models import Booking
from fitflow.booking.tests.browsing import browser, words
from fitflow.booking.tests.desk_helpers import HOUR, api_call, book, only_at, page
from fitflow.core.actor import Actor, Studio
from fitflow.core.jobs import drain
from fitflow.core.models import Timer
from fitflow.core.promises import Violation, promises
from fitflow.core.sqlfiles import ROOT
from fitflow.insights.consumers import begin_checks
from fitflow.insights.models import Proof
from fitflow.insights.queries import audit as queries
from fitflow.insights.queries.audit import Audit
from fitflow.insights.services import check_soon, check_studio
from fitflow.organizations.events import OrganizationCreated
from fitflow.schedule.models import Session


@pytest.fixture
def soon(studio: Studio) -> Session:
    return make_session(studio, starts_in=HOUR / 2, now=timezone.now())


def test_every_rule_that_is_checked_belongs_to_a_promise() -> None:
    audits = "\n".join(file.read_text() for file in sorted(ROOT.glob("*/sql/**/audit.sql")))
    checked = re.findall(r"^  SELECT '(\w+)'", audits, flags=re.MULTILINE)

    assert len(checked) > 10
    assert sorted(checked) == sorted(rule for promise in promises() for rule in promise.rules)


def test_a_broken_rule_breaks_its_promise_alone() -> None:
    audit = Audit(1, {"booking_is_paid_once": 1}, (Violation("booking_is_paid_once", UUID(int=1)),), None)

    assert [is_kept for _words, is_kept in audit.promises].count(False) == 1


class TestABigStudio:
    """Checked by the worker: a page does not wait for a million bookings."""

    @pytest.fixture(autouse=True)
    def one_booking_is_much(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(queries, "CHECKED_AT_ONCE", 0)

    @pytest.fixture
    def booking(self, maya: Actor, soon: Session) -> Booking:
        give_credits(maya, now=timezone.now())
        return book(maya, soon, timezone.now())

    def test_is_told_that_the_first_check_is_to_come(self, manager: Actor, booking: Booking) -> None:
        text = words(browser(manager).get(page("insights:proof")))

        assert "The first check is still to come." in text
        assert "overbookings" not in text

    def test_is_checked_when_somebody_asks(self, studio: Studio, manager: Actor, booking: Booking) -> None:
        browser(manager).post(page("insights:check-again"))
        drain(timezone.now())

        text = words(browser(manager).get(page("insights:proof")))
        assert "Bookings checked: 1 , overbookings: 0" in text
        assert api_call(studio)(manager, "get", "admin/dashboard").json()["bookings_checked"] == 1

    def test_is_checked_once_a_minute_at_most(self, manager: Actor, booking: Booking) -> None:
        asked = [timezone.now() + timedelta(seconds=seconds) for seconds in (0, 30, 61)]
        checked = []
        for at in asked:
            check_soon(manager, now=at)
            drain(at)
            checked.append(Proof.objects.get().checked_at)

        assert checked == [asked[0], asked[0], asked[2]]

    def test_says_on_its_first_page_what_the_night_found(
        self, studio: Studio, manager: Actor, system: Actor, booking: Booking, now: datetime
    ) -> None:
        harbour = only_at(studio, "Harbour")
        Booking.objects.filter(pk=booking.pk).update(starts_at=booking.starts_at - timedelta(minutes=1))
        check_studio(system, now=now)

        said = words(browser(manager).get(page("insights:home")))
        assert f"found rows that break a promise: {manager.formats.moment(now)}" in said
        assert "See which" in said
        found = browser(manager).get(page("insights:proof"))
        assert f"booking_is_when_its_session_is · {booking.pk}" in words(found)
        assert "See which" not in words(browser(harbour).get(page("insights:home")))


def test_every_studio_is_checked_at_a_minute_of_its_own_of_every_night(system: Actor, now: datetime) -> None:
    begin_checks(system, OrganizationCreated(system.organization_id, system.organization_id, "studio"), now)
    nights = []
    for _night in range(3):
        due = Timer.objects.get(kind="insights.check").due_at
        drain(due)
        nights.append(due.astimezone(system.zone))

    assert {night.hour for night in nights} <= {2, 3, 4}
    assert len({night.date() for night in nights}) == 3
    assert len({night.time() for night in nights}) == 1
    assert Proof.objects.get().checked_at == due


def test_whoever_sees_a_part_of_the_studio_only_may_ask_and_gets_no_ids(
    studio: Studio, system: Actor, maya: Actor, soon: Session, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(queries, "CHECKED_AT_ONCE", 0)
    give_credits(maya, now=timezone.now())
    booking = book(maya, soon, timezone.now())
    Booking.objects.filter(pk=booking.pk).update(starts_at=booking.starts_at - timedelta(minutes=1))
    check_studio(system, now=now)

    text = words(browser(only_at(studio, "Harbour")).get(page("insights:proof")))

    assert "overbookings: 0" in text
    assert str(booking.pk) not in text

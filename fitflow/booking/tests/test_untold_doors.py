"""Undelivered is unpunished: what pages and programs say of it."""

from datetime import datetime
from decimal import Decimal

import pytest
from django.utils import timezone

from fitflow.booking.factories import give_credits, make_session
from fitflow.booking.models import Booking
from fitflow.booking.services.holds import book_spot
from fitflow.booking.tests.browsing import browser, words
from fitflow.booking.tests.desk_helpers import HOUR, api_call, balance, page
from fitflow.booking.tests.test_untold import bounced
from fitflow.core.actor import Actor, Studio
from fitflow.core.tenancy import tenant

SAID = "No message about this booking could be delivered to you, so nothing is charged."


@pytest.fixture
def at() -> datetime:
    return timezone.now()


@pytest.fixture
def unreached(studio: Studio, manager: Actor, maya: Actor, at: datetime) -> Booking:
    """The desk books Maya for a class in three hours, late by any policy; the mail that says so bounces."""
    give_credits(maya, now=at)
    session = make_session(studio, starts_in=3 * HOUR, now=at)
    found = book_spot(manager, session_id=session.pk, client_id=maya.client_id, now=at)
    booking = Booking.objects.get(pk=found.booking_id)
    bounced(booking, timezone.now())
    Booking.objects.update(confirmed_at=at - HOUR)  # Longer ago than one may take back a slip of the finger.
    return booking


def test_the_api_says_why_everything_comes_back(studio: Studio, maya: Actor, unreached: Booking) -> None:
    call = api_call(studio)

    quote = call(maya, "get", f"bookings/{unreached.pk}/cancellation").json()
    left = call(maya, "post", f"bookings/{unreached.pk}/cancel", {}).json()

    assert (quote["refund_percent"], quote["why"], quote["credits_refunded"]) == (100, "untold", "1.00")
    assert (left["refund_percent"], left["why"]) == (100, "untold")


def test_the_pages_say_it_before_and_after(studio: Studio, maya: Actor, unreached: Booking, at: datetime) -> None:
    cancel = page("cancel", unreached.pk)

    before = words(browser(maya).get(cancel))
    browser(maya).post(cancel, {"expected_refund": "1.00"})
    after = words(browser(maya).get(page("booking", unreached.pk)))

    assert SAID in before
    assert "All back: no message about the booking could be delivered." in after
    with tenant(studio.id):
        assert balance(maya, at) == Decimal(10)


def test_the_desk_sees_it_on_the_roster(studio: Studio, manager: Actor, maya: Actor, unreached: Booking) -> None:
    browser(maya).post(page("cancel", unreached.pk), {"expected_refund": "1.00"})

    assert "Not reached: nothing charged" in words(browser(manager).get(page("desk-session", unreached.session_id)))

"""What the wallet and the ledger call a booking."""

from datetime import datetime

import pytest

from fitflow.billing.queries import MovementFilter, movement_list
from fitflow.booking.factories import give_credits, make_class_type, make_session
from fitflow.booking.services.bookings import cancel_booking
from fitflow.booking.services.holds import book_spot
from fitflow.core.actor import Actor, Studio

pytestmark = pytest.mark.usefixtures("engine_time")


def test_movements_name_the_class_its_time_and_the_page_for_the_reader(
    studio: Studio, maya: Actor, manager: Actor, now: datetime
) -> None:
    session = make_session(studio, class_type=make_class_type(studio, name="Vinyasa Flow"))
    give_credits(maya)
    booked = book_spot(maya, session_id=session.pk, now=now)
    cancel_booking(maya, booking_id=booked.booking_id, now=now)

    wanted = MovementFilter(client_id=maya.client_id)
    seen = {actor.user_id: movement_list(actor, wanted).rows for actor in (maya, manager)}

    refund, charge, grant = seen[maya.user_id]
    assert grant.subject is None
    assert refund.subject == charge.subject
    assert charge.subject is not None
    assert (charge.subject.title, charge.subject.at) == ("Vinyasa Flow", session.starts_at)
    assert charge.subject.url == f"/s/{studio.slug}/me/bookings/{booked.booking_id}"
    assert charge.booking_id == booked.booking_id
    desk = seen[manager.user_id][0].subject
    assert desk is not None
    assert desk.url == f"/s/{studio.slug}/desk/bookings/{booked.booking_id}"

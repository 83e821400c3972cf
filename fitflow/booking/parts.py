"""What booking adds to pages of others."""

from django.utils.translation import gettext_lazy as _

from fitflow.core.promises import Promise, add_audit
from fitflow.organizations.parts import Entrance, add_entrance
from fitflow.schedule.settings import CLASSES_ON

#: The rules that are broken where more people have a spot than there are spots.
OVERBOOKED = frozenset({"session_not_overbooked", "spot_names_a_live_booking", "live_booking_has_its_spot"})

add_entrance(Entrance(10, "booking:schedule", lambda actor, _is_client: actor.setting(CLASSES_ON)))
add_entrance(Entrance(20, "booking:mine", lambda _actor, is_client: is_client))
add_audit(
    "audit_booking",
    [
        Promise(
            _("No session has more people than places."),
            frozenset({"session_has_its_spots", "session_not_overbooked"}),
        ),
        Promise(
            _("Every booking has a place of its own."),
            frozenset({"live_booking_has_its_spot", "spot_names_a_live_booking"}),
        ),
        Promise(
            _("Every held or offered place is kept for one person."),
            frozenset({"spot_and_hold_agree", "active_hold_has_its_spot", "offer_has_its_spot"}),
        ),
        Promise(_("Nobody waits beside a free place."), frozenset({"nobody_waits_beside_a_free_spot"})),
        Promise(
            _("Nobody is in two sessions at once."),
            frozenset({"booking_is_when_its_session_is", "bookings_of_a_client_do_not_overlap"}),
        ),
        Promise(
            _("Every booking is paid once, and refunded as it was told."),
            frozenset({"booking_is_paid_once", "refund_is_as_told"}),
        ),
        Promise(
            _("Every booking is in the history, and reached everybody it concerns."),
            frozenset({"booking_has_its_event", "event_reaches_its_consumers"}),
        ),
    ],
)

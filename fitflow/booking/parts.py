"""What bookings add to pages of others: a client's tab and card, whom a scoped manager sees, ways in, promises."""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Q
from django.template.loader import render_to_string
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from fitflow.accounts.hooks import WayTo
from fitflow.billing.hooks import Describer
from fitflow.booking.demo import bookings
from fitflow.booking.forms.schema import ClientBookingsOut
from fitflow.booking.hooks import SessionAct
from fitflow.booking.queries.habits import habits_of
from fitflow.booking.queries.history import figures_of, last_and_next, reached_by, visits_of
from fitflow.booking.queries.settling import count_open, open_of_client
from fitflow.booking.queries.subjects import booking_subjects, session_subjects
from fitflow.booking.services.undoing import (
    MARKED,
    MARKED_REST,
    MOVED,
    take_back_mark,
    take_back_move,
    take_back_rest,
)
from fitflow.booking.views.arriving import way_to
from fitflow.core.actor import Actor
from fitflow.core.hooks import ApiSection, DemoScene
from fitflow.core.offers import offer
from fitflow.core.promises import Audit, Promise
from fitflow.core.requests import PageRequest
from fitflow.core.shapes import Together
from fitflow.core.undo import Undoable
from fitflow.organizations.hooks import ClientColumn, ClientColumns, ClientLink, ClientPart, Entrance
from fitflow.organizations.models import Client
from fitflow.organizations.words import STUDIO
from fitflow.schedule.rules.sessions import DRAFT, IN_PROGRESS, PUBLISHED
from fitflow.schedule.settings import CLASSES_ON
from fitflow.ui.hooks import AccountEntry, DeskEntry, HomeColumn, HomePart, HomePiece, MemberEntry

#: So many sessions to come and as many past ones stand on a record's first page.
LISTED = 3


def reach(actor: Actor) -> Q:
    """Whoever booked at the manager's locations or with their trainers."""
    return reached_by(actor)


def card(request: PageRequest, client: Client) -> str:
    """When they come next, and how reliably they came."""
    actor = request.actor
    now = request.now
    context = {
        "figures": figures_of(actor, client.pk, now=now),
        "habits": habits_of(actor, client.pk, now=now),
        "lists": [
            (_("Next"), visits_of(actor, client.pk, when="upcoming", now=now, limit=LISTED).rows),
            (_("Lately"), visits_of(actor, client.pk, when="past", now=now, limit=LISTED).rows),
        ],
        "unsettled": open_of_client(actor, client.pk),
        "client": client,
        "slug": actor.organization.slug,
    }
    return render_to_string("booking/desk/client_card.html", context, request=request)


def profile(actor: Actor, client: Client, now: datetime) -> Together:
    return Together(habits_of(actor, client.pk, now=now), figures_of(actor, client.pk, now=now))


def leaving(actor: Actor, client: Client, now: datetime) -> str:
    """What would be left behind."""
    count = figures_of(actor, client.pk, now=now).upcoming
    words = ngettext("%(count)d booking is still to come.", "%(count)d bookings are still to come.", count)
    return words % {"count": count} if count else ""


def cells(actor: Actor, ids: Collection[UUID], now: datetime) -> dict[UUID, list[str]]:
    """The day each came last, and when they come next."""
    formats = actor.formats
    return {
        client_id: [
            formats.day_at(last_at, "date") if last_at else "",
            formats.moment(next_at) if next_at else "",
        ]
        for client_id, (last_at, next_at) in last_and_next(actor, ids, now=now).items()
    }


def open_at_the_desk(actor: Actor, _now: datetime) -> Mapping[str, Any] | None:
    """How much waits to be settled; nothing to say where nobody books without credits."""
    found = count_open(actor)
    return {"open": found} if found.is_any else None


def is_client(actor: Actor) -> bool:
    return actor.client_id is not None


NOT_OVER = frozenset({DRAFT, PUBLISHED, IN_PROGRESS})

offer(
    Undoable(MOVED, _("moving a session"), take_back_move),
    Undoable(MARKED, _("a mark of attendance"), take_back_mark),
    Undoable(MARKED_REST, _("marking the others present"), take_back_rest),
    ClientPart(
        "bookings",
        columns=ClientColumns((ClientColumn(_("Last here"), is_minor=True), ClientColumn(_("Next"))), cells),
        order=20,
        reach=reach,
        tab=ClientLink(_("Bookings"), "booking:client-bookings", icon="ticket"),
        actions=(
            ClientLink(
                _("Book a class"), "booking:client-book", icon="calendar-plus", in_sheet=True, feature=CLASSES_ON
            ),
        ),
        card=card,
        profile=profile,
        profile_shape=ClientBookingsOut,
        leaving=leaving,
    ),
    Entrance("schedule", "booking:schedule", lambda actor, _is_client: actor.setting(CLASSES_ON), order=10),
    Entrance("bookings", "booking:mine", lambda _actor, is_client: is_client, order=20),
    WayTo("booking", way_to),
    Describer("booking", booking_subjects),
    Describer("session", session_subjects),
    DeskEntry("share", _("Share"), "organizations:share", "share", feature=CLASSES_ON, group=STUDIO, order=100),
    HomePart("to_settle", open_at_the_desk, (HomePiece(HomeColumn.TILE, "booking/home/to_settle.html", 15),)),
    MemberEntry("schedule", _("Schedule"), "booking:schedule", "calendar", feature=CLASSES_ON, order=10),
    MemberEntry("bookings", _("My bookings"), "booking:mine", "ticket", order=20),
    AccountEntry("bookings", _("My bookings"), "booking:mine", "ticket", whose=is_client, order=10),
    SessionAct("details", _("Details…"), "booking:session-edit", "edit", NOT_OVER, order=30),
    SessionAct("spots", _("Places…"), "booking:session-places", "layers", NOT_OVER, order=40),
    SessionAct("cancel", _("Cancel the session…"), "booking:session-cancel", "ban", NOT_OVER, order=60, is_danger=True),
    DemoScene("bookings", bookings, order=40),
    ApiSection("Sessions", order=20),
    ApiSection("Places", order=30),
    ApiSection("Bookings", order=40),
    ApiSection("Waiting lists", order=50),
    ApiSection("Sessions (staff)", order=90),
    Audit(
        "audit_booking",
        (
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
                _("Whoever runs a location or a trainer's sessions finds everybody who booked there."),
                frozenset({"client_is_found_where_they_booked"}),
            ),
            Promise(
                _("Every booking is in the history, and reached everybody it concerns."),
                frozenset({"booking_has_its_event", "event_reaches_its_consumers"}),
            ),
        ),
    ),
)

"""The few looks every act begins with: is it there, and is it yours to touch."""

from uuid import UUID

from fitflow.booking.models import Booking, SpotHold, WaitlistEntry
from fitflow.core.actor import Actor
from fitflow.core.errors import Forbidden, NotFound
from fitflow.organizations.queries.clients import clients_of
from fitflow.organizations.queries.staff import check_location, check_trainer
from fitflow.schedule.models import Session
from fitflow.schedule.queries import sessions

#: The rules of the audit that are broken where more people have a spot than there are spots.
OVERBOOKED = frozenset({"session_not_overbooked", "spot_names_a_live_booking", "live_booking_has_its_spot"})


def hold_of(actor: Actor, hold_id: UUID) -> SpotHold:
    hold: SpotHold = SpotHold.objects.visible_to(actor).one(pk=hold_id)
    return hold


def booking_of(actor: Actor, booking_id: UUID) -> Booking:
    booking: Booking = Booking.objects.visible_to(actor).select_related("session", "client").one(pk=booking_id)
    return booking


def session_of(actor: Actor, session_id: UUID) -> Session:
    """A session the actor may see."""
    return sessions.session_of(actor, session_id)


def run_session(actor: Actor, session_id: UUID) -> Session:
    """A session that is the actor's to run; NotFound where it is out of sight, Forbidden where it is only seen."""
    session = session_of(actor, session_id)
    if not session.is_run_by(actor):
        raise Forbidden
    return session


def check_goal(actor: Actor, session: Session, *, trainer_id: UUID | None, location_id: UUID | None) -> None:
    """Refuses to give a session to a trainer who has left, or to move it to a location that is closed.

    None keeps what it has. A session may stay where it is, whatever has become of that.
    """
    if trainer_id not in (None, session.trainer_id):
        check_trainer(actor, trainer_id)
    if location_id not in (None, session.location_id):
        check_location(actor, location_id)


def act_for_client(actor: Actor, client_id: UUID | None, session_id: UUID) -> UUID:
    """Whose claim this is: one's own, or a client's when staff run the session."""
    if client_id is None or client_id == actor.client_id:
        if actor.client_id is None:
            raise Forbidden
        return actor.client_id
    run_session(actor, session_id)
    if not is_within_reach(actor, client_id):
        raise NotFound
    return client_id


def is_within_reach(actor: Actor, client_id: UUID) -> bool:
    """Managers bring in their clients; all staff whoever has, or had, a claim on a session that is theirs."""
    if clients_of(actor).filter(pk=client_id).exists():
        return True
    claims = (Booking.objects, WaitlistEntry.objects, SpotHold.objects)
    return any(rows.visible_to(actor).filter(client_id=client_id).exists() for rows in claims)


def entry_of(actor: Actor, session_id: UUID, client_id: UUID) -> WaitlistEntry:
    """The live entry of a client in a session's queue."""
    entry: WaitlistEntry = WaitlistEntry.objects.visible_to(actor).one(
        session_id=session_id,
        client_id=client_id,
        status__in=[WaitlistEntry.Status.WAITING, WaitlistEntry.Status.OFFERED],
    )
    return entry


def has_more_bookings_than(actor: Actor, number: int) -> bool:
    """Counts no further than it must."""
    return Booking.objects.filter(organization_id=actor.organization_id)[number : number + 1].exists()


def booking_count(actor: Actor) -> int:
    """How many bookings the studio has, cancelled ones included."""
    return Booking.objects.filter(organization_id=actor.organization_id).count()

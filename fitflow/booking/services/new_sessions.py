"""Sessions are made: from a class type and what somebody wants different, with their spots and their registration."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from uuid import UUID

from django.conf import settings
from django.utils.translation import gettext as _

from fitflow.booking.services.capacity import make_spots
from fitflow.booking.services.session_checks import check_policy, check_runs, check_times, check_window
from fitflow.booking.services.sessions import publish_locked
from fitflow.core.actor import Actor
from fitflow.core.bounds import MOST_SPOTS
from fitflow.core.db import in_transaction
from fitflow.core.errors import Invalid, NotFound, Unknown
from fitflow.core.links import read_online_url
from fitflow.core.zones import check_reach
from fitflow.organizations.queries.staff import check_location, check_trainer
from fitflow.organizations.refusals import QuotaReached
from fitflow.schedule.models import ClassType, Session
from fitflow.schedule.queries.class_types import class_type_of
from fitflow.schedule.queries.sessions import planned_count
from fitflow.schedule.rules.class_types import read_cost
from fitflow.schedule.rules.sessions import late_cancel_at, registration_window
from fitflow.schedule.services.sessions import new_session
from fitflow.schedule.settings import LATE_CANCEL_CUTOFF, REGISTRATION_CLOSES, REGISTRATION_OPENS

#: When clients may register, and when leaving begins to be late.
WINDOW = ("opens_at", "closes_at", "late_cancel_at")


@dataclass(frozen=True)
class SessionDraft:
    """What somebody wants to put on the calendar. None = from the class type or the studio's settings."""

    class_type_id: UUID
    starts_at: datetime
    trainer_id: UUID | None = None
    location_id: UUID | None = None
    ends_at: datetime | None = None
    capacity: int | None = None
    cost_credits: Decimal | None = None
    policy_id: UUID | None = None
    online_url: str = ""
    note: str = ""
    opens_at: datetime | None = None
    closes_at: datetime | None = None
    late_cancel_at: datetime | None = None
    series_id: UUID | None = None
    series_on: date | None = None


@in_transaction
def create_session(
    actor: Actor, draft: SessionDraft, *, publish: bool = True, override_reason: str = "", now: datetime
) -> Session:
    """Makes a session with its spots; published at once, or kept as a draft."""
    class_type = known_class_type(actor, draft.class_type_id)
    if not class_type.is_active:
        raise Invalid.field("class_type", _("This class type is archived. Bring it back, or choose another one."))
    refuse_too_many_sessions(actor, now)
    session = fill(actor, class_type, draft)
    check_runs(actor, session)
    check_times(session.starts_at, session.ends_at)
    set_registration(actor, session, class_type, now)
    for name in WINDOW:
        setattr(session, name, getattr(draft, name) or getattr(session, name))
    check_window(session)
    session.save(force_insert=True)
    make_spots(session, 1, session.capacity)
    if publish:
        publish_locked(actor, session, override_reason=override_reason, now=now)
    return session


def refuse_too_many_sessions(actor: Actor, now: datetime) -> None:
    """Refuses more sessions to come than a studio may have."""
    most: int = settings.FITFLOW_MOST_SESSIONS
    if planned_count(actor, now, at_most=most) >= most:
        message = _("A studio here has at most %(most)d sessions to come. Ask whoever runs this site for more.")
        raise QuotaReached(message % {"most": most}, most=most)


def known_class_type(actor: Actor, class_type_id: UUID) -> ClassType:
    try:
        return class_type_of(actor, class_type_id)
    except NotFound as unknown:
        raise Unknown.field("class_type", _("Choose a class type of this studio.")) from unknown


def fill(actor: Actor, class_type: ClassType, draft: SessionDraft) -> Session:
    check_reach(starts_at=draft.starts_at, ends_at=draft.ends_at, **{name: getattr(draft, name) for name in WINDOW})
    trainer_id, location_id = draft.trainer_id or class_type.trainer_id, draft.location_id or class_type.location_id
    check_trainer(actor, trainer_id)
    check_location(actor, location_id)
    check_policy(actor, draft.policy_id)
    capacity = class_type.capacity if draft.capacity is None else draft.capacity
    if not 1 <= capacity <= MOST_SPOTS:
        raise Invalid.field("capacity", _("Give a number from 1 to %(most)d.") % {"most": MOST_SPOTS})
    cost, link = read_cost(draft.cost_credits), read_online_url(draft.online_url)
    ends_at = draft.ends_at or draft.starts_at + timedelta(minutes=class_type.duration_minutes)
    return new_session(
        actor, class_type, trainer_id=trainer_id, location_id=location_id, capacity=capacity,
        starts_at=draft.starts_at, ends_at=ends_at, cost_credits=cost, policy_id=draft.policy_id,
        online_url=link, note=draft.note, series_id=draft.series_id, series_on=draft.series_on,
    )  # fmt: skip


def set_registration(actor: Actor, session: Session, class_type: ClassType | None, now: datetime) -> None:
    """When clients may register and what counts as late, from the class type or the studio."""

    def length(own: int | None, usual: timedelta | None) -> timedelta | None:
        return usual if own is None else timedelta(seconds=own)

    window = registration_window(
        session.starts_at,
        published_at=now,
        opens_before=length(class_type.registration_opens if class_type else None, actor.setting(REGISTRATION_OPENS)),
        closes_before=length(class_type.registration_closes if class_type else None, actor.setting(REGISTRATION_CLOSES))
        or timedelta(),
    )
    session.opens_at, session.closes_at = window.start, window.end
    cutoff = length(class_type.late_cancel_cutoff if class_type else None, actor.setting(LATE_CANCEL_CUTOFF))
    session.late_cancel_at = late_cancel_at(session.starts_at, cutoff)

"""Whether somebody may join a waitlist now: the facts, as they are under the locks, and the first reason against it."""

from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from fitflow.booking.refusals import SessionNotFull, WaitlistOff, ineligible
from fitflow.booking.rules.eligibility import Act, Facts, ineligibility, notice_of
from fitflow.booking.rules.offers import OfferSettings, offers_possible
from fitflow.booking.settings import WAITLIST_ON
from fitflow.core.actor import Actor
from fitflow.core.db import one_row
from fitflow.core.errors import Denial
from fitflow.core.zones import Period, end_of_months
from fitflow.schedule.models import Session
from fitflow.schedule.rules.sessions import is_kind_on
from fitflow.schedule.settings import BOOKING_WINDOW


def join_facts(session: Session, client_id: UUID) -> dict[str, Any]:
    """What joining asks: the client's own claim, whether a spot is free, whether the client may book."""
    return (
        one_row(
            "SELECT engine_now() AS at, client_may_book(c.status, c.archived_at) AS may_book,"
            " s.booking_id IS NOT NULL AS has_booking, s.hold_id IS NOT NULL AS has_hold,"
            " EXISTS (SELECT FROM booking_spot f WHERE f.session_id = %(session)s"
            " AND spot_is_free(f.client_id, f.expires_at, engine_now())) AS is_free"
            " FROM organizations_client c LEFT JOIN booking_spot s ON s.session_id = %(session)s AND s.client_id = c.id"
            " WHERE c.id = %(client)s",
            {"session": session.pk, "client": client_id},
        )
        or {}
    )


def join_question(actor: Actor, session: Session, client_id: UUID, facts: dict[str, Any]) -> Facts:
    """The facts of `join_facts` as the eligibility rule asks for them. Who waits may pay when a spot comes free."""
    settings, at = actor.organization.settings, facts["at"]
    return Facts(
        act=Act.JOIN, now=at, status=session.status, is_on=is_kind_on(settings, session.kind),
        starts_at=session.starts_at, registration=Period(session.opens_at, max(session.closes_at, session.opens_at)),
        client_may_book=facts["may_book"], entitlement=None, has_booking=facts["has_booking"],
        has_hold=facts["has_hold"], min_notice=notice_of(settings, session.kind),
        bookable_until=end_of_months(at, BOOKING_WINDOW.of(settings), actor.zone),
        by_staff=client_id != actor.client_id,
    )  # fmt: skip


def why_not_join(actor: Actor, session: Session, client_id: UUID, facts: dict[str, Any]) -> Denial | None:
    """The first reason against joining: what speaks against holding, but for the payment; or a spot that is free."""
    settings = actor.organization.settings
    if not WAITLIST_ON.of(settings) or not offers_possible(facts["at"], session.starts_at, OfferSettings.of(settings)):
        return WaitlistOff(_("There is no waiting list for this session now."))
    reason = ineligibility(join_question(actor, session, client_id, facts))
    if reason is not None:
        return ineligible(reason)
    if facts["is_free"]:
        return SessionNotFull(_("A place is free. You can book it now."))
    return None

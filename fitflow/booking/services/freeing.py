"""Spots that become free: the statements behind every way in which somebody leaves one."""

from uuid import UUID

from django.db import connection

from fitflow.booking.models import Spot


def clear_spots(*, session_id: UUID, numbers: list[int]) -> None:
    Spot.objects.filter(session_id=session_id, number__in=numbers).update(
        client_id=None, hold_id=None, booking_id=None, expires_at=None
    )


def free_spots(*, hold_id: UUID | None = None, booking_id: UUID | None = None) -> list[int]:
    """Frees the spot of a hold or a booking and gives its number; nothing when it holds none any more."""
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE booking_spot SET client_id = NULL, hold_id = NULL, booking_id = NULL, expires_at = NULL"
            " WHERE (session_id, client_id) = (SELECT session_id, client_id FROM booking_spothold WHERE id = %(hold)s"
            " UNION ALL SELECT session_id, client_id FROM booking_booking WHERE id = %(booking)s)"
            " AND (hold_id = %(hold)s AND booking_id IS NULL OR booking_id = %(booking)s) RETURNING number",
            {"hold": hold_id, "booking": booking_id},
        )
        return [row[0] for row in cursor.fetchall()]

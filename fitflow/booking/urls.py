"""Addresses of the schedule, places, bookings and queues: `pages` under a studio, `api` under /api/v1/."""

from django.urls import path

from fitflow.booking.api import bookings, places, sessions

api = [
    path("sessions", sessions.sessions, name="api-sessions"),
    path("sessions/<uuid:session_id>", sessions.session, name="api-session"),
    path("sessions/<uuid:session_id>/hold", places.hold, name="api-hold"),
    path("holds/<uuid:hold_id>/confirm", places.confirm, name="api-confirm"),
    path("holds/<uuid:hold_id>", places.release, name="api-release"),
    path("bookings/me", bookings.mine, name="api-bookings-mine"),
    path("bookings/<uuid:booking_id>/cancellation", bookings.cancellation, name="api-cancellation"),
    path("bookings/<uuid:booking_id>/cancel", bookings.cancel, name="api-cancel"),
    path("bookings/<uuid:booking_id>/reschedule", bookings.reschedule, name="api-reschedule"),
    path("bookings/<uuid:booking_id>/checkin", bookings.checkin, name="api-checkin"),
    path("bookings/<uuid:booking_id>/waive", bookings.waive, name="api-waive"),
    path("waitlist/<uuid:session_id>", places.waitlist, name="api-waitlist"),
    path("waitlist/<uuid:session_id>/join", places.join, name="api-join"),
    path("admin/sessions", sessions.create, name="api-admin-sessions"),
    path("admin/sessions/<uuid:session_id>", sessions.change, name="api-admin-session"),
    path("admin/sessions/<uuid:session_id>/book", places.book, name="api-admin-book"),
]

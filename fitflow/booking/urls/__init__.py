"""Addresses of the schedule, spots, bookings and queues.

`pages` stand under a studio (/s/<slug>/), `links` at the root, `api` under /api/v1/.
"""

from django.urls import path

from fitflow.booking.api import bookings, sessions, spots
from fitflow.booking.urls import desk
from fitflow.booking.views import links as personal
from fitflow.booking.views import member, public
from fitflow.booking.views import spots as steps

public_pages = [
    path("", public.schedule, name="schedule"),
    path("classes/<uuid:session_id>", public.session, name="class"),
    path("classes/<uuid:session_id>/book", steps.book, name="book"),
    path("classes/<uuid:session_id>/wait", steps.wait, name="wait"),
]
member_pages = [
    path("me/", member.mine, name="mine"),
    path("me/past", member.past, name="past"),
    path("me/schedule", public.own_schedule, name="my-schedule"),
    path("me/holds/<uuid:hold_id>", steps.held, name="held"),
    path("me/holds/<uuid:hold_id>/confirm", steps.confirm, name="confirm"),
    path("me/holds/<uuid:hold_id>/release", steps.release, name="release"),
    path("me/waiting/<uuid:session_id>/leave", steps.leave, name="leave"),
    path("me/bookings/<uuid:booking_id>", member.booking, name="booking"),
    path("me/bookings/<uuid:booking_id>/calendar.ics", member.booking_ics, name="booking-ics"),
    path("me/bookings/<uuid:booking_id>/cancel", member.cancel, name="cancel"),
    path("me/bookings/<uuid:booking_id>/move", member.reschedule, name="reschedule"),
]
pages = [*public_pages, *member_pages, *desk.pages]
links = [path("a/<str:token>", personal.act, name="act")]

api = [
    path("sessions", sessions.sessions, name="api-sessions"),
    path("sessions/<uuid:session_id>", sessions.session, name="api-session"),
    path("sessions/<uuid:session_id>/hold", spots.hold, name="api-hold"),
    path("holds/<uuid:hold_id>/confirm", spots.confirm, name="api-confirm"),
    path("holds/<uuid:hold_id>", spots.release, name="api-release"),
    path("bookings/me", bookings.mine, name="api-bookings-mine"),
    path("bookings/<uuid:booking_id>/cancellation", bookings.cancellation, name="api-cancellation"),
    path("bookings/<uuid:booking_id>/cancel", bookings.cancel, name="api-cancel"),
    path("bookings/<uuid:booking_id>/reschedule", bookings.reschedule, name="api-reschedule"),
    path("bookings/<uuid:booking_id>/checkin", bookings.checkin, name="api-checkin"),
    path("bookings/<uuid:booking_id>/waive", bookings.waive, name="api-waive"),
    path("waitlist/<uuid:session_id>", spots.waitlist, name="api-waitlist"),
    path("waitlist/<uuid:session_id>/join", spots.join, name="api-join"),
    path("admin/sessions", sessions.create, name="api-admin-sessions"),
    path("admin/sessions/<uuid:session_id>", sessions.change, name="api-admin-session"),
    path("admin/sessions/<uuid:session_id>/book", spots.book, name="api-admin-book"),
    *desk.api,
]

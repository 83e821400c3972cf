"""Addresses of the desk's calendar, sessions, rosters and figures: `pages` under a studio, `api` under /api/v1/."""

from django.urls import path

from fitflow.booking.api import calendar as api_calendar
from fitflow.booking.api import clients as api_clients
from fitflow.booking.api import dashboard as api_dashboard
from fitflow.booking.views import adding, calendar, clients, home, moving, roster, session, today

pages = [
    path("desk/", home.home, name="desk"),
    path("desk/today", today.today, name="today"),
    path("desk/checklist", home.checklist, name="checklist"),
    path("desk/proof", home.proof, name="proof"),
    path("desk/calendar", calendar.calendar, name="calendar"),
    path("desk/calendar/feed", calendar.feed, name="calendar-feed"),
    path("desk/calendar/preview/<uuid:session_id>", moving.preview, name="calendar-preview"),
    path("desk/calendar/drop/<uuid:session_id>", moving.drop, name="calendar-drop"),
    path("desk/sessions/new", moving.new, name="session-new"),
    path("desk/sessions/<uuid:session_id>", session.session, name="desk-session"),
    path("desk/sessions/<uuid:session_id>/history", session.history, name="desk-session-history"),
    path("desk/sessions/<uuid:session_id>/peek", session.peek, name="session-peek"),
    path("desk/sessions/<uuid:session_id>/publish", session.publish, name="session-publish"),
    path("desk/sessions/<uuid:session_id>/edit", session.edit, name="session-edit"),
    path("desk/sessions/<uuid:session_id>/places", session.places, name="session-places"),
    path("desk/sessions/<uuid:session_id>/extra-place", session.extra, name="session-extra"),
    path("desk/sessions/<uuid:session_id>/cancel", session.cancel, name="session-cancel"),
    path("desk/sessions/<uuid:session_id>/move", moving.move, name="session-move"),
    path("desk/sessions/<uuid:session_id>/trainer", moving.trainer, name="session-trainer"),
    path("desk/sessions/<uuid:session_id>/add", adding.add, name="desk-add"),
    path("desk/sessions/<uuid:session_id>/rest-present", roster.rest, name="desk-rest"),
    path("desk/sessions/<uuid:session_id>/queue/remove", adding.leave, name="desk-leave"),
    path("desk/bookings/<uuid:booking_id>", roster.person, name="desk-booking"),
    path("desk/bookings/<uuid:booking_id>/mark", roster.mark, name="desk-mark"),
    path("desk/bookings/<uuid:booking_id>/cancel", roster.cancel, name="desk-cancel"),
    path("desk/bookings/<uuid:booking_id>/waive", roster.waive, name="desk-waive"),
    path("desk/clients/<uuid:client_id>/bookings", clients.bookings, name="client-bookings"),
]

api = [
    path("admin/dashboard", api_dashboard.dashboard, name="api-dashboard"),
    path("admin/sessions/<uuid:session_id>/roster", api_calendar.roster, name="api-roster"),
    path("admin/sessions/<uuid:session_id>/history", api_calendar.history, name="api-session-history"),
    path("admin/sessions/<uuid:session_id>/move-preview", api_calendar.move_preview, name="api-move-preview"),
    path("admin/sessions/<uuid:session_id>/extra-place", api_calendar.extra_place, name="api-extra-place"),
    path("admin/sessions/<uuid:session_id>/publish", api_calendar.publish, name="api-publish"),
    path("admin/sessions/<uuid:session_id>/rest-present", api_calendar.rest_present, name="api-rest-present"),
    path("clients/<uuid:client_id>/attendance", api_clients.attendance, name="api-client-attendance"),
]

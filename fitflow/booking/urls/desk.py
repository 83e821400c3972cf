"""Addresses of the desk's sessions and rosters: `pages` under a studio, `api` under /api/v1/."""

from django.urls import path

from fitflow.booking.api import clients as api_clients
from fitflow.booking.api import roster as api_roster
from fitflow.booking.api import settling as api_settling
from fitflow.booking.views import adding, changing, clients, roster, session, settling, today

pages = [
    path("desk/today", today.today, name="today"),
    path("desk/sessions/<uuid:session_id>", session.session, name="desk-session"),
    path("desk/sessions/<uuid:session_id>/history", session.history, name="desk-session-history"),
    path("desk/sessions/<uuid:session_id>/peek", session.peek, name="session-peek"),
    path("desk/sessions/<uuid:session_id>/publish", session.publish, name="session-publish"),
    path("desk/sessions/<uuid:session_id>/edit", session.edit, name="session-edit"),
    path("desk/sessions/<uuid:session_id>/places", session.change_capacity, name="session-places"),
    path("desk/sessions/<uuid:session_id>/extra-place", session.extra, name="session-extra"),
    path("desk/sessions/<uuid:session_id>/cancel", session.cancel, name="session-cancel"),
    path("desk/sessions/<uuid:session_id>/add", adding.add, name="desk-add"),
    path("desk/sessions/<uuid:session_id>/rest-present", roster.rest, name="desk-rest"),
    path("desk/sessions/<uuid:session_id>/queue/remove", adding.leave, name="desk-leave"),
    path("desk/bookings/<uuid:booking_id>", roster.person, name="desk-booking"),
    path("desk/bookings/<uuid:booking_id>/move", changing.desk_move, name="desk-move"),
    path("desk/bookings/<uuid:booking_id>/mark", roster.mark, name="desk-mark"),
    path("desk/bookings/<uuid:booking_id>/cancel", roster.cancel, name="desk-cancel"),
    path("desk/bookings/<uuid:booking_id>/waive", roster.waive, name="desk-waive"),
    path("desk/to-settle", settling.to_settle, name="to-settle"),
    path("desk/bookings/<uuid:booking_id>/settle", settling.settle, name="desk-settle"),
    path("desk/bookings/<uuid:booking_id>/let-off", settling.let_off, name="desk-let-off"),
    path("desk/bookings/<uuid:booking_id>/pay-back", settling.pay_back, name="desk-pay-back"),
    path("desk/bookings/<uuid:booking_id>/unsettle", settling.unsettle, name="desk-unsettle"),
    path("desk/clients/<uuid:client_id>/book", clients.book, name="client-book"),
    path("desk/clients/<uuid:client_id>/bookings", clients.bookings, name="client-bookings"),
]

api = [
    path("admin/sessions/<uuid:session_id>/roster", api_roster.roster, name="api-roster"),
    path("admin/sessions/<uuid:session_id>/history", api_roster.history, name="api-session-history"),
    path("admin/sessions/<uuid:session_id>/extra-place", api_roster.extra_spot, name="api-extra-place"),
    path("admin/sessions/<uuid:session_id>/publish", api_roster.publish, name="api-publish"),
    path("admin/sessions/<uuid:session_id>/rest-present", api_roster.rest_present, name="api-rest-present"),
    path("admin/settlements", api_settling.settlements, name="api-settlements"),
    path("bookings/<uuid:booking_id>/settle", api_settling.settle, name="api-settle"),
    path("bookings/<uuid:booking_id>/let-off", api_settling.let_off, name="api-let-off"),
    path("bookings/<uuid:booking_id>/pay-back", api_settling.pay_back, name="api-pay-back"),
    path("bookings/<uuid:booking_id>/unsettle", api_settling.unsettle, name="api-unsettle"),
    path("clients/<uuid:client_id>/attendance", api_clients.attendance, name="api-client-attendance"),
]

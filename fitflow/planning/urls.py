"""Addresses of series, acts on many sessions and the calendar: `pages` under a studio, `api` under /api/v1/."""

from django.urls import path

from fitflow.planning.api import moves
from fitflow.planning.api import series as api_series
from fitflow.planning.views import bulk, calendar, moving, series

pages = [
    path("desk/calendar", calendar.calendar, name="calendar"),
    path("desk/calendar/feed", calendar.feed, name="calendar-feed"),
    path("desk/calendar/preview/<uuid:session_id>", moving.preview, name="calendar-preview"),
    path("desk/calendar/drop/<uuid:session_id>", moving.drop, name="calendar-drop"),
    path("desk/sessions/new", moving.new, name="session-new"),
    path("desk/sessions/<uuid:session_id>/move", moving.move, name="session-move"),
    path("desk/sessions/<uuid:session_id>/trainer", moving.trainer, name="session-trainer"),
    path("desk/series/", series.index, name="series"),
    path("desk/series/new/", series.new, name="series-new"),
    path("desk/series/new/preview/", series.preview, name="series-preview"),
    path("desk/series/<uuid:series_id>/", series.edit, name="series-edit"),
    path("desk/series/<uuid:series_id>/preview/", series.edit_preview, name="series-edit-preview"),
    path("desk/series/<uuid:series_id>/end/", series.end, name="series-end"),
    path("desk/series/<uuid:series_id>/end/preview/", series.end_preview, name="series-end-preview"),
    path("desk/series/<uuid:series_id>/dates/", series.plan_date, name="series-plan-date"),
    path("desk/sessions/cancel/", bulk.cancel, name="sessions-cancel"),
    path("desk/sessions/cancel/preview/", bulk.cancel_preview, name="sessions-cancel-preview"),
    path("desk/sessions/cancel/<uuid:run_id>/", bulk.run, name="cancel-run"),
    path("desk/sessions/cancel/<uuid:run_id>/retry/", bulk.retry, name="cancel-run-retry"),
    path("desk/sessions/replace-trainer/", bulk.replace, name="replace-trainer"),
    path("desk/sessions/replace-trainer/preview/", bulk.replace_preview, name="replace-trainer-preview"),
]

api = [
    path("admin/sessions/<uuid:session_id>/move-preview", moves.move_preview, name="api-move-preview"),
    path("admin/series", api_series.all_series, name="api-series"),
    path("admin/series/preview", api_series.preview, name="api-series-preview"),
    path("admin/series/<uuid:series_id>", api_series.one, name="api-series-one"),
    path("admin/series/<uuid:series_id>/end", api_series.end, name="api-series-end"),
    path("admin/series/<uuid:series_id>/dates", api_series.plan_date, name="api-series-date"),
    path("admin/sessions/cancel", api_series.cancel, name="api-sessions-cancel"),
    path("admin/sessions/cancel/<uuid:run_id>", api_series.run, name="api-cancel-run"),
    path("admin/sessions/replace-trainer", api_series.replace, name="api-replace-trainer"),
]

"""Addresses of clients: `pages` under /s/<slug>/, `api` under /api/v1/."""

from django.urls import URLPattern, path

from fitflow.organizations.api import clients as doors

pages: list[URLPattern] = []

api = [
    path("clients", doors.clients, name="api-clients"),
    path("clients/me", doors.me, name="api-client-me"),
    path("clients/import", doors.take_in, name="api-clients-import"),
    path("clients/<uuid:client_id>", doors.client, name="api-client"),
    path("clients/<uuid:client_id>/profile", doors.profile, name="api-client-profile"),
    path("clients/<uuid:client_id>/status", doors.status, name="api-client-status"),
    path("clients/<uuid:client_id>/archive", doors.archive, name="api-client-archive"),
    path("clients/<uuid:client_id>/restore", doors.restore, name="api-client-restore"),
    path("clients/<uuid:client_id>/notes", doors.notes, name="api-client-notes"),
    path("clients/<uuid:client_id>/notes/<uuid:note_id>", doors.note, name="api-client-note"),
]

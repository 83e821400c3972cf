"""Addresses of clients: `pages` under /s/<slug>/, `api` under /api/v1/."""

from django.urls import path

from fitflow.organizations.api import clients as doors
from fitflow.organizations.api import logins
from fitflow.organizations.views import client_import, client_logins, client_notes, client_profile, clients

pages = [
    path("desk/clients", clients.clients, name="clients"),
    path("desk/clients/add", clients.add, name="client_add"),
    path("desk/clients/import", client_import.choose, name="clients_import"),
    path("desk/clients/import/apply", client_import.take_in, name="clients_import_apply"),
    path("desk/clients/import/wrong.csv", client_import.wrong, name="clients_import_wrong"),
    path("desk/clients/import/example.csv", client_import.example, name="clients_import_example"),
    path("desk/clients/<uuid:client_id>", clients.client, name="client"),
    path("desk/clients/<uuid:client_id>/edit", clients.edit, name="client_edit"),
    path("desk/clients/<uuid:client_id>/status", clients.status, name="client_status"),
    path("desk/clients/<uuid:client_id>/archive", clients.archive, name="client_archive"),
    path("desk/clients/<uuid:client_id>/restore", clients.restore, name="client_restore"),
    path("desk/clients/<uuid:client_id>/separate", client_logins.separate, name="client_separate"),
    path("desk/clients/<uuid:client_id>/readmit", client_logins.readmit, name="client_readmit"),
    path("desk/clients/<uuid:client_id>/notes", client_notes.add, name="client_notes"),
    path("desk/clients/<uuid:client_id>/notes/<uuid:note_id>", client_notes.edit, name="client_note"),
    path("desk/clients/<uuid:client_id>/notes/<uuid:note_id>/remove", client_notes.remove, name="client_note_remove"),
    path("me/profile", client_profile.profile, name="profile"),
]

api = [
    path("records", logins.records, name="api-records"),
    path("records/<uuid:client_id>/join", logins.join, name="api-record-join"),
    path("records/<uuid:client_id>/refuse", logins.refuse, name="api-record-refuse"),
    path("clients", doors.clients, name="api-clients"),
    path("clients/me", doors.me, name="api-client-me"),
    path("clients/import", doors.take_in, name="api-clients-import"),
    path("clients/<uuid:client_id>", doors.client, name="api-client"),
    path("clients/<uuid:client_id>/profile", doors.profile, name="api-client-profile"),
    path("clients/<uuid:client_id>/status", doors.status, name="api-client-status"),
    path("clients/<uuid:client_id>/archive", doors.archive, name="api-client-archive"),
    path("clients/<uuid:client_id>/restore", doors.restore, name="api-client-restore"),
    path("clients/<uuid:client_id>/separate", logins.separate, name="api-client-separate"),
    path("clients/<uuid:client_id>/readmit", logins.readmit, name="api-client-readmit"),
    path("clients/<uuid:client_id>/notes", doors.notes, name="api-client-notes"),
    path("clients/<uuid:client_id>/notes/<uuid:note_id>", doors.note, name="api-client-note"),
]

"""Addresses of studios and their people: `root` under /, `pages` under /s/<slug>/, `api` under /api/v1/."""

from django.urls import path

from fitflow.organizations.api import audit as audit_api
from fitflow.organizations.api import locations as locations_api
from fitflow.organizations.api import staff as staff_api
from fitflow.organizations.api import studio as studio_api
from fitflow.organizations.urls import clients
from fitflow.organizations.views import audit, join, locations, records, settings, staff, start, undoing

root = [
    path("", start.home, name="home"),
    path("start", start.start, name="start"),
    path("studios", start.studios, name="studios"),
    path("records", records.records, name="records"),
]

studio_pages = [
    path("qr.svg", settings.qr, name="qr"),
    path("join/<str:token>/", join.join, name="join"),
    path("desk/share/", settings.share, name="share"),
    path("desk/settings/", settings.index, name="settings"),
    path("desk/settings/studio/", settings.profile, name="settings_profile"),
    path("desk/settings/kind/", settings.preset, name="settings_preset"),
    path("desk/settings/locations/", locations.index, name="locations"),
    path("desk/settings/locations/add/", locations.add, name="location_add"),
    path("desk/settings/locations/<uuid:location_id>/", locations.edit, name="location"),
    path("desk/settings/locations/<uuid:location_id>/close/", locations.close, name="location_close"),
    path("desk/settings/locations/<uuid:location_id>/reopen/", locations.reopen, name="location_reopen"),
    path("desk/settings/<slug:group>/", settings.section, name="settings_section"),
    path("desk/staff/", staff.index, name="staff"),
    path("desk/staff/add/", staff.add, name="staff_add"),
    path("desk/staff/invite/", staff.invite, name="staff_invite"),
    path("desk/staff/<uuid:staff_id>/", staff.person, name="staff_person"),
    path("desk/staff/<uuid:staff_id>/roles/", staff.roles, name="staff_roles"),
    path("desk/staff/<uuid:staff_id>/end/", staff.deactivate, name="staff_deactivate"),
    path("desk/staff/<uuid:staff_id>/back/", staff.reactivate, name="staff_reactivate"),
    path("desk/invitations/<uuid:invitation_id>/resend/", staff.resend, name="invitation_resend"),
    path("desk/invitations/<uuid:invitation_id>/withdraw/", staff.withdraw, name="invitation_withdraw"),
    path("desk/undo", undoing.undo, name="undo"),
    path("desk/audit/", audit.index, name="audit"),
    path("desk/audit/failed/", audit.failed, name="audit_failed"),
    path("desk/audit/failed/<slug:table>/<int:job_id>/", audit.replay, name="audit_replay"),
]

studio_api_doors = [
    path("studios", studio_api.studios, name="api-studios"),
    path("admin/organization", studio_api.organization, name="api-organization"),
    path("admin/settings", studio_api.settings, name="api-settings"),
    path("admin/settings/registry", studio_api.settings_registry, name="api-settings-registry"),
    path("locations", locations_api.locations, name="api-locations"),
    path("locations/<uuid:location_id>", locations_api.location, name="api-location"),
    path("locations/<uuid:location_id>/close", locations_api.close, name="api-location-close"),
    path("locations/<uuid:location_id>/reopen", locations_api.reopen, name="api-location-reopen"),
    path("trainers", staff_api.trainers, name="api-trainers"),
    path("staff", staff_api.staff, name="api-staff"),
    path("staff/<uuid:staff_id>", staff_api.member, name="api-staff-member"),
    path("staff/<uuid:staff_id>/roles", staff_api.roles, name="api-staff-roles"),
    path("staff/<uuid:staff_id>/deactivate", staff_api.deactivate, name="api-staff-deactivate"),
    path("staff/<uuid:staff_id>/reactivate", staff_api.reactivate, name="api-staff-reactivate"),
    path("invitations", staff_api.invite, name="api-invitations"),
    path("invitations/accept", staff_api.accept, name="api-invitation-accept"),
    path("invitations/<uuid:invitation_id>", staff_api.withdraw, name="api-invitation"),
    path("invitations/<uuid:invitation_id>/resend", staff_api.resend, name="api-invitation-resend"),
    path("audit", audit_api.audit, name="api-audit"),
    path("admin/failed-work", audit_api.failed, name="api-failed-work"),
    path("admin/failed-work/<slug:table>-<int:job_id>/replay", audit_api.replay, name="api-failed-work-replay"),
]

pages = [*studio_pages, *clients.pages]
api = [*studio_api_doors, *clients.api]

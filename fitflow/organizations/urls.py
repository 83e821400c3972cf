"""Addresses of studios and their people: `root` under /, `pages` under /s/<slug>/, `api` under /api/v1/."""

from django.urls import path

from fitflow.organizations import client_urls
from fitflow.organizations.views import audit, join, locations, settings, staff, start

root = [
    path("", start.home, name="home"),
    path("start", start.start, name="start"),
    path("studios", start.studios, name="studios"),
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
    path("desk/audit/", audit.index, name="audit"),
    path("desk/audit/failed/", audit.failed, name="audit_failed"),
    path("desk/audit/failed/<slug:table>/<int:job_id>/", audit.replay, name="audit_replay"),
]

pages = [*studio_pages, *client_urls.pages]
api = [*client_urls.api]

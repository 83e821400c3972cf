"""Addresses of lockers: `pages` under a studio, `api` under /api/v1/."""

from django.urls import path
from fitflow.lockers import api as doors
from fitflow.lockers import views

pages = [
    path("desk/lockers/", views.all_lockers, name="all"),
    path("desk/clients/<uuid:client_id>/lockers/", views.of_client, name="client"),
    path("me/locker", views.mine, name="mine"),
]
api = [path("lockers", doors.lockers, name="api-lockers")]

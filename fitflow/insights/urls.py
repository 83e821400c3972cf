"""Addresses of the first page and the proof: `pages` under a studio, `api` under /api/v1/."""

from django.urls import path

from fitflow.insights import api as figures
from fitflow.insights import views

pages = [
    path("desk/", views.home, name="home"),
    path("desk/checklist", views.checklist, name="checklist"),
    path("desk/proof", views.proof, name="proof"),
    path("desk/proof/again", views.check_again, name="check-again"),
]
api = [path("admin/dashboard", figures.dashboard, name="api-dashboard")]

"""The root URLs: everything is composed by the web app."""

from django.urls import include, path

urlpatterns = [path("", include("fitflow.web.urls"))]
handler400 = "fitflow.web.errors.bad_request"
handler403 = "fitflow.web.errors.forbidden"
handler404 = "fitflow.web.errors.not_found"
handler500 = "fitflow.web.errors.crashed"

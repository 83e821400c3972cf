"""The root URLs: everything is composed by the web app."""

from django.urls import include, path

urlpatterns = [path("", include("fitflow.web.urls"))]

"""The kit alone as a site: no database, no other app."""

from django.http import HttpRequest, HttpResponse
from django.urls import include, path


def broken(_request: HttpRequest) -> HttpResponse:
    raise RuntimeError("broken on purpose")


urlpatterns = [path("", include("fitflow.ui.urls")), path("broken/", broken)]

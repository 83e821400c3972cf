"""Where everything is found."""

from django.urls import include, path

from fitflow.accounts import urls as accounts

API = [*accounts.api]

urlpatterns = [
    path("accounts/", include("allauth.urls")),
    path("api/v1/", include(API)),
]

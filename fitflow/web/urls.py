"""Where everything is found."""

from django.urls import include, path

from fitflow.accounts import urls as accounts
from fitflow.booking import urls as booking

API = [*accounts.api, *booking.api]

urlpatterns = [
    path("accounts/", include("allauth.urls")),
    path("api/v1/", include(API)),
]

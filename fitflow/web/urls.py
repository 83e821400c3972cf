"""Where everything is found."""

from django.urls import include, path

from fitflow.accounts import urls as accounts
from fitflow.booking import urls as booking
from fitflow.notify import urls as notify

API = [*accounts.api, *booking.api, *notify.api]

urlpatterns = [
    path("", include("fitflow.ui.urls")),
    path("accounts/", include(accounts.pages)),
    path("api/v1/", include(API)),
    path("s/<slug:slug>/", include((notify.pages, "notify"))),
    path("", include((notify.demo, "mailbox"))),
]

"""Where everything is found."""

from django.urls import include, path

from fitflow.accounts import urls as accounts
from fitflow.billing import urls as billing
from fitflow.booking import urls as booking
from fitflow.calendars import urls as calendars
from fitflow.insights import urls as insights
from fitflow.notify import urls as notify
from fitflow.organizations import urls as organizations
from fitflow.planning import urls as planning
from fitflow.schedule import urls as schedule
from fitflow.web import api
from fitflow.web.addresses import STUDIO
from fitflow.web.views import docs, wellknown

#: Addresses are tried in order, and a hold is asked for most: programs come first, and with them booking.
API = [
    *booking.api,
    *accounts.api,
    *billing.api,
    *organizations.api,
    *schedule.api,
    *notify.api,
    *planning.api,
    *calendars.api,
    *insights.api,
]

urlpatterns = [
    path("api/v1/", include(API)),
    path("api/v1/schema", api.schema, name="api-schema"),
    path("api/v1/docs", docs.docs, name="api-docs"),
    path(".well-known/security.txt", wellknown.security_txt, name="security-txt"),
    path("", include("fitflow.ui.urls")),
    path("accounts/", include(accounts.pages)),
    path("", include(organizations.root)),
    path(STUDIO, include((organizations.pages, "organizations"))),
    path(STUDIO, include((billing.pages, "billing"))),
    path(STUDIO, include((notify.pages, "notify"))),
    path(STUDIO, include((schedule.pages, "schedule"))),
    path(STUDIO, include((booking.pages, "booking"))),
    path(STUDIO, include((planning.pages, "planning"))),
    path(STUDIO, include((calendars.pages, "calendars"))),
    path(STUDIO, include((insights.pages, "insights"))),
    path("", include((booking.links, "personal"))),
    path("", include((calendars.links, "ics"))),
    path("", include((notify.demo, "mailbox"))),
]

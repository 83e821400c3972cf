"""Addresses of calendar feeds: `pages` under a studio, `links` at the root, `api` under /api/v1/."""

from django.urls import path

from fitflow.calendars import api as feeds
from fitflow.calendars import views

pages = [
    path("me/calendar", views.own_address, name="feed-address"),
    path("me/calendar/renew", views.renew_own, name="feed-renew"),
    path("desk/my-calendar", views.staff_address, name="desk-feed-address"),
    path("desk/my-calendar/renew", views.renew_staff, name="desk-feed-renew"),
]
links = [path("ics/<str:token>.ics", views.feed, name="feed")]
api = [path("me/calendar-feed", feeds.calendar_feed, name="api-calendar-feed")]

"""What a door hands to its view: a request that knows who stands there and when. Types only; nothing makes one."""

from datetime import datetime

from django.http import HttpRequest
from rest_framework.request import Request

from fitflow.core.actor import Actor


class PageRequest(HttpRequest):
    """A page's request behind `@allow`."""

    actor: Actor
    now: datetime


class ApiRequest(Request):
    """An API request behind `@allow`."""

    actor: Actor
    now: datetime

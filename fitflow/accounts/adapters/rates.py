"""The general limit of the API, as REST framework asks for it: for each login and each network, in a minute."""

from typing import Any

from django.conf import settings
from rest_framework.request import Request
from rest_framework.throttling import BaseThrottle

from fitflow.accounts.doors import address_of
from fitflow.accounts.rules import network_of
from fitflow.core import clock, rates
from fitflow.core.rates import TOLD


class ApiRate(BaseThrottle):
    """Counts a request; what is left stands in the headers of its answer. A limit of 0 is none."""

    def allow_request(self, request: Request, view: Any) -> bool:  # noqa: ARG002 - DRF's signature
        moment, told = clock.now().timestamp(), []  # house: allow no-clock — it is asked before any door.
        if settings.FITFLOW_API_PER_NETWORK:
            network = network_of(address_of(request._request.META))
            told.append(rates.counts.count(network, settings.FITFLOW_API_PER_NETWORK, moment))
        user = request.user if settings.FITFLOW_API_PER_LOGIN else None
        if user is not None and user.is_authenticated:
            told.append(rates.counts.count(user.pk, settings.FITFLOW_API_PER_LOGIN, moment))
        if not told:
            return True
        nearest = told[0] if len(told) == 1 or told[0].left <= told[1].left else told[1]
        vars(request._request)[TOLD] = nearest
        return nearest.left >= 0

    def wait(self) -> float:
        return rates.seconds_left(clock.now().timestamp())  # house: allow no-clock — as above.

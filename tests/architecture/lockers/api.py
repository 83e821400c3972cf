"""Lockers for programs."""

from drf_spectacular.utils import extend_schema
from fitflow.lockers.forms import LockersOut
from fitflow.lockers.queries import lockers_of
from fitflow.lockers.settings import LOCKERS_ON
from rest_framework.decorators import api_view
from rest_framework.response import Response

from fitflow.core.actor import Role
from fitflow.core.requests import ApiRequest
from fitflow.organizations.doors import allow, while_on


@extend_schema(operation_id="lockers", tags=["Lockers"], responses=LockersOut)
@api_view(["GET"])
@allow(Role.MANAGER)
@while_on(LOCKERS_ON)
def lockers(request: ApiRequest) -> Response:
    """Every locker that is given, by number."""
    return Response(LockersOut({"results": list(lockers_of(request.actor))}).data)

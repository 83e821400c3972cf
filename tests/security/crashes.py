"""Views that go wrong inside the studio's door, in every way that could leave the studio set on the connection."""

from typing import Any

from django.db import connection, transaction
from django.http import HttpResponse
from django.urls import include, path
from rest_framework.decorators import api_view
from rest_framework.response import Response

from fitflow.core.actor import Role
from fitflow.core.doors import public
from fitflow.core.tenancy import tenant
from fitflow.organizations.doors import allow
from fitflow.organizations.models import Client


def names() -> list[str]:
    return list(Client.objects.order_by("name").values_list("name", flat=True))


def run(statement: str, *values: Any) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, list(values))


@allow(Role.MANAGER)
def look(_request: Any) -> HttpResponse:
    return HttpResponse(", ".join(names()))


@public
def look_without_a_door(_request: Any) -> HttpResponse:
    return HttpResponse(", ".join(names()))


@allow(Role.MANAGER)
def crash(_request: Any) -> HttpResponse:
    assert names()
    raise RuntimeError("in the middle of it")


@api_view(["GET"])
@allow(Role.MANAGER)
def crash_api(_request: Any) -> Response:
    assert names()
    raise RuntimeError("in the middle of it")


@allow(Role.MANAGER)
def break_transaction(_request: Any) -> HttpResponse:
    """A statement fails inside a transaction, which is broken from there on."""
    with transaction.atomic():
        assert names()
        run("SELECT 1 / 0")
    return HttpResponse("never")


@allow(Role.MANAGER)
def swallow_broken_transaction(_request: Any) -> HttpResponse:
    """Somebody catches the database's error inside the transaction and goes on."""
    with transaction.atomic():
        try:
            run("SELECT 1 / 0")
        except Exception:
            transaction.set_rollback(True)
            raise RuntimeError("after a broken transaction") from None
    return HttpResponse("never")


@allow(Role.MANAGER)
def set_another_and_roll_back(request: Any) -> HttpResponse:
    """The setting is changed in a transaction that does not commit: the rollback brings the earlier one back."""
    with transaction.atomic():
        run("SELECT set_config('fitflow.organization', %s, false)", request.GET["other"])
        transaction.set_rollback(True)
    return HttpResponse(", ".join(names()))


@allow(Role.MANAGER)
def crash_in_another(request: Any) -> HttpResponse:
    """Another studio is open in the middle, as for a background job, when it goes wrong."""
    with tenant(request.GET["other"]):
        raise RuntimeError("in the other studio")


@allow(Role.MANAGER)
def crash_in_another_broken(request: Any) -> HttpResponse:
    """The same, inside a transaction that the database has given up."""
    with transaction.atomic(), tenant(request.GET["other"]):
        run("SELECT 1 / 0")
    return HttpResponse("never")


@allow(Role.MANAGER)
def lose_connection(_request: Any) -> HttpResponse:
    run("SELECT pg_terminate_backend(pg_backend_pid())")
    return HttpResponse("never")


def here(address: str, view: Any) -> Any:
    return path(f"s/<slug:slug>/{address}", view, name=address)


urlpatterns = [
    here("look", look),
    path("look", look_without_a_door, name="nobody"),
    here("crash", crash),
    path("api/crash", crash_api, name="crash-api"),
    here("break", break_transaction),
    here("swallow", swallow_broken_transaction),
    here("set-and-roll-back", set_another_and_roll_back),
    here("crash-in-another", crash_in_another),
    here("crash-in-another-broken", crash_in_another_broken),
    here("lose", lose_connection),
    path("", include("config.urls")),  # Error pages lead back into the studio.
]

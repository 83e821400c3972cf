"""The API's doors to studios: which are mine, founding one, what it is, and its settings."""

from typing import Any

from django.http import HttpResponse
from drf_spectacular.utils import extend_schema
from rest_framework.decorators import api_view
from rest_framework.response import Response

from fitflow.accounts.doors import signed_in
from fitflow.core.actor import Actor, Role
from fitflow.core.doors import idempotent, refuses
from fitflow.core.editing import ChangedMeanwhile, edits_as, tagged
from fitflow.core.requests import ApiRequest
from fitflow.core.shapes import Together, answer, read
from fitflow.core.tenancy import HOUSE, tenant
from fitflow.organizations.doors import allow, holds_start_key
from fitflow.organizations.forms import schema
from fitflow.organizations.forms.api import ProfileIn, StudioIn, read_settings
from fitflow.organizations.queries.directory import house
from fitflow.organizations.queries.studio import defaults_of, free_slug, organization_of, share_link, studios_of
from fitflow.organizations.refusals import FoundedToday, FoundingClosed, TimezoneNotConfirmed
from fitflow.organizations.services.settings import update_settings
from fitflow.organizations.services.studio import found_studio, update_profile
from fitflow.organizations.typed_settings.registry import registry

TAG = ["Studio"]


@extend_schema(operation_id="studios", tags=TAG, responses=schema.StudioListOut, methods=["GET"])
@extend_schema(
    operation_id="studio_found", tags=TAG, request=StudioIn, responses={201: schema.FoundedOut}, methods=["POST"]
)
@refuses(FoundedToday, FoundingClosed, on="POST")
@api_view(["GET", "POST"])
@signed_in
def studios(request: Any) -> HttpResponse:
    """The studios of this login with its roles there (their slugs go into X-Organization); or a new studio."""
    if request.method == "GET":
        return answer(schema.StudioListOut, {"results": studios_of(request.account.pk), "next": None})
    with tenant(HOUSE):  # A studio that does not exist yet keeps no keys: the house does.
        request.actor = Actor(house(), user_id=request.account.pk)
        return _found(request)


@idempotent
def _found(request: Any) -> Response:
    values = read(StudioIn, request.data)
    values["slug"] = values["slug"] or free_slug(values["name"])
    founded = found_studio(request.account, **values, has_key=holds_start_key(request._request), now=request.now)
    return answer(schema.FoundedOut, founded, status=201)


@extend_schema(operation_id="organization", tags=TAG, responses=schema.OrganizationOut, methods=["GET"])
@extend_schema(
    operation_id="organization_edit", tags=TAG, request=ProfileIn, responses=schema.OrganizationOut, methods=["PATCH"]
)
@refuses(TimezoneNotConfirmed, ChangedMeanwhile, on="PATCH")
@api_view(["GET", "PATCH"])
@allow(Role.ADMIN)
def organization(request: ApiRequest) -> HttpResponse:
    """Name, zone, currency and formats of the studio, and the link of its public page."""
    if request.method == "PATCH":
        return _edit(request)
    return tagged(_organization(request.actor))


def _read(request: ApiRequest) -> Response:
    return _organization(request.actor)


@idempotent
@edits_as(_read)
def _edit(request: ApiRequest) -> Response:
    changes = read(ProfileIn, request.data, partial=True)
    update_profile(request.actor, confirm=changes.pop("confirm", False), changes=changes, now=request.now)
    return _organization(request.actor)


def _organization(actor: Actor) -> Response:
    link = {"public_url": share_link(actor.organization)}
    return answer(schema.OrganizationOut, Together(link, organization_of(actor)))


@extend_schema(operation_id="settings", tags=TAG, responses=schema.SettingsOut, methods=["GET"])
@extend_schema(
    operation_id="settings_edit", tags=TAG, request=schema.SettingsIn, responses=schema.SettingsOut, methods=["PATCH"]
)
@refuses(ChangedMeanwhile, on="PATCH")
@api_view(["GET", "PATCH"])
@allow(Role.ADMIN)
def settings(request: ApiRequest) -> HttpResponse:
    """Every setting by its flat key; lengths of time in seconds, credits as decimal strings, and the `preset`.

    PATCH takes the same keys; `reset: [key, ...]` takes settings back to what the preset says.
    """
    if request.method == "PATCH":
        return _change(request)
    return tagged(_settings(request.actor))


def _read_settings(request: ApiRequest) -> Response:
    return _settings(request.actor)


@idempotent
@edits_as(_read_settings)
def _change(request: ApiRequest) -> Response:
    changes, reset, preset = read_settings(request.data)
    update_settings(request.actor, changes, reset=reset, preset=preset, now=request.now)
    return _settings(request.actor)


def _settings(actor: Actor) -> Response:
    found = organization_of(actor)
    return answer(schema.SettingsOut, {**found.settings, "preset": found.preset})


@extend_schema(operation_id="settings_registry", tags=TAG, responses=schema.SettingListOut)
@api_view(["GET"])
@allow(Role.ADMIN)
def settings_registry(request: ApiRequest) -> Response:
    """Each setting with its label, kind and choices, what is usual for this kind of studio, and what it is."""
    found = organization_of(request.actor)
    usual = defaults_of(found.preset)
    rows = [
        Together(
            {
                "choices": [{"value": name, "label": label} for name, label in setting.choices],
                "usual": usual[key],
                "value": found.settings[key],
                "is_changed": key in found.overrides,
            },
            setting,
        )
        for key, setting in registry().settings.items()
    ]
    return answer(schema.SettingListOut, {"results": rows, "next": None})

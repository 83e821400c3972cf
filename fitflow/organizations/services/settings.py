"""The studio's settings: its own decisions, and beside them everything resolved, for SQL and Python alike."""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from fitflow.accounts import queries as accounts
from fitflow.core import events
from fitflow.core.actor import Actor
from fitflow.core.db import in_transaction
from fitflow.core.errors import Invalid
from fitflow.organizations.events import SettingsChanged
from fitflow.organizations.models import Organization
from fitflow.organizations.settings import DEMANDED, SECOND_STEP
from fitflow.organizations.typed_settings.kinds import Text
from fitflow.organizations.typed_settings.registry import registry
from fitflow.organizations.typed_settings.setting import JSON


@in_transaction
def update_settings(
    actor: Actor, changes: Mapping[str, object], *, reset: Collection[str] = (), preset: str = "", now: datetime
) -> dict[str, JSON]:
    """Changes settings (under another preset, if named) and takes others back to what the preset says.

    All resolved settings as they are then.
    """
    values = registry().validate_all(changes)
    _require_known(reset)
    if preset:
        registry().resolve(preset, {})  # Raises Invalid that names the presets before anything is locked.
    organization = _locked(actor)
    undone = {registry().current_key(key) for key in reset}
    own = {**registry().current(organization.overrides), **values}
    overrides = {key: value for key, value in own.items() if key not in undone}
    return _store(actor, organization, preset or organization.preset, overrides, now)


@in_transaction
def change_preset(actor: Actor, *, preset: str, keep_changes: bool = True, now: datetime) -> dict[str, JSON]:
    """Makes the studio another kind; what it decided itself stays, unless that shall go too."""
    if keep_changes:
        return update_settings(actor, {}, preset=preset, now=now)
    registry().resolve(preset, {})
    return _store(actor, _locked(actor), preset, {}, now)


@in_transaction
def refresh_settings(actor: Actor, *, now: datetime) -> bool:
    """Resolves a studio's settings anew, for a release that knows more of them or other defaults. Whether any differ.

    An own decision that the release no longer understands goes back to what the preset says. Twice does nothing.
    """
    organization = _locked(actor)
    own = registry().current({key: value for key, value in organization.overrides.items() if _is_valid(key, value)})
    if organization.overrides == own and organization.settings == registry().resolve(organization.preset, own):
        return False
    _store(actor, organization, organization.preset, own, now)
    return True


def _is_valid(key: str, value: object) -> bool:
    try:
        registry().validate(key, value)
    except Invalid:
        return False
    return True


def _locked(actor: Actor) -> Organization:
    return Organization.objects.select_for_update(no_key=True).get(pk=actor.organization_id)


def _require_known(keys: Collection[str]) -> None:
    """Asks the registry about each unknown key, for its sentence about what was probably meant."""
    unknown = {key: None for key in keys if registry().find(key) is None}
    if unknown:
        try:
            registry().validate_all(unknown)
        except Invalid as refusal:
            raise Invalid({"reset": [text for texts in refusal.errors.values() for text in texts]}) from refusal


def _store(
    actor: Actor, organization: Organization, preset: str, overrides: Mapping[str, JSON], now: datetime
) -> dict[str, JSON]:
    """An override that says what the preset says is none. Keys the code no longer knows are dropped."""
    defaults = registry().resolve(preset, {})
    own = {key: value for key, value in overrides.items() if key in registry().settings and value != defaults[key]}
    resolved = registry().resolve(preset, own)
    different = _differences(organization, preset, resolved)
    if SECOND_STEP.key in different:
        _refuse_own_lockout(actor, resolved)
    organization.preset, organization.overrides, organization.settings = preset, own, resolved
    organization.save(update_fields=["preset", "overrides", "settings"])
    if different:
        texts = {key: pair for key, pair in different.items() if isinstance(registry().settings.get(key), Text)}
        facts = {key: pair for key, pair in different.items() if key not in texts}
        events.record(actor, SettingsChanged(organization.pk, facts, texts), now=now)
    return resolved


def _refuse_own_lockout(actor: Actor, resolved: Mapping[str, JSON]) -> None:
    """Whoever demands a second step has one: nobody shuts the door on themselves."""
    if not DEMANDED[SECOND_STEP.of(resolved)] & actor.roles or actor.user_id is None:
        return
    if not accounts.has_second_step(actor.user_id):
        message = _("Set up two-step sign-in for yourself first: under your account, Two-step sign-in.")
        raise Invalid.field(SECOND_STEP.key, message)


def _differences(organization: Organization, preset: str, resolved: Mapping[str, JSON]) -> dict[str, Any]:
    before = organization.settings
    different: dict[str, Any] = {
        key: [before.get(key), value] for key, value in resolved.items() if before.get(key) != value
    }
    if preset != organization.preset:
        different["preset"] = [organization.preset, preset]
    return different

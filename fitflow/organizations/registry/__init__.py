"""The typed settings of a studio: every key with its default, checked on the way in, resolved flat (ANS-09, SET)."""

from collections.abc import Mapping
from copy import deepcopy
from datetime import timedelta
from decimal import Decimal
from difflib import get_close_matches
from typing import Any

from django.utils.translation import gettext as _

from fitflow.core.errors import Invalid
from fitflow.core.zones import QuietHours
from fitflow.organizations.registry.catalog import SETTINGS
from fitflow.organizations.registry.kinds import JSON, Group, Kind, Setting, Unit, tier_rows, tiers_expected
from fitflow.organizations.registry.presets import PRESETS, Preset, preset_choices

__all__ = [
    "JSON",
    "PRESETS",
    "SETTINGS",
    "Group",
    "Kind",
    "Preset",
    "Setting",
    "Unit",
    "credits_in",
    "duration_in",
    "optional_duration_in",
    "preset_choices",
    "quiet_hours_in",
    "resolve",
    "settings_by_group",
    "tier_rows",
    "tiers_expected",
    "validate",
    "validate_all",
]


def validate(key: str, value: object) -> JSON:
    """The value in its normal form; raises Invalid that names the key and what would be right."""
    setting = SETTINGS.get(key)
    if setting is None:
        raise Invalid.field(key, _unknown(key))
    try:
        return setting.read(value)
    except ValueError as error:
        raise Invalid.field(key, _("%(key)s must be %(expected)s.") % {"key": key, "expected": error}) from error


def validate_all(changes: Mapping[str, object]) -> dict[str, JSON]:
    """Every value in its normal form; raises one Invalid that names every wrong key."""
    values: dict[str, JSON] = {}
    errors: dict[str, list[str]] = {}
    for key, value in changes.items():
        try:
            values[key] = validate(key, value)
        except Invalid as refusal:
            errors |= refusal.errors
    if errors:
        raise Invalid(errors)
    return values


def resolve(preset: str, overrides: Mapping[str, object]) -> dict[str, JSON]:
    """Every key with its value: the default, changed by the preset, changed by the studio."""
    if preset not in PRESETS:
        raise Invalid.field("preset", _("Choose one of %(names)s.") % {"names": ", ".join(PRESETS)})
    defaults = {key: setting.default for key, setting in SETTINGS.items()}
    return deepcopy({**defaults, **PRESETS[preset].values, **validate_all(overrides)})


def settings_by_group() -> dict[Group, list[Setting]]:
    """The settings page: its sections with their settings, in order."""
    return {group: [setting for setting in SETTINGS.values() if setting.group is group] for group in Group}


def duration_in(settings: Mapping[str, Any], key: str) -> timedelta:
    """A length of time from resolved settings."""
    return timedelta(seconds=settings[key])


def optional_duration_in(settings: Mapping[str, Any], key: str) -> timedelta | None:
    """A length of time that may be left open."""
    return None if settings[key] is None else timedelta(seconds=settings[key])


def credits_in(settings: Mapping[str, Any], key: str) -> Decimal:
    """An amount of credits from resolved settings."""
    return Decimal(settings[key])


def quiet_hours_in(settings: Mapping[str, Any]) -> QuietHours | None:
    """The studio's quiet hours, or None when they are off."""
    text = settings["notify.quiet_hours"]
    return QuietHours.parse(text) if text else None


def _unknown(key: str) -> str:
    if near := get_close_matches(key, SETTINGS, n=1):
        return _("There is no setting %(key)s. Did you mean %(near)s?") % {"key": key, "near": near[0]}
    return _("There is no setting %(key)s.") % {"key": key}

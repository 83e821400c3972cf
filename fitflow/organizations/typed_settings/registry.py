"""Every setting, found in the `settings.py` of each app: checked on the way in, resolved flat (ANS-09, SET)."""

from collections.abc import Iterable, Mapping
from copy import deepcopy
from difflib import get_close_matches
from functools import cache
from types import ModuleType
from typing import Any

from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext as _

from fitflow.core.discovery import modules_named
from fitflow.core.errors import Invalid
from fitflow.core.formats import Formats
from fitflow.organizations.typed_settings.kinds import Flag
from fitflow.organizations.typed_settings.presets import PRESETS
from fitflow.organizations.typed_settings.setting import JSON, Section, Setting


class Registry:
    """The settings of some modules, by key, in the order of the settings page."""

    def __init__(self, modules: Iterable[ModuleType]) -> None:
        declared = [value for module in modules for value in vars(module).values() if isinstance(value, Setting)]
        # A module may import another app's setting: it is the same object, and counts once.
        found = sorted({id(setting): setting for setting in declared}.values(), key=lambda one: one.section.order)
        self.settings: Mapping[str, Setting[Any]] = {setting.key: setting for setting in found}
        self.formerly = {old: setting.key for setting in found for old in setting.formerly}
        names = [*(setting.key for setting in found), *self.formerly]
        if twice := sorted({name for name in names if names.count(name) > 1}):
            raise ImproperlyConfigured(f"two settings have the key {', '.join(twice)}")

    def find(self, key: str) -> Setting[Any] | None:
        """The setting of a key, today's or one it had before."""
        return self.settings.get(self.current_key(key))

    def features(self) -> dict[str, Flag]:
        """The flags that switch a module on, by the module's name."""
        flags = [setting for setting in self.settings.values() if isinstance(setting, Flag)]
        return {flag.feature: flag for flag in flags if flag.feature}

    def current_key(self, key: str) -> str:
        """Today's key of one that may be an old one."""
        return self.formerly.get(key, key)

    def sections(self) -> list[Section]:
        """The sections of the settings page, in its order."""
        return sorted({setting.section for setting in self.settings.values()}, key=lambda section: section.order)

    def used_sections(self, settings: Mapping[str, Any]) -> list[Section]:
        """The sections about what this studio uses."""
        return [one for one in self.sections() if one.feature is None or one.feature.of(settings)]

    def summary(self, section: Section, settings: Mapping[str, Any], formats: Formats) -> str:
        """What is set, in a line: Held for 10 minutes · 3 months ahead. Where nothing is, what the section is about."""
        said = [
            str(setting.said) % {"value": setting.words(settings[setting.key], formats)}
            for setting in self.of_section(section)
            if setting.said and settings[setting.key] not in (None, [], "0.00")
        ]
        return " · ".join(said) or str(section.text)

    def section(self, name: str) -> Section | None:
        return next((section for section in self.sections() if section.name == name), None)

    def of_section(self, section: Section) -> list[Setting[Any]]:
        return [setting for setting in self.settings.values() if setting.section == section]

    def current(self, values: Mapping[str, JSON]) -> dict[str, JSON]:
        """The same values under today's keys; what is given under today's key counts more."""
        renamed = {self.formerly[key]: value for key, value in values.items() if key in self.formerly}
        return {**renamed, **{key: value for key, value in values.items() if key not in self.formerly}}

    def validate(self, key: str, value: object) -> JSON:
        """The value in its normal form; raises Invalid that names the key and what would be right."""
        setting = self.find(key)
        if setting is None:
            raise Invalid.field(key, self._unknown(key))
        try:
            return setting.clean(value)
        except ValueError as error:
            raise Invalid.field(key, _("%(key)s must be %(expected)s.") % {"key": key, "expected": error}) from error

    def validate_all(self, changes: Mapping[str, object]) -> dict[str, JSON]:
        """Every value in its normal form under today's key; raises one Invalid that names every wrong key."""
        values: dict[str, JSON] = {}
        errors: dict[str, list[str]] = {}
        for key, value in changes.items():
            try:
                values[key] = self.validate(key, value)
            except Invalid as refusal:
                errors |= refusal.errors
        if errors:
            raise Invalid(errors)
        return self.current(values)

    def resolve(self, preset: str, overrides: Mapping[str, object]) -> dict[str, JSON]:
        """Every key with its value: the default, changed by the preset, changed by the studio."""
        if preset not in PRESETS:
            raise Invalid.field("preset", _("Choose one of %(names)s.") % {"names": ", ".join(PRESETS)})
        kind = PRESETS[preset]
        usual = {key: setting.presets.get(kind, setting.default) for key, setting in self.settings.items()}
        return deepcopy({**usual, **self.validate_all(overrides)})

    def _unknown(self, key: str) -> str:
        if near := get_close_matches(key, self.settings, n=1):
            return _("There is no setting %(key)s. Did you mean %(near)s?") % {"key": key, "near": near[0]}
        return _("There is no setting %(key)s.") % {"key": key}


@cache
def registry() -> Registry:
    """The settings of the installed apps."""
    return Registry(modules_named("settings"))

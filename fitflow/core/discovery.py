"""Finds what the apps offer: the modules of these names are loaded once every app is there.

A module offers what it has when it is loaded: a consumer, a timer, a setting, a kind of message, a tab. So an app
needs no `ready()` of its own. A new kind of module is a line here, and a room of the contract in `pyproject.toml`.
"""

from importlib import import_module
from importlib.util import find_spec
from types import ModuleType

from django.apps import apps

#: In this order, lower apps first.
MODULES = (
    "settings",  # Its settings, typed.
    "consumers",  # What follows an event.
    "tasks",  # What a timer does.
    "messages",  # Kinds of message people can get.
    "history",  # An event in the audit trail, in words.
    "parts",  # What an app adds to pages of others.
)


def load_modules() -> None:
    """Loads them, in every app."""
    for name in MODULES:
        modules_named(name)


def modules_named(name: str) -> list[ModuleType]:
    """The modules of this name, one for each of our apps that has it."""
    found = [f"{app.name}.{name}" for app in apps.get_app_configs() if app.name.startswith("fitflow.")]
    return [import_module(path) for path in found if find_spec(path)]

"""What an app offers is found by itself."""

import sys
from pathlib import Path

from django.apps import AppConfig, apps

from fitflow.core.discovery import MODULES
from fitflow.notify.hooks import find_kind

APPS = [app for app in apps.get_app_configs() if app.name.startswith("fitflow.")]


def test_every_module_that_registers_something_is_loaded() -> None:
    offered = {f"{app.name}.{name}" for app in APPS for name in MODULES if (Path(app.path) / f"{name}.py").exists()}

    assert {"fitflow.booking.messages", "fitflow.notify.consumers", "fitflow.notify.tasks"} <= offered
    assert offered - set(sys.modules) == set()
    assert find_kind("billing.expiring")


def test_no_app_but_the_kernel_loads_modules_of_its_own() -> None:
    assert [app.name for app in APPS if type(app).ready is not AppConfig.ready] == ["fitflow.core"]

"""Fixtures of these tests. Nothing of ours is imported here: pytest reads this file before Django is set up."""

from pathlib import Path

import pytest
from django.utils.module_loading import import_string
from pytest_django.fixtures import Settings


@pytest.fixture(autouse=True)
def samples(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    """The sample templates can be found, the sample kinds of message are registered."""
    settings.TEMPLATES = [{**settings.TEMPLATES[0], "DIRS": [Path(__file__).parent / "templates"]}]
    known = import_string("fitflow.notify.messages._kinds")
    samples = {kind.key: kind for kind in import_string("fitflow.notify.tests.samples.KINDS")}
    monkeypatch.setattr("fitflow.notify.messages._kinds", {**known, **samples})

"""Fixtures of these tests. Nothing of ours is imported here: pytest reads this file before Django is set up."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.utils.module_loading import import_string
from pytest_django.fixtures import Settings


@pytest.fixture(autouse=True)
def samples(settings: Settings) -> Iterator[None]:
    """The sample templates can be found, the sample kinds of message are offered."""
    settings.TEMPLATES = [{**settings.TEMPLATES[0], "DIRS": [Path(__file__).parent / "templates"]}]
    with import_string("tests.offers.also")(*import_string("fitflow.notify.tests.samples.KINDS")):
        yield

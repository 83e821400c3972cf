"""One committed world for all tests of security: they read it, or roll back what they write."""

import logging
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest

from tests.databases import CommittedDatabase, cloned
from tests.security.two_studios import World, make_world


@pytest.fixture(scope="package")
def security_database(
    django_db_setup: None, database_template: str, django_db_blocker: Any
) -> Iterator[CommittedDatabase]:
    """A database of their own. The usual one is made first, so that leaving this one leads back to it."""
    with django_db_blocker.unblock(), cloned(database_template) as database:
        yield database


@pytest.fixture(scope="package")
def built_world(security_database: CommittedDatabase, django_db_blocker: Any) -> World:
    with django_db_blocker.unblock():
        return make_world(datetime.now(UTC).replace(microsecond=0))


@pytest.fixture
def world(built_world: World, django_db_blocker: Any, caplog: pytest.LogCaptureFixture) -> Iterator[World]:
    """The world, with every refusal a line less in the log."""
    caplog.set_level(logging.ERROR, "django.request")
    with django_db_blocker.unblock():
        yield built_world

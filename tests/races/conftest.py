"""What every race shares, until the last one in this folder is run; Django is not set up when pytest reads this."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from tests.races.committed_studio import World


@pytest.fixture(scope="package")
def race_world(database_template: str, django_db_blocker: Any) -> "Iterator[World]":
    """One studio, one crowd and one database for every race: each makes sessions of its own."""
    from tests.races.committed_studio import open_world  # house: allow local-import — needs Django

    with django_db_blocker.unblock(), open_world(database_template) as world:
        yield world


@pytest.fixture(scope="package")
def server(race_world: "World") -> Iterator[int]:
    """The port of a web server for those who act over HTTP."""
    from tests.races.committed_studio import serving  # house: allow local-import — needs Django

    with serving(race_world) as port:
        yield port

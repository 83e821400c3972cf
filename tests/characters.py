"""The cast of every test: a studio, its people, and a stranger from another one. The studio's tenant is set."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
import time_machine

from fitflow.core.actor import Actor, Role, Studio
from fitflow.core.tenancy import tenant
from fitflow.organizations.factories import make_client_actor, make_staff_actor, make_studio

NOW = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)


@pytest.fixture
def now(request: pytest.FixtureRequest) -> datetime:
    """A Friday morning in November, when London is on UTC. With the marker `wall_clock`: now, as the doors read it."""
    if request.node.get_closest_marker("wall_clock"):
        return datetime.now(UTC).replace(microsecond=0)
    return NOW


@pytest.fixture
def doors_read_now(now: datetime) -> Iterator[None]:
    """Pages and programs read `now` as well: for tests that name its days and go through them."""
    with time_machine.travel(now, tick=True):
        yield


@pytest.fixture
def studio(db: None) -> Iterator[Studio]:
    """A studio in London; its tenant is set during the test."""
    studio = make_studio()
    with tenant(studio.id):
        yield studio


@pytest.fixture
def system(studio: Studio) -> Actor:
    return Actor.system(studio)


@pytest.fixture
def owner(studio: Studio) -> Actor:
    return make_staff_actor(studio, name="Olive Owner", role=Role.OWNER, is_trainer=False)


@pytest.fixture
def admin(studio: Studio) -> Actor:
    return make_staff_actor(studio, name="Adam Admin", role=Role.ADMIN, is_trainer=False)


@pytest.fixture
def manager(studio: Studio) -> Actor:
    return make_staff_actor(studio, name="Mona Manager", role=Role.MANAGER, is_trainer=False)


@pytest.fixture
def trainer(studio: Studio) -> Actor:
    return make_staff_actor(studio, name="Ana Ruiz", role=Role.TRAINER)


@pytest.fixture
def maya(studio: Studio) -> Actor:
    """A client with a login."""
    return make_client_actor(studio, name="Maya Lind")


@pytest.fixture
def noah(studio: Studio) -> Actor:
    """Another client with a login."""
    return make_client_actor(studio, name="Noah Berg")


@pytest.fixture
def stranger(studio: Studio) -> Iterator[Actor]:
    """The owner of another studio."""
    other = make_studio(slug="southside", timezone="America/New_York")
    with tenant(other.id):
        actor = make_staff_actor(other, name="Stan Stranger", role=Role.OWNER)
    with tenant(studio.id):
        yield actor

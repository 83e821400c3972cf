"""What the tests of booking have in common: one moment, and a class type."""

from collections.abc import Iterator
from datetime import datetime

import pytest

from fitflow.booking.factories import make_class_type
from fitflow.core import clock
from fitflow.core.actor import Studio
from fitflow.schedule.models import ClassType


@pytest.fixture
def engine_time(db: None, now: datetime) -> Iterator[None]:
    """The engine's clock stands still: `pytestmark = pytest.mark.usefixtures("engine_time")`."""
    with clock.at(now):
        yield


@pytest.fixture
def class_type(studio: Studio) -> ClassType:
    return make_class_type(studio, capacity=3)

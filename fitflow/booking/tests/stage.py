"""What the tests of booking have in common: one moment, and a weekly class."""

from collections.abc import Iterator
from datetime import datetime

import pytest

from fitflow.booking.factories import make_class_type
from fitflow.booking.services.series import create_series
from fitflow.booking.tests.series import mondays
from fitflow.core import clock
from fitflow.core.actor import Actor, Studio
from fitflow.schedule.models import ClassType, Series


@pytest.fixture
def engine_time(db: None, now: datetime) -> Iterator[None]:
    """The engine's clock stands still: `pytestmark = pytest.mark.usefixtures("engine_time")`."""
    with clock.at(now):
        yield


@pytest.fixture
def class_type(studio: Studio) -> ClassType:
    return make_class_type(studio, capacity=3)


@pytest.fixture
def series(manager: Actor, class_type: ClassType, now: datetime) -> Series:
    """Mondays at 18:00, four of them."""
    return create_series(manager, mondays(class_type), now=now).series

"""What the tests of planning have in common: a weekly class."""

from datetime import datetime

import pytest

from fitflow.core.actor import Actor
from fitflow.planning.services.series import create_series
from fitflow.planning.tests.series import mondays
from fitflow.schedule.models import ClassType, Series


@pytest.fixture
def series(manager: Actor, class_type: ClassType, now: datetime) -> Series:
    """Mondays at 18:00, four of them."""
    return create_series(manager, mondays(class_type), now=now).series

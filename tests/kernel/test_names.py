"""A row carries a name: whatever becomes of the function behind it, the row finds it, or the code does not start."""

from datetime import datetime

import pytest

from fitflow.core.actor import Studio
from fitflow.core.events import UnownedName, consumes
from fitflow.core.jobs import drain
from fitflow.core.models import Delivery, JobState, Timer
from fitflow.core.names import NameTaken
from fitflow.core.timers import on_timer, set_timer
from tests.kernel.bells import KIND, LISTENER, BellRung, Rung, hearing, ringing, tell


def nothing(*_: object) -> None:
    """Work that is not looked at."""


@pytest.mark.django_db
class TestTheNameOfAConsumer:
    def test_is_refused_when_another_has_it(self) -> None:
        with hearing(nothing), pytest.raises(NameTaken, match=f"{LISTENER} is taken already"):
            consumes(BellRung, name=LISTENER)(nothing)

    def test_is_refused_when_another_had_it(self) -> None:
        with hearing(nothing, name="core.heard", formerly=[LISTENER]), pytest.raises(NameTaken):
            consumes(BellRung, name=LISTENER)(nothing)

    @pytest.mark.parametrize("name", ["listener", "tests.listener", "auth.listener", "core.", ""])
    def test_is_refused_unless_it_begins_with_an_app_of_ours(self, name: str) -> None:
        with pytest.raises(UnownedName):
            consumes(BellRung, name=name)(nothing)


class TestTheKindOfATimer:
    def test_is_refused_when_another_has_it(self) -> None:
        with ringing(nothing), pytest.raises(NameTaken, match=f"{KIND} is taken already"):
            on_timer(KIND)(nothing)

    def test_is_refused_when_another_had_it(self) -> None:
        with ringing(nothing, name="test.rung", formerly=[KIND]), pytest.raises(NameTaken):
            on_timer(KIND)(nothing)


@pytest.mark.django_db
class TestARowInFlight:
    def test_is_run_under_the_name_of_yesterday(self, studio: Studio, now: datetime) -> None:
        with ringing(nothing), hearing(nothing):
            tell(studio, now=now)
            set_timer(studio.id, KIND, studio.id, due_at=now)

        rung: Rung = []
        with (
            hearing(lambda _actor, _event, at: rung.append(at), name="core.heard", formerly=[LISTENER]),
            ringing(lambda _actor, _entity, _key, at: rung.append(at), name="test.rung", formerly=[KIND]),
        ):
            drain(now)

        assert rung == [now, now]
        assert (Delivery.objects.get().state, Timer.objects.get().state) == (JobState.DONE, JobState.DONE)

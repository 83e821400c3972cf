"""Odd values for every field of a write, one at a time in a request that is otherwise as it should be."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from tests.security.acts import Act, filled, values_of
from tests.security.expectations import about_of
from tests.security.people import Answer, Visitor
from tests.security.routes import routes
from tests.security.state import changed, state_inside
from tests.security.two_studios import World

Check = Callable[["Trial", Answer], list[str]]
ROUTES = {route.name: route for route in routes()}
NOBODY = "01a1fb78-bcc6-76c1-aa14-0e8d06000a86"
LONG_TEXT = "x" * 5000
#: What programs send by mistake, or not by mistake.
ODD_JSON: list[Any] = [
    None, "", LONG_TEXT, -1, 10**30, 1.5, True, "\0", [], [None], {}, {"a": {"b": []}}, "2020-13-45", "not an id",
    NOBODY, "2019-01-01T00:00:00Z", "9999-12-31T23:59:59-12:00", "0001-01-01T00:00:00+14:00", "0001-01-01",
    "9999-12-31", "NaN", "1e400", "' OR 1=1 --",
]  # fmt: skip
#: What a form can carry: always text.
ODD_TEXT = [
    "", LONG_TEXT, "-1", "9" * 40, "1.5.5", "\0", "2020-13-45", "0001-01-01", "9999-12-31", "25:99", "not an id",
    NOBODY, "NaN", "Infinity", "1e400", "\u0663\u0664", "<script>", "' OR 1=1 --",
]  # fmt: skip
#: In the short run each field gets so many of them, each field others.
FEW = 5


@dataclass(frozen=True)
class Trial:
    """One field of a write with one odd value."""

    field: str
    value: Any

    def __str__(self) -> str:
        shown = repr(self.value)
        return f"{self.field}={shown[:40]}"


def trials(fields: list[str], odd: list[Any], *, everything: bool) -> Iterator[Trial]:
    """Odd values for each field; in the short run the fields take turns with them."""
    for number, field in enumerate(sorted(set(fields))):
        few = [odd[(number * FEW + step) % len(odd)] for step in range(FEW)]
        for value in odd if everything else few:
            yield Trial(field, value)


def path_of(act: Act, world: World) -> str:
    values = values_of(world.home, world.home.near, world.now)
    route = ROUTES[act.route]
    side = "me" if act.by == "maya" else "desk"
    about = about_of(route) | act.about
    return route.path({**values, **{name: values[other] for name, other in about.items()}, "side": side})


def try_all(world: World, who: Visitor, act: Act, wanted: list[Trial], check: Check) -> list[str]:
    """Sends every trial; what was done is taken back, what was refused must have left nothing."""
    wrong, refused = [], []
    with transaction.atomic():
        before = state_inside(world.home.studio.id)
        for trial in wanted:
            answer = send(world, who, act, trial)
            if answer.status >= 500:
                wrong.append(f"{act.key} {trial} gave {answer.status} {answer.why or answer.text[:200]}")
            elif answer.status >= 400:
                refused.append(trial)
                wrong += [f"{act.key} {trial}: {text}" for text in check(trial, answer)]
        left = changed(before, state_inside(world.home.studio.id))
        transaction.set_rollback(True)
    guilty = [str(trial) for trial in refused if leaves_something(world, who, act, trial)] if left else []
    return wrong + [f"{act.key} with {trial} was refused and still changed {left}" for trial in guilty]


def send(world: World, who: Visitor, act: Act, trial: Trial) -> Answer:
    """One request; unless it was refused, its effect is taken back."""
    sound = filled(act.body, values_of(world.home, world.home.near, world.now))
    with transaction.atomic():
        answer = who.knock(act.method, path_of(act, world), {**sound, trial.field: trial.value})
        transaction.set_rollback(answer.status < 400 or answer.status >= 500)
    return answer


def leaves_something(world: World, who: Visitor, act: Act, trial: Trial) -> bool:
    with transaction.atomic():
        before = state_inside(world.home.studio.id)
        send(world, who, act, trial)
        left = changed(before, state_inside(world.home.studio.id))
        transaction.set_rollback(True)
    return bool(left)


#: Moments and days from which no clock of a studio can be reached.
FAR_AWAY = ["9999-12-31T23:59:59-12:00", "0001-01-01T00:00:00+14:00", "9999-12-31", "0001-01-01", "1970-12-31"]
ODD_QUERY = [
    "\0", "x" * 3000, "-1", "2020-13-45", *FAR_AWAY, NOBODY, "\u0663", "[]", "1e400",
]  # fmt: skip

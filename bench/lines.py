"""Which lines are measured, and what is judged."""

import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from bench import reads, studio, together
from bench.raw import Line, pgbench
from bench.web import make_tokens, measure, serving

SECONDS = 5
SPREAD, HOT = (2, studio.SESSIONS + 1), (1, 1)
#: (name, scripts that pgbench runs as one, sessions): references A, B, C, the function alone, and the lean counter.
RAW = (
    ("A raw statements, spread", ("hold_stmts",), SPREAD),
    ("B raw statements, hot", ("hold_stmts",), HOT),
    ("C raw statements, hold+confirm", ("hold_stmts", "confirm_stmts"), SPREAD),
    ("raw function, spread", ("hold_func",), SPREAD),
    ("lean counter, spread", ("lean_hold",), SPREAD),
    ("lean counter, hot", ("lean_hold",), HOT),
)
WEB = (
    ("HTTP hold, spread", SPREAD, False),
    ("HTTP hold, hot", HOT, False),
    ("HTTP hold+confirm, spread", SPREAD, True),
)
#: (name, measured, against, units of the first in one of the second, bar).
RATIOS = (
    ("hold spread / A", "HTTP hold, spread", "A raw statements, spread", 1, 0.45),
    ("hold hot / B", "HTTP hold, hot", "B raw statements, hot", 1, 0.45),
    ("hold+confirm pairs / C", "HTTP hold+confirm, spread", "C raw statements, hold+confirm", 0.5, 0.20),
    ("week list / ModelSerializer", "week list", "week list, ModelSerializer", 1, 5),
)


@dataclass
class Found:
    """Everything one run measured."""

    lines: list[Line] = field(default_factory=list)
    crowd: together.Crowd | None = None
    lag: dict[str, float] = field(default_factory=dict)

    def keep(self, line: Line) -> None:
        self.lines.append(line)
        print(line.words(), flush=True)

    def line(self, name: str) -> Line | None:
        return next((line for line in self.lines if line.name == name), None)


def measure_all(folder: Path, wanted: set[str]) -> Found:
    data, tokens = folder / "postgres", folder / "tokens"
    make_tokens(tokens)
    found = Found()
    for name, scripts, sessions in RAW:
        if is_wanted(name, wanted):
            found.keep(raw_line(name, scripts, sessions, data))
    for name, sessions, confirm in WEB:
        if is_wanted(name, wanted):
            found.keep(web_line(name, sessions, confirm, data, tokens))
    for name, measure_part in (("reads", read_lines), ("together", measure_together), ("where", tell_where)):
        if is_wanted(name, wanted):
            measure_part(found, data, tokens)
    return found


def raw_line(name: str, scripts: tuple[str, ...], sessions: tuple[int, int], data: Path) -> Line:
    with studio.fresh() as env:
        return pgbench(name, scripts, env, data, low=sessions[0], high=sessions[1], seconds=SECONDS)


def web_line(name: str, sessions: tuple[int, int], confirm: bool, data: Path, tokens: Path) -> Line:
    plan = {"tokens_file": str(tokens), "sessions": sessions, "confirm": confirm, "seconds": SECONDS}
    with studio.fresh() as env, serving(env) as server:
        return measure(name, server, env, data, plan, good=frozenset({200, 201}))


def read_lines(found: Found, data: Path, tokens: Path) -> None:
    with studio.fresh() as env:
        env["FITFLOW_ROOT_URLCONF"] = "bench.serializer_urls"
        with serving(env) as server:
            for line in (*reads.week(server, env, data, tokens), reads.schedule_page(server, env, data)):
                found.keep(line)


def tell_where(_found: Found, _data: Path, tokens: Path) -> None:
    with studio.fresh() as env:
        subprocess.run([sys.executable, "-m", "bench.where", str(tokens)], env=env, check=True)


def measure_together(found: Found, _data: Path, tokens: Path) -> None:
    with studio.fresh() as env:
        with serving(env) as server:
            found.crowd = together.crowd(server, env, tokens.read_text().split())
        took = f"{found.crowd.seconds:.1f} s, slowest answer {found.crowd.slowest:.2f} s"
        print(f"500 people at once on 20 places: {took}, answers {found.crowd.answers}", flush=True)
        found.lag = together.summary(together.event_lag(env))
        print("event lag ms: " + ", ".join(f"{name} {value:.1f}" for name, value in found.lag.items()), flush=True)


def is_wanted(name: str, wanted: set[str]) -> bool:
    return not wanted or any(part in name for part in wanted)


@dataclass(frozen=True)
class Bar:
    """One thing that is judged: what was measured, and the bar it has to reach or to stay under."""

    name: str
    value: float
    bar: float
    is_limit: bool = False

    def words(self) -> str:
        is_kept = self.value <= self.bar if self.is_limit else self.value >= self.bar
        side = "at most" if self.is_limit else "at least"
        return f"{self.name:<34} {self.value:8.2f}   {side} {self.bar:g}: {'ok' if is_kept else 'MISSED'}"


def judged(found: Found) -> Iterator[Bar]:
    """The bars, for whatever was measured."""
    for name, over, under, share, bar in RATIOS:
        above, below = found.line(over), found.line(under)
        if above and below:
            yield Bar(name, above.rate * share / below.rate, bar)
    yield from judged_lines(found)
    if found.lag:
        yield Bar("event lag, p95 ms", found.lag["p95"], 50, is_limit=True)
    if found.crowd:
        yield from judged_crowd(found.crowd)


def judged_lines(found: Found) -> Iterator[Bar]:
    for name in ("HTTP hold, spread", "HTTP hold, hot"):
        if hold := found.line(name):
            yield Bar(f"{name}, p95 ms", hold.p95, 30, is_limit=True)
    if found.lines:
        yield Bar("errors of all lines", sum(line.errors for line in found.lines), 0, is_limit=True)
    if page := found.line("schedule page at 20/s"):
        yield Bar("schedule page, app CPU ms", page.app_us / 1000, 25, is_limit=True)
        yield Bar("schedule page, p95 ms", page.p95, 60, is_limit=True)


def judged_crowd(crowd: together.Crowd) -> Iterator[Bar]:
    failed = sum(count for status, count in crowd.answers.items() if status >= 500 or not status)
    yield Bar("crowd, slowest answer s", crowd.slowest, 3, is_limit=True)
    yield Bar("crowd, places not sold once", abs(crowd.sold - together.SPOTS), 0, is_limit=True)
    yield Bar("crowd, not answered or 5xx", failed, 0, is_limit=True)

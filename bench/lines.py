"""Which lines are measured, and which ratios are judged."""

from collections.abc import Callable, Mapping
from pathlib import Path

from bench import reads, together, world
from bench.raw import Line, pgbench
from bench.web import make_tokens, measure, serving

SECONDS = 5
SPREAD, HOT = (2, world.SESSIONS + 1), (1, 1)
#: (name, script, sessions): references A, B, C, the function alone, and the lean counter.
RAW = (
    ("A raw statements, spread", "hold_stmts", SPREAD),
    ("B raw statements, hot", "hold_stmts", HOT),
    ("C raw statements, hold+confirm", "both_stmts", SPREAD),
    ("raw function, spread", "hold_func", SPREAD),
    ("lean counter, spread", "lean_hold", SPREAD),
    ("lean counter, hot", "lean_hold", HOT),
)
WEB = (
    ("HTTP hold, spread", SPREAD, False),
    ("HTTP hold, hot", HOT, False),
    ("HTTP hold+confirm, spread", SPREAD, True),
)


def measure_all(folder: Path, wanted: set[str]) -> list[Line]:
    data, tokens = folder / "postgres", folder / "tokens"
    make_tokens(tokens)
    found: list[Line] = []

    def keep(line: Line) -> None:
        found.append(line)
        print(line.words(), flush=True)

    for raw in RAW:
        if is_wanted(raw[0], wanted):
            keep(raw_line(*raw, data))
    for web in WEB:
        if is_wanted(web[0], wanted):
            keep(web_line(*web, data, tokens))
    for line in read_lines(data, tokens) if is_wanted("reads", wanted) else ():
        keep(line)
    if is_wanted("together", wanted):
        print_together(tokens)
    return found


def raw_line(name: str, script: str, sessions: tuple[int, int], data: Path) -> Line:
    with world.fresh() as env:
        return pgbench(name, script, env, data, low=sessions[0], high=sessions[1], seconds=SECONDS)


def web_line(name: str, sessions: tuple[int, int], confirm: bool, data: Path, tokens: Path) -> Line:
    plan = {"tokens_file": str(tokens), "sessions": sessions, "confirm": confirm, "seconds": SECONDS}
    with world.fresh() as env, serving(env) as server:
        return measure(name, server, env, data, plan, good=frozenset({200, 201}))


def read_lines(data: Path, tokens: Path) -> list[Line]:
    with world.fresh() as env:
        env["FITFLOW_ROOT_URLCONF"] = "bench.serializer_urls"
        with serving(env) as server:
            token = tokens.read_text().split()[0]
            return [*reads.week(server, env, data, token), reads.schedule_page(server, env, data)]


def print_together(tokens: Path) -> None:
    with world.fresh() as env:
        with serving(env) as server:
            crowd = together.crowd(server, env, tokens.read_text().split())
        took = f"{crowd.seconds:.1f} s, slowest answer {crowd.slowest:.2f} s"
        print(f"500 people on 20 places: {took}, sold {crowd.sold}, answers {crowd.answers}", flush=True)
        lag = together.summary(together.event_lag(env))
        print("event lag ms: " + ", ".join(f"{name} {value:.1f}" for name, value in lag.items()), flush=True)


def is_wanted(name: str, wanted: set[str]) -> bool:
    return not wanted or any(part in name for part in wanted)


def ratios(found: list[Line], bars: Mapping[str, float]) -> list[str]:
    """The judged ratios, with their bars."""
    rate = {line.name: line.rate for line in found}
    parts: Mapping[str, tuple[str, str, float]] = {
        "hold spread / A": ("HTTP hold, spread", "A raw statements, spread", 1),
        "hold hot / B": ("HTTP hold, hot", "B raw statements, hot", 1),
        "hold+confirm pairs / C": ("HTTP hold+confirm, spread", "C raw statements, hold+confirm", 0.5),
    }
    words: Callable[[float, float], str] = lambda value, bar: "ok" if value >= bar else "BELOW"  # noqa: E731
    lines = []
    for name, (over, under, share) in parts.items():
        if over in rate and under in rate:
            value = rate[over] * share / rate[under]
            lines.append(f"{name:<28} {value:.2f}   (bar {bars[name]:.2f}: {words(value, bars[name])})")
    if "week list" in rate and "week list, ModelSerializer" in rate:
        value = rate["week list"] / rate["week list, ModelSerializer"]
        lines.append(f"{'week list / ModelSerializer':<28} {value:.1f}   (bar 5: {words(value, 5)})")
    return lines

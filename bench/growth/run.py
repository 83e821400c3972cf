"""`python -m bench growth [--worlds S,M] [part of a line's name …]`: prints each line as it is measured."""

import json
import sys
from argparse import ArgumentParser
from collections.abc import Iterator, Mapping, Sequence

from bench.growth import deliveries, judge
from bench.growth.lines import BOOKING, LINES, Line
from bench.growth.measure import TARGETS, ServedStudio, Taken, Target, measure, measure_booking, served
from bench.growth.worlds import FOLDER, World, prepare
from bench.lines import is_wanted
from fitflow.web.management.commands.serve import collect_static

DELIVERIES = "deliveries"
Found = Mapping[Target, Taken]


def main(arguments: Sequence[str]) -> None:
    """Exit code 1: something grew for which no reason is written down."""
    parser = ArgumentParser(prog="python -m bench growth", description="How cost grows with the number of rows.")
    parser.add_argument("--worlds", default="S,M,L", help="S is always one of them (default: S,M,L)")
    parser.add_argument("lines", nargs="*", help="part of a line's name; several may be given")
    asked = parser.parse_args(arguments)
    collect_static()
    worlds = [prepare(name) for name in dict.fromkeys(["S", *asked.worlds.split(",")])]
    verdicts, kept = [], {}
    for name, found in measured(worlds, set(asked.lines)):
        kept[name] = {"-".join(target): [taken.median, taken.p95, taken.database_ms] for target, taken in found.items()}
        for one in judge.judged(name, found):
            print(one.words(), flush=True)
            verdicts.append(one.verdict)
    if is_wanted(DELIVERIES, set(asked.lines)):
        verdicts.append(delivered(worlds[-1]))
    (FOLDER / "growth.json").write_text(json.dumps(kept, indent=1))
    if "GREW" in verdicts:
        sys.exit(1)


def delivered(world: World) -> str:
    """How fast one worker tells people in the biggest world; a figure, not a ratio, so it is the machine's as well.

    The bookings it takes stay in the world: a few hundred beside what a big one has.
    """
    rate = deliveries.measured(world, TARGETS[world.name][0][1])
    print(rate.words(), flush=True)
    return rate.verdict


def measured(worlds: Sequence[World], wanted: set[str]) -> Iterator[tuple[str, Found]]:
    """Each wanted line and what it took. Those that begin with a full connection get servers of their own."""
    plain = [line for line in LINES if not line.after and is_wanted(line.name, wanted)]
    with served(worlds) as studios:
        if any(is_wanted(name, wanted) for name in BOOKING):
            yield from measure_booking(studios).items()
        yield from each(plain, studios)
    for line in LINES:
        if line.after and is_wanted(line.name, wanted):
            with served(worlds) as studios:
                yield from each([line], studios)


def each(lines: Sequence[Line], studios: dict[Target, ServedStudio]) -> Iterator[tuple[str, Found]]:
    for line in lines:
        yield line.name, measure(line, studios)

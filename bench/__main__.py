"""`make bench`: prints each line as it is measured, then the ratios that are judged."""

import json
import sys
from dataclasses import asdict

from bench import world

SECONDS = 5
BARS = {
    "hold spread / A": 0.45,
    "hold hot / B": 0.45,
    "hold+confirm pairs / C": 0.20,
}


def main() -> None:
    wanted = set(sys.argv[1:])
    world.prepare()
    world.seed()
    from bench import lines  # house: allow local-import — needs Django

    found = lines.measure_all(world.ROOT / "var" / "bench", wanted)
    (world.ROOT / "var" / "bench" / "figures.json").write_text(json.dumps([asdict(line) for line in found], indent=1))
    print()
    for ratio in lines.ratios(found, BARS):
        print(ratio, flush=True)


if __name__ == "__main__":
    main()

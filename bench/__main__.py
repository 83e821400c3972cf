"""`make bench`: prints each line as it is measured, then what is judged. `python -m bench growth`: see bench/growth."""

import json
import sys
from dataclasses import asdict

from bench import world


def main() -> None:
    if sys.argv[1:2] == ["growth"]:
        world.set_up()
        from bench.growth.run import main as growth  # house: allow local-import — needs Django

        growth(sys.argv[2:])
        return
    wanted = set(sys.argv[1:])
    world.prepare()
    world.seed()
    from bench import lines  # house: allow local-import — needs Django

    found = lines.measure_all(world.ROOT / "var" / "bench", wanted)
    kept = {"lines": [asdict(line) for line in found.lines], "lag": found.lag}
    (world.ROOT / "var" / "bench" / "figures.json").write_text(json.dumps(kept, indent=1))
    print()
    for bar in lines.judged(found):
        print(bar.words(), flush=True)


if __name__ == "__main__":
    main()

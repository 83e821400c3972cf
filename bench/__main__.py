"""`make bench`: prints each line as it is measured, then what is judged. `python -m bench growth`: see bench/growth."""

import json
import sys
from dataclasses import asdict

from bench import studio


def main() -> None:
    if sys.argv[1:2] == ["growth"]:
        studio.set_up()
        from bench.growth.run import main as growth  # house: allow local-import — needs Django

        growth(sys.argv[2:])
        return
    wanted = set(sys.argv[1:])
    studio.prepare()
    studio.seed()
    from bench import lines  # house: allow local-import — needs Django

    found = lines.measure_all(studio.ROOT / "var" / "bench", wanted)
    kept = {"lines": [asdict(line) for line in found.lines], "lag": found.lag}
    (studio.ROOT / "var" / "bench" / "figures.json").write_text(json.dumps(kept, indent=1))
    print()
    for bar in lines.judged(found):
        print(bar.words(), flush=True)


if __name__ == "__main__":
    main()

"""Node's share of the checks: `--test` runs the islands' unit tests, `--lock` renews package-lock.json."""

import sys
from pathlib import Path

from fitflow.ui.assets import ROOT, AssetsError, run_node


def main() -> None:
    try:
        if sys.argv[1:] == ["--lock"]:
            run_node("npm", "install", "--package-lock-only", "--ignore-scripts")
        else:
            _test()
    except AssetsError as error:
        sys.exit(str(error))


def _test() -> None:
    files = sorted(str(path.relative_to(ROOT)) for path in Path(ROOT, "fitflow").glob("*/tests/**/*.test.js"))
    if not files:
        print("No JavaScript unit tests (fitflow/*/tests/**/*.test.js).")
        return
    run_node("node", "--test", *files)


if __name__ == "__main__":
    main()

import re
from pathlib import Path

import pytest

from fitflow.ui import importmap
from fitflow.ui.assets import VENDOR

APPS = Path(__file__).resolve().parents[2]
IMPORT = re.compile(r"""(?:\bfrom|\bimport)\s*\(?\s*["']([^"'\n]+)["']""")


def own_modules() -> list[Path]:
    return sorted([*APPS.glob("*/static/*/islands/*.js"), *APPS.glob("ui/static/ui/app.js")])


class TestTheImportMap:
    def test_covers_every_island_and_every_vendored_module(self) -> None:
        islands = [path.relative_to(path.parents[2]) for path in own_modules() if path.parent.name == "islands"]
        vendored = [path.relative_to(VENDOR.parent) for path in VENDOR.rglob("*.js")]

        assert {str(path) for path in [*islands, *vendored]} == set(importmap.module_paths().values())

    @pytest.mark.parametrize("module", own_modules(), ids=lambda path: path.name)
    def test_knows_every_name_our_modules_import(self, module: Path) -> None:
        names = set(IMPORT.findall(module.read_text()))

        assert names - set(importmap.import_map().imports) == set()

    def test_knows_every_bare_name_vendored_modules_import(self) -> None:
        text = "\n".join(path.read_text() for path in VENDOR.rglob("*.js") if "lit" in str(path.relative_to(VENDOR)))
        bare = {name for name in IMPORT.findall(text) if not name.startswith(".")}

        assert bare - set(importmap.import_map().imports) == set()

    def test_can_stand_in_a_page(self) -> None:
        assert "<" not in importmap.import_map().text

    def test_is_the_same_each_time(self) -> None:
        assert importmap.build_import_map() == importmap.build_import_map()

    @pytest.mark.parametrize(
        ("path", "names"),
        [
            ("booking/islands/day_board.js", ["#booking/day_board.js"]),
            ("vendor/event-calendar.min.js", ["event-calendar"]),
            ("vendor/chart.umd.min.js", ["chart"]),
            ("vendor/tabler.esm.min.js", ["tabler"]),
            ("vendor/lit/index.js", ["lit/index.js", "lit"]),
            ("vendor/lit-html/is-server.js", ["lit-html/is-server.js"]),
            (
                "vendor/@lit/reactive-element/reactive-element.js",
                ["@lit/reactive-element/reactive-element.js", "@lit/reactive-element"],
            ),
            ("ui/app.js", []),
            ("ui/islands/notes.css", []),
            ("django_htmx/htmx-2.js", []),
        ],
    )
    def test_calls_a_file_by_its_names(self, path: str, names: list[str]) -> None:
        assert importmap.names_of(path) == names

    def test_gives_each_element_to_one_module(self) -> None:
        files = [name.rpartition("/")[2] for name in importmap.module_paths() if name.startswith("#")]

        assert sorted(files) == sorted(set(files))

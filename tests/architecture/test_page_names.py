"""No app names a page or a template of an app above it: what stands above is offered, and found by its kind."""

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
NAMED_PAGE = re.compile(r"""["'](\w+):[\w-]+["']""")
NAMED_TEMPLATE = re.compile(r"""["'](\w+)/[\w/-]+\.(?:html|txt)["']""")
#: What still leads up, and why.
EXCEPTIONS = {
    "fitflow/booking/templates/booking/desk/facts.html names planning:series-edit": "a session tells of its series",
}


def floors(root: Path) -> dict[str, int]:
    """The floor of each app, from the contract of the layers; 0 is the highest."""
    contracts = tomllib.loads((root / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
    layers = next(one["layers"] for one in contracts if one["name"] == "Apps look down only")
    return {name.strip(" ()"): floor for floor, layer in enumerate(layers) for name in layer.split("|")}


def named_above(root: Path) -> Iterator[str]:
    """Each page or template of a higher app that is named, with the file that names it."""
    floor_of = floors(root)
    for file in sorted((root / "fitflow").rglob("*")):
        path = file.relative_to(root)
        if file.suffix not in {".py", ".html", ".txt"} or {"tests", "migrations"} & set(path.parts):
            continue
        own = floor_of.get(path.parts[1], 0)
        text = file.read_text()
        for found in (*NAMED_PAGE.finditer(text), *NAMED_TEMPLATE.finditer(text)):
            if floor_of.get(found[1], own) < own:
                yield f"{path} names {found[0][1:-1]}"


def test_no_app_names_what_an_app_above_it_shows() -> None:
    assert sorted(set(named_above(ROOT))) == sorted(EXCEPTIONS)


def test_a_name_that_leads_up_would_be_found(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text((ROOT / "pyproject.toml").read_text())
    for path, text in {
        "billing/views.py": 'page(actor, "booking:mine")',
        "billing/templates/billing/a.html": "{% include 'planning/b.html' %}{% url 'billing:wallet' slug %}",
        "insights/views.py": 'page(actor, "booking:mine")',
    }.items():
        file = tmp_path / "fitflow" / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)

    assert sorted(named_above(tmp_path)) == [
        "fitflow/billing/templates/billing/a.html names planning/b.html",
        "fitflow/billing/views.py names booking:mine",
    ]

"""What every app needs outside of itself, read from the files: what a new one has forgotten is named."""

import ast
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

#: Apps that are not divided into rooms, and why.
NO_ROOMS = {
    "core": "the kernel: mechanisms without a subject, which are named one by one",
    "ui": "the kit: it has no data, so no queries and no services",
    "web": "composition: it has nothing of its own to divide",
}
SETTINGS, LAYERS, ADDRESSES = "config/settings.py", "pyproject.toml", "fitflow/web/urls.py"
#: The lists of addresses that an app may have; each is served.
LISTS = {"pages", "api", "links", "root", "demo"}


def apps_in(root: Path) -> list[str]:
    """Every app of the house by name."""
    return sorted(path.parent.name for path in root.glob("fitflow/*/__init__.py"))


def forgotten(root: Path) -> list[str]:
    """What is missing outside of the apps, each with the file it belongs into."""
    return [what for app in apps_in(root) for what in _forgotten_of(root, app)]


def _forgotten_of(root: Path, app: str) -> Iterator[str]:
    if f'"fitflow.{app}",' not in (root / SETTINGS).read_text():
        yield f"{SETTINGS}: INSTALLED_APPS has no fitflow.{app}"
    floors, rooms = _contracts(root)
    if app not in floors:
        yield f"{LAYERS}: {app} stands on no floor of the contract “Apps look down only”"
    if app not in NO_ROOMS and f"fitflow.{app}" not in rooms:
        yield f"{LAYERS}: fitflow.{app} is no container of the contract “Rooms look down only”"
    served = (root / ADDRESSES).read_text()
    for name in _address_lists(root, app):
        if not re.search(rf"\b{app}\.{name}\b", served):
            yield f"{ADDRESSES}: {app}.{name} is not served"


def _contracts(root: Path) -> tuple[set[str], set[str]]:
    """The apps that stand on a floor, and the containers of the rooms."""
    found = tomllib.loads((root / LAYERS).read_text())["tool"]["importlinter"]["contracts"]
    floors, rooms = found[0], found[1]
    assert floors["exhaustive"]
    assert rooms["exhaustive"]
    return {name.strip(" ()") for layer in floors["layers"] for name in layer.split("|")}, set(rooms["containers"])


def _address_lists(root: Path, app: str) -> list[str]:
    """The lists that the app's `urls` hands to web."""
    module, package = root / f"fitflow/{app}/urls.py", root / f"fitflow/{app}/urls/__init__.py"
    file = next((path for path in (module, package) if path.exists()), None)
    if file is None or app in NO_ROOMS:
        return []
    names = {
        target.id
        for node in ast.parse(file.read_text()).body
        if isinstance(node, ast.Assign)
        for target in node.targets
        if isinstance(target, ast.Name)
    }
    return sorted(names & LISTS)

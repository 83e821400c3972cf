"""One import map for every module a page can load: constant per release, so its hash can stand in the CSP."""

import base64
import hashlib
import json
from dataclasses import dataclass
from functools import cache
from pathlib import PurePosixPath

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.templatetags.static import static

VENDOR = "vendor"
ISLANDS = "islands"


@dataclass(frozen=True)
class ImportMap:
    imports: dict[str, str]
    text: str
    sha256: str


def names_of(path: str) -> list[str]:
    """The names under which a static file can be imported; none if it is no module of ours.

    `booking/islands/board.js` is `#booking/board.js`. A vendored file keeps its npm name: `vendor/idb.js` is `idb`,
    `vendor/lit-html/is-server.js` is `lit-html/is-server.js`, and a package's main file also has the package's name.
    """
    parts = PurePosixPath(path).parts
    if not path.endswith(".js"):
        return []
    if len(parts) == 3 and parts[1] == ISLANDS:
        return [f"#{parts[0]}/{parts[2]}"]
    if parts[0] != VENDOR or len(parts) < 2:
        return []
    inside = PurePosixPath(*parts[1:])
    stem = inside.name.removesuffix(".js").removesuffix(".min").removesuffix(".umd").removesuffix(".esm")
    if len(inside.parts) == 1:
        return [stem]
    names = [str(inside)]
    if stem in ("index", inside.parent.name):
        names.append(str(inside.parent))
    return names


def module_paths() -> dict[str, str]:
    """Import name -> static path of every module found; a name used twice is an error, not a lottery."""
    found: dict[str, str] = {}
    for finder in get_finders():
        for path, _storage in finder.list([]):
            posix = path.replace("\\", "/")
            for name in names_of(posix):
                if found.setdefault(name, posix) != posix:
                    raise ValueError(f"Two modules want the name {name}: {found[name]} and {posix}.")
    return found


def build_import_map() -> ImportMap:
    imports: dict[str, str] = {}
    for name, path in sorted(module_paths().items()):
        hashed = static(path)
        imports[name] = hashed
        plain = f"{settings.STATIC_URL}{path}"
        if plain != hashed:
            imports[plain] = hashed  # Relative imports inside vendored modules resolve to the plain address first.
    text = json.dumps({"imports": imports}, separators=(",", ":")).replace("<", "\\u003c")
    digest = base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
    return ImportMap(imports, text, digest)


@cache
def _built_once() -> ImportMap:
    return build_import_map()


def import_map() -> ImportMap:
    """The map of this release; while developing it is built anew so that a new island is seen at once."""
    return build_import_map() if settings.DEBUG else _built_once()


def csp_hash() -> str:
    """The source that allows the import map, and nothing else, to stand inline."""
    return f"'sha256-{import_map().sha256}'"

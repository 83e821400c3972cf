"""SQL that lives in its own file beside an app and is run by a migration."""

import hashlib
from pathlib import Path

from django.db.migrations.operations import RunSQL

ROOT = Path(__file__).parent.parent


def run_file(app: str, name: str, reverse: str = RunSQL.noop, *, digest: str = "") -> RunSQL:
    """A migration step that runs `fitflow/<app>/sql/<name>.sql`.

    A step runs the text of today, so studios that have the step already do not hear of a change. The last step of a
    file therefore says by `digest` which text it is for; a test compares it with the file.
    """
    return RunSQL(path(app, name).read_text(), reverse_sql=reverse, hints={"file": (app, name), "digest": digest})


def path(app: str, name: str) -> Path:
    return ROOT / app / "sql" / f"{name}.sql"


def digest_of(app: str, name: str) -> str:
    """The first twelve digits of the file's SHA-256."""
    return hashlib.sha256(path(app, name).read_bytes()).hexdigest()[:12]

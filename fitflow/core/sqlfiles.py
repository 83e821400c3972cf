"""SQL that lives in its own file beside an app and is run by a migration."""

from pathlib import Path

from django.db.migrations.operations import RunSQL

ROOT = Path(__file__).parent.parent


def run_file(app: str, name: str, reverse: str = RunSQL.noop) -> RunSQL:
    """A migration step that runs `fitflow/<app>/sql/<name>.sql`."""
    return RunSQL((ROOT / app / "sql" / f"{name}.sql").read_text(), reverse_sql=reverse)

"""A change of an SQL file reaches studios that are there already: its last migration names the text it runs."""

from collections.abc import Iterator

import pytest
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.operations import RunSQL

from fitflow.core.sqlfiles import ROOT, digest_of

FILES = sorted((file.parent.parent.name, file.stem) for file in ROOT.glob("*/sql/*.sql"))


def steps() -> Iterator[tuple[str, RunSQL]]:
    """Every step that runs SQL, in the order in which an app's migrations run."""
    loader = MigrationLoader(None)
    for key in sorted(loader.disk_migrations):
        for step in loader.disk_migrations[key].operations:
            if isinstance(step, RunSQL):
                yield "/".join(key), step


@pytest.mark.parametrize(("app", "name"), FILES)
def test_the_last_migration_of_a_file_runs_it_as_it_is(app: str, name: str) -> None:
    runs = [(migration, step.hints["digest"]) for migration, step in steps() if step.hints.get("file") == (app, name)]

    assert runs, f"no migration runs fitflow/{app}/sql/{name}.sql"
    migration, digest = runs[-1]
    now = digest_of(app, name)
    assert digest == now, (
        f"fitflow/{app}/sql/{name}.sql is not what {migration} ran; add a migration with"
        f' run_file("{app}", "{name}", digest="{now}")'
    )

"""SQL functions and views stand in files that are made after all migrations; a migration runs its own, frozen text."""

import re
from collections import Counter
from pathlib import Path

import pytest
from django.db import connections

from fitflow.core.sqlfiles import ROOT, File, files

MADE = re.compile(r"^\s*CREATE\s+(?:OR REPLACE\s+)?(?:FUNCTION|PROCEDURE|VIEW)\s+(\w+)", re.MULTILINE)
MIGRATIONS = sorted(ROOT.glob("*/migrations/*.py"))


def test_there_are_some_in_each_app_with_walls() -> None:
    assert {file.path.split("/")[0] for file in files()} >= {"core", "organizations", "billing", "schedule", "booking"}


@pytest.mark.parametrize("file", files(), ids=lambda file: file.path)
def test_a_file_names_what_it_makes_by_its_own_statements(file: File) -> None:
    assert MADE.search(file.text)


def test_a_name_is_made_by_one_file() -> None:
    makers = Counter(name for file in files() for name in set(MADE.findall(file.text)))

    assert [name for name, count in makers.items() if count > 1] == []


@pytest.mark.parametrize("migration", MIGRATIONS, ids=lambda path: f"{path.parts[-3]}.{path.stem}")
def test_a_migration_reads_no_file(migration: Path) -> None:
    text = migration.read_text()

    assert not re.search(r"sqlfiles|read_text|open\(|\.sql\b", text), "a file has the text of today, not of then"


@pytest.mark.django_db
def test_every_view_obeys_the_row_level_security_of_its_reader() -> None:
    with connections["default"].cursor() as cursor:
        cursor.execute(
            "SELECT relname FROM pg_class WHERE relkind = 'v' AND relnamespace = 'public'::regnamespace"
            " AND NOT coalesce('security_invoker=true' = ANY(reloptions), false)"
        )

        assert cursor.fetchall() == [], "CREATE VIEW … WITH (security_invoker = true): the owner sees every studio"

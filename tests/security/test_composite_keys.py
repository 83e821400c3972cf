"""No row can point into another studio: each reference carries the studio in its key. Made from the models."""

from collections.abc import Iterator
from typing import Any

import psycopg
import pytest
from django.apps import apps
from django.db import models
from psycopg import sql

from fitflow.core.tenancy import TenantForeignKey
from tests.databases import CommittedDatabase
from tests.security.two_studios import World

Reference = TenantForeignKey[Any, Any]


def references() -> Iterator[tuple[type[models.Model], Reference]]:
    for model in apps.get_models():
        for field in model._meta.local_fields:
            if isinstance(field, TenantForeignKey):
                yield model, field


ALL = list(references())
NAMES = [f"{model._meta.db_table}.{field.column}" for model, field in ALL]


@pytest.fixture(scope="module")
def owner(security_database: CommittedDatabase, built_world: World) -> Iterator[psycopg.Connection[Any]]:
    """The owner's role, whom no policy binds: what is refused here is refused by the key alone."""
    with psycopg.connect(security_database.url_owner) as link:
        yield link


@pytest.fixture
def ids(owner: psycopg.Connection[Any], world: World) -> Iterator[tuple[Any, Any]]:
    yield world.home.studio.id, world.abroad.studio.id
    owner.rollback()


def target_of(field: Reference) -> str:
    related = field.related_model
    assert not isinstance(related, str)
    return related._meta.db_table


def point_abroad(link: psycopg.Connection[Any], model: type[models.Model], field: Reference, ids: Any) -> None:
    """Lets a row at home point abroad; triggers and unique keys are out of the way, so that only the key is left."""
    home, abroad = ids
    table, target = sql.Identifier(model._meta.db_table), sql.Identifier(target_of(field))
    column = sql.Identifier(field.column)
    link.execute(sql.SQL("ALTER TABLE {} DISABLE TRIGGER USER").format(table))
    drop_unique(link, model._meta.db_table, field.column)
    row = link.execute(
        sql.SQL("SELECT ctid, {} FROM {} WHERE organization_id = %s AND {} IS NOT NULL LIMIT 1").format(
            column, table, column
        ),
        [home],
    ).fetchone()
    there = link.execute(
        sql.SQL("SELECT id FROM {} WHERE organization_id = %s LIMIT 1").format(target), [abroad]
    ).fetchone()
    assert row is not None, f"no row at home with {field.column}: put one into tests/security/two_studios.py"
    assert there is not None, f"the world has no row abroad in {target_of(field)}"
    link.execute(sql.SQL("UPDATE {} SET {} = %s WHERE ctid = %s").format(table, column), [there[0], row[0]])


#: Unique keys with the column in them, which would speak before the reference does.
UNIQUE_WITH = """
SELECT i.indexrelid::regclass::text, k.conname FROM pg_index i
  JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = ANY (i.indkey)
  LEFT JOIN pg_constraint k ON k.conindid = i.indexrelid AND k.contype IN ('u', 'p')
WHERE i.indisunique AND i.indrelid = %s::regclass AND a.attname = %s"""


def drop_unique(link: psycopg.Connection[Any], table: str, column: str) -> None:
    for index, constraint in link.execute(UNIQUE_WITH, [table, column]).fetchall():
        if constraint:
            link.execute(
                sql.SQL("ALTER TABLE {} DROP CONSTRAINT {}").format(sql.Identifier(table), sql.Identifier(constraint))
            )
        else:
            link.execute(sql.SQL("DROP INDEX {}").format(sql.Identifier(index)))


class TestEveryReference:
    def test_of_the_models_has_its_key_in_the_database_and_no_other(self, owner: psycopg.Connection[Any]) -> None:
        found = owner.execute(
            "SELECT conrelid::regclass::text, confrelid::regclass::text, pg_get_constraintdef(oid)"
            " FROM pg_constraint WHERE contype = 'f' AND pg_get_constraintdef(oid) LIKE '%(organization_id, %'"
        ).fetchall()
        wanted = {
            (
                model._meta.db_table,
                target_of(field),
                f"FOREIGN KEY (organization_id, {field.column}) REFERENCES {target_of(field)}(organization_id, id)",
            )
            for model, field in ALL
        }

        assert {(table, target, text.replace(" DEFERRABLE", "")) for table, target, text in found} == wanted
        owner.rollback()

    @pytest.mark.parametrize(("model", "field"), ALL, ids=NAMES)
    def test_into_another_studio_is_refused(
        self, owner: psycopg.Connection[Any], ids: Any, model: type[models.Model], field: Reference
    ) -> None:
        with pytest.raises(psycopg.errors.ForeignKeyViolation) as refused:
            point_abroad(owner, model, field, ids)

        assert refused.value.diag.constraint_name == f"{model._meta.db_table}_{field.column}_same_org"

    @pytest.mark.parametrize(("model", "field"), ALL, ids=NAMES)
    def test_would_go_there_without_its_key(
        self, owner: psycopg.Connection[Any], ids: Any, model: type[models.Model], field: Reference
    ) -> None:
        table = sql.Identifier(model._meta.db_table)
        key = sql.Identifier(f"{model._meta.db_table}_{field.column}_same_org")
        owner.execute(sql.SQL("ALTER TABLE {} DROP CONSTRAINT {}").format(table, key))

        point_abroad(owner, model, field, ids)

"""Every table is classified: it belongs to a studio and stands behind its walls, or it is named here as global."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.apps import apps
from django.db import connection, models

from fitflow.core.tenancy import TenantForeignKey
from tools.lint.rules import GLOBAL_MODELS

GLOBAL_TABLES = {
    "account_emailaddress": "addresses of a login",
    "account_emailconfirmation": "addresses of a login",
    "auth_group": "Django's, unused",
    "auth_group_permissions": "Django's, unused",
    "auth_permission": "Django's, unused",
    "core_cache": "how often mails were asked for, and sign-in links that were used",
    "core_freeclock": "whether tests or a demo may set the engine's clock",
    "django_content_type": "Django's",
    "django_migrations": "Django's",
    "django_session": "web sessions of a login",
    "mfa_authenticator": "second factors of a login",
    "usersessions_usersession": "the list of a login's sessions",
} | {apps.get_model(name)._meta.db_table: reason for name, reason in GLOBAL_MODELS.items()}

#: The one condition of a studio's table, as PostgreSQL writes it: on what is seen and on what is written.
STUDIO_SET = "(organization_id = ( SELECT tenant() AS tenant))"
#: What else may be seen, and nothing but seen.
SEEN_ELSEWHERE = {"organizations_studiorole": "(user_id = ( SELECT tenant_user() AS tenant_user))"}


def rows(statement: str) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return list(cursor.fetchall())


def tables() -> set[str]:
    return {name for (name,) in rows("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")}


def references() -> Iterator[tuple[str, TenantForeignKey[Any, Any]]]:
    for model in apps.get_models():
        for field in model._meta.local_fields:
            if isinstance(field, TenantForeignKey):
                yield model._meta.db_table, field


@pytest.mark.django_db
class TestEveryTable:
    def test_named_as_global_exists_and_holds_no_walls(self) -> None:
        walled = {name for (name,) in rows("SELECT relname FROM pg_class WHERE relrowsecurity")}

        assert set(GLOBAL_TABLES) <= tables()
        assert not set(GLOBAL_TABLES) & walled

    def test_of_a_studio_forces_row_level_security(self) -> None:
        found = rows(
            "SELECT relname FROM pg_class WHERE relrowsecurity AND relforcerowsecurity"
            " AND relkind IN ('r', 'p') AND relnamespace = 'public'::regnamespace"
        )

        assert {name for (name,) in found} == tables() - set(GLOBAL_TABLES)

    def test_of_a_studio_shows_rows_of_the_studio_set_and_takes_no_others(self) -> None:
        policies = rows(
            "SELECT tablename, cmd, permissive, roles::text, qual, with_check FROM pg_policies"
            " WHERE schemaname = 'public' ORDER BY 1, 2"
        )
        studios = [
            (table, "ALL", "PERMISSIVE", "{public}", STUDIO_SET, STUDIO_SET) for table in tables() - set(GLOBAL_TABLES)
        ]
        elsewhere = [
            (table, "SELECT", "PERMISSIVE", "{public}", shown, None) for table, shown in SEEN_ELSEWHERE.items()
        ]

        assert policies == sorted([*studios, *elsewhere], key=lambda row: row[:2])

    def test_of_a_studio_names_it_in_each_row(self) -> None:
        found = rows(
            "SELECT table_name FROM information_schema.columns WHERE table_schema = 'public'"
            " AND column_name = 'organization_id' AND is_nullable = 'NO' AND data_type = 'uuid'"
        )

        assert tables() - set(GLOBAL_TABLES) - {name for (name,) in found} == set()


@pytest.mark.django_db
class TestEveryReference:
    def test_inside_a_studio_carries_the_studio_in_its_key(self) -> None:
        keys = {
            (table, definition.split(" REFERENCES")[0])
            for table, definition in rows(
                "SELECT conrelid::regclass::text, pg_get_constraintdef(oid) FROM pg_constraint WHERE contype = 'f'"
            )
        }
        wanted = {(table, f"FOREIGN KEY (organization_id, {field.column})") for table, field in references()}

        assert wanted - keys == set()
        assert len(wanted) > 20

    def test_between_studios_tables_is_made_by_the_safe_field(self) -> None:
        unsafe = [
            f"{model._meta.label}.{field.name}"
            for model in apps.get_models()
            for field in model._meta.local_fields
            if isinstance(field, models.ForeignKey)
            and not isinstance(field, TenantForeignKey)
            and _is_of_a_studio(model)
            and _is_of_a_studio(field.related_model)
        ]

        assert unsafe == []

    def test_leaves_the_studios_own_row_alone(self) -> None:
        # A foreign key to it would share-lock that one row in each booking; the policy binds the column already.
        found = rows("SELECT conname FROM pg_constraint WHERE confrelid = 'organizations_organization'::regclass")

        assert found == []


@pytest.mark.django_db
class TestEveryFunction:
    def test_runs_with_the_rights_of_its_caller_but_two(self) -> None:
        # One gives ids of records that name an address, the other removes logins that nobody proved in a day. Both look
        # for tables in our schema alone.
        found = rows("SELECT proname, proconfig FROM pg_proc WHERE pronamespace = 'public'::regnamespace AND prosecdef")

        assert sorted(found) == [
            ("forget_unproven", ["search_path=public, pg_temp"]),
            ("waiting_records", ["search_path=public, pg_temp"]),
        ]


def _is_of_a_studio(model: object) -> bool:
    return isinstance(model, type) and issubclass(model, models.Model) and model._meta.db_table not in GLOBAL_TABLES

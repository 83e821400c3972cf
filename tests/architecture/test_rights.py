"""Every right of the application's role stands in a list beside this: a new one is read before it is there.

`python -m pytest tests/architecture/test_rights.py` names the lines that differ; `rights.txt` is then changed by hand.
"""

from datetime import UTC, datetime
from pathlib import Path

import psycopg
import pytest
from django.db import DatabaseError, connection, transaction

from fitflow.core import clock
from fitflow.core.actor import Actor, Studio
from fitflow.core.db import connection_setting
from tests.databases import CommittedDatabase

LIST = Path(__file__).parent / "rights.txt"
RIGHTS = """
WITH me AS (SELECT * FROM pg_roles WHERE rolname = current_user)
SELECT format('role: login %s, inherit %s, superuser %s, bypassrls %s, createdb %s, createrole %s, replication %s',
  rolcanlogin, rolinherit, rolsuper, rolbypassrls, rolcreatedb, rolcreaterole, rolreplication) FROM me
UNION ALL SELECT 'member of ' || pg_get_userbyid(roleid) FROM pg_auth_members m, me WHERE m.member = me.oid
UNION ALL SELECT 'setting ' || unnest(setconfig) FROM pg_db_role_setting, me WHERE setrole = me.oid
UNION ALL SELECT 'database: ' || string_agg(p, ' ' ORDER BY p) FROM unnest(ARRAY['CONNECT', 'CREATE', 'TEMP']) p
  WHERE has_database_privilege(current_database(), p)
UNION ALL SELECT format('schema %s: %s', n.nspname, string_agg(p, ' ' ORDER BY p))
  FROM pg_namespace n, unnest(ARRAY['USAGE', 'CREATE']) p
  WHERE n.nspname !~ '^(pg_|information_schema)' AND has_schema_privilege(n.oid, p) GROUP BY n.nspname
UNION ALL SELECT format('%s %s: %s', CASE c.relkind WHEN 'v' THEN 'view' ELSE 'table' END, c.relname,
    coalesce(string_agg(p, ' ' ORDER BY p), '-'))
  FROM pg_class c LEFT JOIN unnest(ARRAY['SELECT', 'INSERT', 'UPDATE', 'DELETE', 'TRUNCATE', 'REFERENCES', 'TRIGGER']) p
    ON has_table_privilege(c.oid, p)
  WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p', 'v', 'm', 'f') GROUP BY c.relkind, c.relname
UNION ALL SELECT format('column %s.%s: %s', a.attrelid::regclass, a.attname, a.attacl)
  FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid
  WHERE c.relnamespace = 'public'::regnamespace AND a.attacl IS NOT NULL
UNION ALL SELECT format('sequence %s: %s', c.relname, string_agg(p, ' ' ORDER BY p))
  FROM pg_class c, unnest(ARRAY['USAGE', 'SELECT', 'UPDATE']) p
  WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'S' AND has_sequence_privilege(c.oid, p)
  GROUP BY c.relname
UNION ALL SELECT format('function %s of %s%s', p.proname, p.pronargs,
    CASE WHEN p.prosecdef THEN ' as its owner' ELSE '' END)
  FROM pg_proc p WHERE p.pronamespace = 'public'::regnamespace AND has_function_privilege(p.oid, 'EXECUTE')
UNION ALL SELECT format('owns %s', relname) FROM pg_class, me WHERE relowner = me.oid
"""


@pytest.mark.django_db
class TestTheApplicationsRole:
    def test_has_the_rights_of_the_list_and_no_others(self) -> None:
        with connection.cursor() as cursor:
            cursor.execute(RIGHTS)
            found = sorted(line for (line,) in cursor.fetchall())

        assert found == LIST.read_text().splitlines()

    def test_shares_no_function_with_everybody(self) -> None:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT p.oid::regprocedure::text FROM pg_proc p, aclexplode(coalesce(p.proacl,"
                " acldefault('f', p.proowner))) a WHERE p.pronamespace = 'public'::regnamespace AND a.grantee = 0"
            )

            assert cursor.fetchall() == []

    @pytest.mark.parametrize(
        "statement",
        [
            "DELETE FROM accounts_user", "DELETE FROM organizations_organization", "DELETE FROM django_migrations",
            "INSERT INTO core_freeclock DEFAULT VALUES", "SELECT only_append('core_timer')",
            "UPDATE core_sqlfile SET digest = ''", "INSERT INTO auth_group (name) VALUES ('a')",
        ],
    )  # fmt: skip
    def test_may_not(self, statement: str) -> None:
        with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
            connection.cursor().execute(statement)


class TestTheClock:
    def test_is_set_by_nobody_where_the_owner_has_not_freed_it(self, committed_db: CommittedDatabase) -> None:
        with clock.at(datetime(2020, 1, 1, tzinfo=UTC)):
            freed = clock.engine_now()
            with psycopg.connect(committed_db.url_owner) as owner:
                owner.execute("DELETE FROM core_freeclock")
            locked = clock.engine_now()
            with clock.freed():
                again = clock.engine_now()

        assert (freed.year, again.year) == (2020, 2020)
        assert locked.year > 2020


@pytest.mark.django_db
class TestOwnRolesElsewhere:
    @pytest.mark.parametrize(
        "statement",
        [
            "UPDATE organizations_studiorole SET role = 'manager' WHERE user_id = %s",
            "UPDATE organizations_studiorole SET organization_id = tenant() WHERE user_id = %s",
            "DELETE FROM organizations_studiorole WHERE user_id = %s",
        ],
    )
    def test_are_seen_and_nothing_else(self, studio: Studio, stranger: Actor, statement: str) -> None:
        user = str(stranger.user_id)
        with connection_setting("fitflow.user", user), connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM organizations_studiorole WHERE user_id = %s", [user])
            seen = cursor.fetchone()
            cursor.execute(statement, [user])

            assert (seen, cursor.rowcount) == ((1,), 0)

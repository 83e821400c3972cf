"""What the application's role may do is narrowed to what it needs, whenever the database is brought up to date.

What it gets by default is in `embedded.grant`: rows of all tables, all functions. The test of the roles holds the
whole of it against a list (tests/architecture/rights.txt).
"""

from django.db import connections

#: Written by `fitflow migrate` alone, as the owner.
READ_ONLY = (
    "django_migrations", "django_content_type", "auth_permission", "auth_group", "auth_group_permissions",
    "core_freeclock", "core_sqlfile",
)  # fmt: skip
#: Nobody removes a login or a studio: whoever goes is archived.
NEVER_DELETED = ("accounts_user", "organizations_organization")
#: What happened stays as it was written, until it is over.
NEVER_CHANGED = ("accounts_accountevent",)
#: Called while tables are made.
OWNERS_FUNCTIONS = ("only_append",)

#: Whatever somebody has who should not, as the statement that takes it away: nothing, once it is taken.
EXCESS = """
WITH others AS (
  SELECT DISTINCT a.grantee AS id, quote_ident(pg_get_userbyid(a.grantee)) AS name
  FROM pg_class c, aclexplode(c.relacl) a
  WHERE c.oid = 'core_event'::regclass AND a.grantee NOT IN (0, c.relowner)),
functions AS (
  SELECT p.oid::regprocedure AS name, p.proname, a.grantee FROM pg_proc p,
    aclexplode(coalesce(p.proacl, acldefault('f', p.proowner))) a
  WHERE p.pronamespace = current_schema()::regnamespace AND p.proowner = current_user::regrole
    AND a.grantee <> p.proowner)
SELECT format('REVOKE %%s ON %%I FROM %%s', right_, table_, others.name)
  FROM others, unnest(ARRAY['INSERT', 'UPDATE', 'DELETE']) right_, unnest(%(tables)s::text[]) table_
  WHERE has_table_privilege(others.id, table_, right_)
    AND (table_ = ANY(%(read_only)s) OR right_ = 'DELETE' AND table_ = ANY(%(never_deleted)s)
      OR right_ = 'UPDATE' AND table_ = ANY(%(never_changed)s))
UNION ALL SELECT format('REVOKE EXECUTE ON FUNCTION %%s FROM PUBLIC', name) FROM functions WHERE grantee = 0
UNION ALL SELECT format('REVOKE EXECUTE ON FUNCTION %%s FROM %%s', f.name, others.name)
  FROM functions f JOIN others ON others.id = f.grantee WHERE f.proname = ANY(%(functions)s)
UNION ALL SELECT 'ALTER DEFAULT PRIVILEGES REVOKE EXECUTE ON FUNCTIONS FROM PUBLIC'
  WHERE NOT EXISTS (SELECT FROM pg_default_acl WHERE defaclrole = current_user::regrole
    AND defaclnamespace = 0 AND defaclobjtype = 'f')
"""


def narrow(using: str = "owner") -> None:
    """Takes away what is not needed, from whoever has rights on our tables beside their owner. Safe to repeat."""
    lists = {
        "tables": [*READ_ONLY, *NEVER_DELETED, *NEVER_CHANGED], "read_only": list(READ_ONLY),
        "never_deleted": list(NEVER_DELETED), "never_changed": list(NEVER_CHANGED), "functions": list(OWNERS_FUNCTIONS),
    }  # fmt: skip
    with connections[using].cursor() as cursor:
        cursor.execute(EXCESS, lists)
        for (statement,) in cursor.fetchall():
            cursor.execute(statement)

from django.db import migrations

from fitflow.core.tenancy import Isolate

#: What policies and triggers stand on, as it was then; all other functions come after the migrations.
KERNEL = """
CREATE OR REPLACE FUNCTION tenant() RETURNS uuid LANGUAGE sql STABLE PARALLEL SAFE
  RETURN nullif(current_setting('fitflow.organization', true), '')::uuid;

CREATE OR REPLACE FUNCTION tenant_user() RETURNS uuid LANGUAGE sql STABLE PARALLEL SAFE
  RETURN nullif(current_setting('fitflow.user', true), '')::uuid;

CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END $$;

CREATE OR REPLACE FUNCTION only_append(p_table regclass) RETURNS void LANGUAGE plpgsql AS $$
DECLARE r record;
BEGIN
  FOR r IN SELECT DISTINCT a.grantee FROM pg_class c, aclexplode(c.relacl) a
      WHERE c.oid = p_table AND a.grantee <> c.relowner LOOP
    EXECUTE format('REVOKE UPDATE, DELETE, TRUNCATE ON %s FROM %s', p_table,
      CASE r.grantee WHEN 0 THEN 'PUBLIC' ELSE quote_ident(pg_get_userbyid(r.grantee)) END);
  END LOOP;
END $$;
"""
EVENTS = """
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON core_event FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER append_only_all BEFORE TRUNCATE ON core_event FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
SELECT only_append('core_event');
"""
CACHE = """
CREATE TABLE "core_cache" (
  "cache_key" varchar(255) PRIMARY KEY, "value" text NOT NULL, "expires" timestamptz NOT NULL
);
CREATE INDEX "core_cache_expires" ON "core_cache" ("expires");
"""


class Migration(migrations.Migration):
    dependencies = [("core", "0001_initial")]

    operations = [
        migrations.RunSQL(KERNEL, migrations.RunSQL.noop),
        Isolate("Event", referenced=False),
        Isolate("IdempotencyKey", referenced=False),
        migrations.RunSQL(EVENTS, migrations.RunSQL.noop),
        migrations.RunSQL(CACHE, 'DROP TABLE "core_cache"'),
    ]

-- The words every other function uses. SECURITY INVOKER: row-level security of the caller applies inside.
-- Policies and triggers stand on tenant(), tenant_user() and refuse_change(): the first texts are in
-- migrations/0002_walls.py.

-- No tenant set = NULL = no rows. nullif: after a transaction-local setting ends, current_setting gives '' instead
-- of NULL.
CREATE OR REPLACE FUNCTION tenant() RETURNS uuid LANGUAGE sql STABLE PARALLEL SAFE
  RETURN nullif(current_setting('fitflow.organization', true), '')::uuid;

CREATE OR REPLACE FUNCTION tenant_user() RETURNS uuid LANGUAGE sql STABLE PARALLEL SAFE
  RETURN nullif(current_setting('fitflow.user', true), '')::uuid;

-- Row-level security hides everything once the tenant is gone, and in a job it is when its transaction ends: a check
-- would pass because it sees nothing. So a deferred check looks as the studio of its row, and gives back who looked
-- before.
CREATE OR REPLACE FUNCTION see_as(p_organization text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE v_before text := coalesce(current_setting('fitflow.organization', true), '');
BEGIN
  PERFORM set_config('fitflow.organization', p_organization, true);
  RETURN v_before;
END $$;

-- Any statement may set a setting: it counts only where the owner has freed the clock.
CREATE OR REPLACE FUNCTION set_clock() RETURNS timestamptz LANGUAGE sql VOLATILE AS $$
  SELECT CASE WHEN EXISTS (SELECT FROM core_freeclock) THEN current_setting('fitflow.now')::timestamptz
    ELSE clock_timestamp() END $$;

-- The engine clock (DESIGN section 5): the wall clock, unless a test or the demo seeder has set it.
CREATE OR REPLACE FUNCTION engine_now() RETURNS timestamptz LANGUAGE sql VOLATILE
  RETURN CASE WHEN coalesce(current_setting('fitflow.now', true), '') = '' THEN clock_timestamp() ELSE set_clock() END;

CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END $$;

-- UUIDv7 (RFC 9562): built in from PostgreSQL 18; below, 48 bits of milliseconds over a random version-4 id.
DO $do$ BEGIN
  IF current_setting('server_version_num')::int >= 180000 THEN
    CREATE OR REPLACE FUNCTION new_id() RETURNS uuid LANGUAGE sql VOLATILE RETURN uuidv7();
  ELSE
    CREATE OR REPLACE FUNCTION new_id() RETURNS uuid LANGUAGE sql VOLATILE AS $$
      SELECT encode(set_bit(set_bit(overlay(uuid_send(gen_random_uuid())
        PLACING substring(int8send((extract(epoch FROM clock_timestamp()) * 1000)::bigint) FROM 3) FROM 1 FOR 6),
        52, 1), 53, 1), 'hex')::uuid $$;
  END IF;
END $do$;

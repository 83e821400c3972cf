-- What the triggers of this app run. Every session and token carries the key version it was made for.

-- A login with another main address has another key version, and a key version never falls.
CREATE OR REPLACE FUNCTION raise_key_version() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.email IS DISTINCT FROM OLD.email AND NEW.key_version <= OLD.key_version THEN
    NEW.key_version := OLD.key_version + 1;
  END IF;
  NEW.key_version := greatest(NEW.key_version, OLD.key_version);
  RETURN NEW;
END $$;

-- So has a login whose second step was switched on or off.
CREATE OR REPLACE FUNCTION raise_key_version_of_factor() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  UPDATE accounts_user SET key_version = key_version + 1 WHERE id = coalesce(NEW.user_id, OLD.user_id);
  RETURN NULL;
END $$;

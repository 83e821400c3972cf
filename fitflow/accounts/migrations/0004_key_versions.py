from django.db import migrations

#: The triggers, and what they run as it was then.
WALLS = """
CREATE OR REPLACE FUNCTION raise_key_version() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.email IS DISTINCT FROM OLD.email AND NEW.key_version <= OLD.key_version THEN
    NEW.key_version := OLD.key_version + 1;
  END IF;
  NEW.key_version := greatest(NEW.key_version, OLD.key_version);
  RETURN NEW;
END $$;
CREATE TRIGGER keeps_key_version BEFORE UPDATE OF email, key_version ON accounts_user
  FOR EACH ROW EXECUTE FUNCTION raise_key_version();

CREATE OR REPLACE FUNCTION raise_key_version_of_factor() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  UPDATE accounts_user SET key_version = key_version + 1 WHERE id = coalesce(NEW.user_id, OLD.user_id);
  RETURN NULL;
END $$;
CREATE TRIGGER ends_what_was_before AFTER INSERT ON mfa_authenticator
  FOR EACH ROW WHEN (NEW.type = 'totp') EXECUTE FUNCTION raise_key_version_of_factor();
CREATE TRIGGER ends_what_was_with_it AFTER DELETE ON mfa_authenticator
  FOR EACH ROW WHEN (OLD.type = 'totp') EXECUTE FUNCTION raise_key_version_of_factor();
"""
GONE = """
DROP TRIGGER ends_what_was_with_it ON mfa_authenticator;
DROP TRIGGER ends_what_was_before ON mfa_authenticator;
DROP TRIGGER keeps_key_version ON accounts_user;
"""


class Migration(migrations.Migration):
    """Sessions and tokens end when the main address or the second step changes, whoever changes it."""

    dependencies = [("accounts", "0003_addresses_in_one_form"), ("mfa", "0003_authenticator_type_uniq")]

    operations = [migrations.RunSQL(WALLS, GONE)]

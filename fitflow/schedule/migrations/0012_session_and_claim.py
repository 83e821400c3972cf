from django.db import migrations

#: The triggers, and what they run as it was then.
WALLS = """
CREATE OR REPLACE FUNCTION refuse_unclaimed() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  v_session uuid;
  v_before text;
BEGIN
  IF TG_TABLE_NAME = 'schedule_session' THEN
    v_session := NEW.id;
    v_before := see_as(NEW.organization_id::text);
  ELSE
    v_session := OLD.session_id;
    v_before := see_as(OLD.organization_id::text);
  END IF;
  IF EXISTS (SELECT FROM schedule_session s WHERE s.id = v_session AND s.status IN ('published', 'in_progress')
      AND NOT EXISTS (SELECT FROM schedule_resourceclaim c JOIN schedule_resource r ON r.id = c.resource_id
        WHERE c.session_id = s.id AND r.trainer_id = s.trainer_id
          AND (c.starts_at, c.ends_at) = (s.starts_at, s.ends_at))) THEN
    RAISE EXCEPTION 'a session that takes place occupies its trainer'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'session_keeps_its_claim';
  END IF;
  PERFORM see_as(v_before);
  RETURN NULL;
END $$;

CREATE CONSTRAINT TRIGGER keeps_its_claim
  AFTER INSERT OR UPDATE OF status, trainer_id, starts_at, ends_at ON schedule_session
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW
  WHEN (NEW.status IN ('published', 'in_progress')) EXECUTE FUNCTION refuse_unclaimed();
CREATE CONSTRAINT TRIGGER keeps_its_claim
  AFTER DELETE OR UPDATE OF organization_id, session_id, resource_id, starts_at, ends_at ON schedule_resourceclaim
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW
  WHEN (OLD.session_id IS NOT NULL) EXECUTE FUNCTION refuse_unclaimed();
"""


class Migration(migrations.Migration):
    """A session that takes place occupies its trainer then, whoever writes the rows."""

    dependencies = [("core", "0008_see_as"), ("schedule", "0011_any_kind_of_policy")]

    operations = [migrations.RunSQL(WALLS, migrations.RunSQL.noop)]

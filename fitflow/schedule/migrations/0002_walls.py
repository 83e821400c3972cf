from django.db import migrations

from fitflow.core.tenancy import Isolate

#: The trigger, and what it runs as it was then.
WALLS = """
CREATE OR REPLACE FUNCTION refuse_overlap() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM FROM schedule_calendar c WHERE c.id = NEW.calendar_id FOR NO KEY UPDATE;
  IF NEW.override_reason = '' AND NEW.exclusive AND EXISTS (
    SELECT FROM schedule_calendarclaim o WHERE o.calendar_id = NEW.calendar_id AND o.id <> NEW.id AND o.exclusive
      AND o.starts_at < NEW.ends_at AND o.ends_at > NEW.starts_at AND o.override_reason = '') THEN
    RAISE EXCEPTION 'the calendar is taken then'
      USING ERRCODE = 'exclusion_violation', CONSTRAINT = 'calendar_not_over_its_concurrency';
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER no_overlap
  AFTER INSERT OR UPDATE OF calendar_id, starts_at, ends_at, exclusive, override_reason ON schedule_calendarclaim
  FOR EACH ROW EXECUTE FUNCTION refuse_overlap();
"""


class Migration(migrations.Migration):
    dependencies = [("schedule", "0001_initial"), ("organizations", "0002_walls")]

    operations = [
        Isolate("CancellationPolicy"),
        Isolate("ClassType"),
        Isolate("Series"),
        Isolate("Session"),
        Isolate("Calendar"),
        Isolate("CalendarClaim"),
        migrations.RunSQL(WALLS, migrations.RunSQL.noop),
    ]

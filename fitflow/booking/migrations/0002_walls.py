from django.db import migrations

from fitflow.core.tenancy import Isolate

#: The triggers, and what they run as it was then.
WALLS = """
ALTER TABLE booking_spot SET (fillfactor = 60);
ALTER TABLE booking_spothold SET (fillfactor = 80);

CREATE OR REPLACE FUNCTION refuse_extra_spot() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE v_capacity int;
BEGIN
  SELECT capacity INTO v_capacity FROM schedule_session WHERE id = NEW.session_id FOR SHARE;
  IF NEW.number > v_capacity THEN
    RAISE EXCEPTION 'the session has % places', v_capacity
      USING ERRCODE = 'check_violation', CONSTRAINT = 'spot_number_within_capacity';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER within_capacity BEFORE INSERT OR UPDATE OF number, session_id ON booking_spot
  FOR EACH ROW EXECUTE FUNCTION refuse_extra_spot();

CREATE OR REPLACE FUNCTION refuse_removing_occupied() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'the place is occupied' USING ERRCODE = 'check_violation', CONSTRAINT = 'spot_occupied_stays';
END $$;
CREATE TRIGGER occupied_stays BEFORE DELETE ON booking_spot FOR EACH ROW
  WHEN (OLD.client_id IS NOT NULL) EXECUTE FUNCTION refuse_removing_occupied();

CREATE OR REPLACE FUNCTION refuse_low_capacity() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (SELECT FROM booking_spot s WHERE s.session_id = NEW.id AND s.number > NEW.capacity) THEN
    RAISE EXCEPTION 'there are more places than %', NEW.capacity
      USING ERRCODE = 'check_violation', CONSTRAINT = 'session_capacity_covers_its_spots';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER covers_its_spots BEFORE UPDATE OF capacity ON schedule_session FOR EACH ROW
  WHEN (NEW.capacity < OLD.capacity) EXECUTE FUNCTION refuse_low_capacity();

CREATE OR REPLACE FUNCTION refuse_second_claim() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF OLD.booking_id IS NOT NULL OR OLD.expires_at > engine_now() THEN
    RAISE EXCEPTION 'the place is claimed' USING ERRCODE = 'exclusion_violation', CONSTRAINT = 'spot_claimed_once';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER claimed_once BEFORE UPDATE OF client_id, hold_id, booking_id ON booking_spot FOR EACH ROW
  WHEN (OLD.client_id IS NOT NULL AND NEW.client_id IS NOT NULL AND OLD.hold_id <> NEW.hold_id)
  EXECUTE FUNCTION refuse_second_claim();

CREATE OR REPLACE FUNCTION refuse_lost_place() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (SELECT FROM booking_booking b WHERE b.id = OLD.booking_id AND b.status IN ('confirmed', 'completed')
      AND NOT EXISTS (SELECT FROM booking_spot s WHERE s.session_id = b.session_id AND s.booking_id = b.id)) THEN
    RAISE EXCEPTION 'a live booking keeps its place'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'booking_keeps_its_place';
  END IF;
  RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER keeps_its_place AFTER UPDATE OF booking_id OR DELETE ON booking_spot
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW
  WHEN (OLD.booking_id IS NOT NULL) EXECUTE FUNCTION refuse_lost_place();
"""


class Migration(migrations.Migration):
    dependencies = [("booking", "0001_initial"), ("schedule", "0002_walls"), ("billing", "0002_walls")]

    operations = [
        Isolate("SpotHold"),
        Isolate("Booking"),
        Isolate("Spot", referenced=False),
        Isolate("WaitlistEntry"),
        Isolate("WaitlistSkip", referenced=False),
        Isolate("Attendance", referenced=False),
        migrations.RunSQL(WALLS, migrations.RunSQL.noop),
    ]

from django.db import migrations

#: The triggers, and what they run as it was then. The studio of a row is walled by the policies.
WALLS = """
CREATE OR REPLACE FUNCTION refuse_lost_place() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE v_before text := see_as(OLD.organization_id::text);
BEGIN
  IF EXISTS (SELECT FROM booking_booking b WHERE b.id = OLD.booking_id AND b.status IN ('confirmed', 'completed')
      AND NOT EXISTS (SELECT FROM booking_spot s WHERE s.session_id = b.session_id AND s.booking_id = b.id)) THEN
    RAISE EXCEPTION 'a live booking keeps its place' USING ERRCODE = 'check_violation',
      CONSTRAINT = 'booking_keeps_its_place';
  END IF;
  PERFORM see_as(v_before);
  RETURN NULL;
END $$;

CREATE OR REPLACE FUNCTION refuse_moved_spot() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'a spot stays in its session' USING ERRCODE = 'check_violation',
    CONSTRAINT = 'spot_stays_in_its_session';
END $$;
CREATE TRIGGER stays_in_its_session BEFORE UPDATE OF session_id, number ON booking_spot FOR EACH ROW
  WHEN ((OLD.session_id, OLD.number) IS DISTINCT FROM (NEW.session_id, NEW.number))
  EXECUTE FUNCTION refuse_moved_spot();

DROP TRIGGER claimed_once ON booking_spot;
CREATE TRIGGER claimed_once BEFORE UPDATE OF client_id, hold_id, booking_id ON booking_spot FOR EACH ROW
  WHEN (OLD.client_id IS NOT NULL AND NEW.client_id IS NOT NULL
    AND (OLD.hold_id, OLD.client_id) IS DISTINCT FROM (NEW.hold_id, NEW.client_id))
  EXECUTE FUNCTION refuse_second_claim();

CREATE OR REPLACE FUNCTION refuse_revival() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'a cancelled booking stays so' USING ERRCODE = 'check_violation',
    CONSTRAINT = 'booking_stays_cancelled';
END $$;
CREATE TRIGGER stays_cancelled BEFORE UPDATE OF status ON booking_booking FOR EACH ROW
  WHEN (OLD.status = 'cancelled' AND NEW.status <> 'cancelled') EXECUTE FUNCTION refuse_revival();

CREATE OR REPLACE FUNCTION refuse_other_terms() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'what was agreed when booking stays' USING ERRCODE = 'check_violation',
    CONSTRAINT = 'booking_keeps_its_terms';
END $$;
CREATE TRIGGER keeps_its_terms
  BEFORE UPDATE OF session_id, client_id, hold_id, policy, credits ON booking_booking
  FOR EACH ROW WHEN (
    (OLD.session_id, OLD.client_id, OLD.hold_id, OLD.policy, OLD.credits)
    IS DISTINCT FROM
    (NEW.session_id, NEW.client_id, NEW.hold_id, NEW.policy, NEW.credits))
  EXECUTE FUNCTION refuse_other_terms();

CREATE OR REPLACE FUNCTION refuse_without_spot() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE v_before text := see_as(NEW.organization_id::text);
BEGIN
  IF EXISTS (SELECT FROM booking_booking b WHERE b.id = NEW.id AND b.status = 'confirmed'
      AND NOT EXISTS (SELECT FROM booking_spot s WHERE s.session_id = b.session_id AND s.booking_id = b.id)) THEN
    RAISE EXCEPTION 'a confirmed booking has a place' USING ERRCODE = 'check_violation',
      CONSTRAINT = 'booking_has_a_place';
  END IF;
  PERFORM see_as(v_before);
  RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER has_a_place AFTER INSERT OR UPDATE OF status ON booking_booking
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW
  WHEN (NEW.status = 'confirmed') EXECUTE FUNCTION refuse_without_spot();
"""


class Migration(migrations.Migration):
    """What a booking and a spot may not become, whoever writes the rows."""

    dependencies = [("booking", "0020_moved_on"), ("core", "0008_see_as")]

    operations = [migrations.RunSQL(WALLS, migrations.RunSQL.noop)]

-- P1 and P4 in rows: no place beyond the capacity, no capacity below what is occupied, no occupied place removed.
ALTER TABLE booking_spot SET (fillfactor = 60);
ALTER TABLE booking_spothold SET (fillfactor = 80);

CREATE OR REPLACE FUNCTION refuse_extra_spot() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE v_capacity int;
BEGIN
  SELECT capacity INTO v_capacity FROM schedule_session WHERE id = NEW.session_id FOR SHARE;
  IF NEW.number > v_capacity THEN
    RAISE EXCEPTION 'the session has % places', v_capacity USING ERRCODE = 'check_violation', CONSTRAINT = 'spot_number_within_capacity';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER within_capacity BEFORE INSERT OR UPDATE OF number, session_id ON booking_spot FOR EACH ROW EXECUTE FUNCTION refuse_extra_spot();

CREATE OR REPLACE FUNCTION refuse_removing_occupied() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'the place is occupied' USING ERRCODE = 'check_violation', CONSTRAINT = 'spot_occupied_stays';
END $$;
CREATE TRIGGER occupied_stays BEFORE DELETE ON booking_spot FOR EACH ROW
  WHEN (OLD.client_id IS NOT NULL) EXECUTE FUNCTION refuse_removing_occupied();

CREATE OR REPLACE FUNCTION refuse_low_capacity() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (SELECT FROM booking_spot s WHERE s.session_id = NEW.id AND s.number > NEW.capacity) THEN
    RAISE EXCEPTION 'there are more places than %', NEW.capacity USING ERRCODE = 'check_violation', CONSTRAINT = 'session_capacity_covers_its_spots';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER covers_its_spots BEFORE UPDATE OF capacity ON schedule_session FOR EACH ROW
  WHEN (NEW.capacity < OLD.capacity) EXECUTE FUNCTION refuse_low_capacity();

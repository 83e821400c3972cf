-- P1, P4 and P10 in rows: no spot beyond the capacity, no capacity below what is occupied, no occupied spot removed, no
-- booking without its spot, no booking that comes back or changes its terms.
-- The triggers that run these functions are made by migrations/0002_walls.py and 0021_walls_of_bookings.py.

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

CREATE OR REPLACE FUNCTION refuse_removing_occupied() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'the place is occupied' USING ERRCODE = 'check_violation', CONSTRAINT = 'spot_occupied_stays';
END $$;

CREATE OR REPLACE FUNCTION refuse_low_capacity() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (SELECT FROM booking_spot s WHERE s.session_id = NEW.id AND s.number > NEW.capacity) THEN
    RAISE EXCEPTION 'there are more places than %', NEW.capacity
      USING ERRCODE = 'check_violation', CONSTRAINT = 'session_capacity_covers_its_spots';
  END IF;
  RETURN NEW;
END $$;

-- A live claim is never written over: it ends first. Whoever forgets the lock meets this wall instead of selling twice.
CREATE OR REPLACE FUNCTION refuse_second_claim() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF OLD.booking_id IS NOT NULL OR OLD.expires_at > engine_now() THEN
    RAISE EXCEPTION 'the place is claimed' USING ERRCODE = 'exclusion_violation', CONSTRAINT = 'spot_claimed_once';
  END IF;
  RETURN NEW;
END $$;

-- A booking that is live keeps its spot: cancelling it or marking the absence comes with freeing the spot.
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

-- So has one that is confirmed anew.
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

CREATE OR REPLACE FUNCTION refuse_moved_spot() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'a spot stays in its session' USING ERRCODE = 'check_violation',
    CONSTRAINT = 'spot_stays_in_its_session';
END $$;

CREATE OR REPLACE FUNCTION refuse_revival() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'a cancelled booking stays so' USING ERRCODE = 'check_violation',
    CONSTRAINT = 'booking_stays_cancelled';
END $$;

-- The policy that was accepted, the price, and who booked what (P10).
CREATE OR REPLACE FUNCTION refuse_other_terms() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'what was agreed when booking stays' USING ERRCODE = 'check_violation',
    CONSTRAINT = 'booking_keeps_its_terms';
END $$;

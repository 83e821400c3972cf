-- Where and with whom clients have booked: `booking_clienttie` follows the bookings and the sessions they are of.
-- The triggers that run these functions are made by migrations/0022_client_ties.py.

CREATE OR REPLACE FUNCTION note_tie() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO booking_clienttie (id, organization_id, client_id, location_id, trainer_id)
  SELECT new_id(), s.organization_id, NEW.client_id, s.location_id, s.trainer_id FROM schedule_session s
  WHERE s.id = NEW.session_id
  ON CONFLICT DO NOTHING;
  RETURN NULL;
END $$;

-- A session is elsewhere, or somebody else's: whoever booked it is found there, and no longer where nothing else that
-- they booked was.
CREATE OR REPLACE FUNCTION move_ties() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO booking_clienttie (id, organization_id, client_id, location_id, trainer_id)
  SELECT new_id(), NEW.organization_id, b.client_id, NEW.location_id, NEW.trainer_id
  FROM (SELECT DISTINCT client_id FROM booking_booking WHERE session_id = NEW.id) b
  ON CONFLICT DO NOTHING;
  DELETE FROM booking_clienttie x WHERE x.location_id = OLD.location_id AND x.trainer_id = OLD.trainer_id
    AND x.client_id IN (SELECT b.client_id FROM booking_booking b WHERE b.session_id = NEW.id)
    AND NOT EXISTS (SELECT FROM booking_booking b JOIN schedule_session s ON s.id = b.session_id
      WHERE b.client_id = x.client_id AND s.location_id = OLD.location_id AND s.trainer_id = OLD.trainer_id);
  RETURN NULL;
END $$;

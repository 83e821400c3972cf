-- Rules about spots that several statements ask for. Each has a twin in Python (named below); tests hold them together.

-- What members read instead of a number: "Bike 7" where the class type names its spots, else nothing.
CREATE OR REPLACE FUNCTION spot_label(p_class_type uuid, p_number int) RETURNS text LANGUAGE sql STABLE AS $$
  SELECT coalesce((SELECT t.spot_name || ' ' || p_number FROM schedule_classtype t
    WHERE t.id = p_class_type AND t.spot_name <> ''), '') $$;

-- Whether a spot can be given to somebody at a moment: nobody is on it, or a hold that has run out. A booking has no
-- deadline, so it never runs out. The same as `models.py Spot.is_free`.
CREATE OR REPLACE FUNCTION spot_is_free(p_client uuid, p_expires_at timestamptz, p_at timestamptz) RETURNS boolean
  LANGUAGE sql IMMUTABLE AS $$ SELECT p_client IS NULL OR coalesce(p_expires_at <= p_at, false) $$;

-- How many spots are open to whoever comes: those of the people in the queue who were not passed over are not.
-- The same as `rules/spots.py open_spots`.
CREATE OR REPLACE FUNCTION open_spots(p_capacity int, p_occupied bigint, p_waiting bigint) RETURNS int
  LANGUAGE sql IMMUTABLE AS $$ SELECT greatest(0, p_capacity - p_occupied - p_waiting)::int $$;

-- The number that members and visitors may read; NULL = only "free" or "full" is said (setting `booking.show_spots`).
-- The same as `rules/spots.py spots_to_show`.
CREATE OR REPLACE FUNCTION spots_to_show(p_open int, p_show text) RETURNS int LANGUAGE sql IMMUTABLE AS $$
  SELECT CASE WHEN p_show = 'exact' OR p_show = 'low_only' AND p_open <= 3 OR p_open = 0 THEN p_open END $$;

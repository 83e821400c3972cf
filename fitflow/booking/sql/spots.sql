-- What members read instead of a number: "Bike 7" where the class type names its places, else nothing.
CREATE OR REPLACE FUNCTION spot_label(p_class_type uuid, p_number int) RETURNS text LANGUAGE sql STABLE AS $$
  SELECT coalesce((SELECT t.spot_name || ' ' || p_number FROM schedule_classtype t WHERE t.id = p_class_type AND t.spot_name <> ''), '') $$;

-- What the triggers of this app run.

-- A role that is limited to something stays limited when that goes: only the service says otherwise.
CREATE OR REPLACE FUNCTION limit_role() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  UPDATE organizations_studiorole SET is_limited = true WHERE id = NEW.studio_role_id AND NOT is_limited;
  RETURN NULL;
END $$;

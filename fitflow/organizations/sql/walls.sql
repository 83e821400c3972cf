-- What the triggers of this app run.

-- A role that is limited to something stays limited when that goes: only the service says otherwise.
CREATE OR REPLACE FUNCTION limit_role() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  UPDATE organizations_studiorole SET is_limited = true WHERE id = NEW.studio_role_id AND NOT is_limited;
  RETURN NULL;
END $$;

-- A login that was separated from a record has no role that names it; the right one is another login.
CREATE OR REPLACE FUNCTION keep_separated() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (SELECT FROM organizations_separation s JOIN organizations_studiorole r
      ON r.organization_id = s.organization_id AND r.client_id = s.client_id AND r.user_id = s.user_id
    WHERE s.client_id = NEW.client_id AND s.user_id = NEW.user_id) THEN
    RAISE EXCEPTION 'this login was separated from this record' USING ERRCODE = 'check_violation',
      CONSTRAINT = 'role_or_separation';
  END IF;
  RETURN NULL;
END $$;

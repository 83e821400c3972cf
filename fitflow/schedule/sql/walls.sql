-- P3: two exclusive claims on one resource do not overlap, unless staff gave a reason. The resource's row is the lock.
-- Run by the trigger no_overlap (migrations/0002_walls.py).
CREATE OR REPLACE FUNCTION refuse_overlap() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM FROM schedule_resource c WHERE c.id = NEW.resource_id FOR NO KEY UPDATE;
  IF NEW.override_reason = '' AND NEW.exclusive AND EXISTS (
    SELECT FROM schedule_resourceclaim o WHERE o.resource_id = NEW.resource_id AND o.id <> NEW.id AND o.exclusive
      AND o.starts_at < NEW.ends_at AND o.ends_at > NEW.starts_at AND o.override_reason = '') THEN
    RAISE EXCEPTION 'the resource is taken then' USING ERRCODE = 'exclusion_violation', CONSTRAINT = 'resource_not_over_its_concurrency';
  END IF;
  RETURN NULL;
END $$;

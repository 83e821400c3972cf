-- P3: what runs on a resource at one moment stays within its capacity, and an exclusive claim runs alone. What staff
-- put a claim over, with a reason, does not count for that claim; the claim itself counts for all that come after
-- it.
-- The same decision as `rules/claims.py conflict_with`; a test holds both against each other.
-- Run by the trigger no_overlap (migrations/0009_put_over_others.py), before each row: of claims written in one
-- statement each sees those written before it, and not those after it.
CREATE OR REPLACE FUNCTION refuse_overlap() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  v_capacity int;
  v_shut_out bool;
  v_peak int;
BEGIN
  IF TG_OP = 'UPDATE' AND (NEW.resource_id, NEW.starts_at, NEW.ends_at, NEW.busy_from, NEW.busy_until, NEW.weight,
      NEW.exclusive, NEW.over) = (OLD.resource_id, OLD.starts_at, OLD.ends_at, OLD.busy_from, OLD.busy_until,
      OLD.weight, OLD.exclusive, OLD.over) THEN
    RETURN NEW;
  END IF;
  -- The resource's row is the lock. It is a statement of its own: the next one sees what others wrote before.
  SELECT r.capacity INTO v_capacity FROM schedule_resource r
    WHERE r.organization_id = NEW.organization_id AND r.id = NEW.resource_id FOR NO KEY UPDATE;
  -- What it was put over are claims of the same resource.
  IF EXISTS (SELECT FROM unnest(NEW.over) AS o (id) WHERE NOT EXISTS (SELECT FROM schedule_resourceclaim c
      WHERE c.organization_id = NEW.organization_id AND c.id = o.id AND c.resource_id = NEW.resource_id)) THEN
    RAISE EXCEPTION 'a claim is put over claims of its own resource'
      USING ERRCODE = 'foreign_key_violation', CONSTRAINT = 'claim_over_others_of_its_resource';
  END IF;
  WITH near AS MATERIALIZED (
    -- No claim is longer than 31 days (claim_is_not_too_long), or an hour more in a zone whose clocks change: the index
    -- on busy_from is read between two bounds.
    SELECT c.starts_at, c.ends_at, c.busy_from, c.busy_until, c.weight, c.exclusive FROM schedule_resourceclaim c
    WHERE c.organization_id = NEW.organization_id AND c.resource_id = NEW.resource_id AND c.id <> NEW.id
      AND c.id <> ALL (NEW.over)
      AND c.busy_from < NEW.busy_until AND c.busy_from > NEW.busy_from - interval '32 days'
      AND c.busy_until > NEW.busy_from
  ), claims AS (
    SELECT n.starts_at, n.ends_at, n.busy_from, n.busy_until, n.weight FROM near n
    UNION ALL SELECT NEW.starts_at, NEW.ends_at, NEW.busy_from, NEW.busy_until, NEW.weight
  ), changes AS (
    -- Where the load, and the number of claims that run, go up and down; brought into the time of the new claim.
    SELECT least(greatest(x.at, NEW.busy_from), NEW.busy_until) AS at, sum(x.load) AS load, sum(x.running) AS running
    FROM claims c CROSS JOIN LATERAL (VALUES
      (c.busy_from, c.weight, 0), (c.busy_until, -c.weight, 0), (c.starts_at, 0, 1), (c.ends_at, 0, -1)
    ) AS x (at, load, running)
    GROUP BY 1
  ), moments AS (
    SELECT sum(c.load) OVER (ORDER BY c.at) AS load, sum(c.running) OVER (ORDER BY c.at) AS running FROM changes c
  )
  SELECT
    -- One runs while the other is busy; where buffer lies on buffer, nobody is in the way.
    EXISTS (SELECT FROM near n WHERE (n.exclusive OR NEW.exclusive) AND (
      n.starts_at < NEW.busy_until AND n.ends_at > NEW.busy_from
      OR n.busy_from < NEW.ends_at AND n.busy_until > NEW.starts_at)),
    (SELECT max(m.load) FROM moments m WHERE m.running > 0)
    INTO v_shut_out, v_peak;
  IF v_shut_out OR v_peak > v_capacity THEN
    RAISE EXCEPTION 'the resource is taken then'
      USING ERRCODE = 'exclusion_violation', CONSTRAINT = 'resource_not_over_its_concurrency';
  END IF;
  RETURN NEW;
END $$;

-- Claims are guarded above; this keeps a session on its claim. What is to take place, or does, occupies its trainer
-- then. Run by the triggers keeps_its_claim (migrations/0012_session_and_claim.py), at the end of the transaction:
-- sessions and claims are written one after the other.
CREATE OR REPLACE FUNCTION refuse_unclaimed() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  v_session uuid;
  v_before text;
BEGIN
  IF TG_TABLE_NAME = 'schedule_session' THEN
    v_session := NEW.id;
    v_before := see_as(NEW.organization_id::text);
  ELSE
    v_session := OLD.session_id;
    v_before := see_as(OLD.organization_id::text);
  END IF;
  IF EXISTS (SELECT FROM schedule_session s WHERE s.id = v_session AND s.status IN ('published', 'in_progress')
      AND NOT EXISTS (SELECT FROM schedule_resourceclaim c JOIN schedule_resource r ON r.id = c.resource_id
        WHERE c.session_id = s.id AND r.trainer_id = s.trainer_id
          AND (c.starts_at, c.ends_at) = (s.starts_at, s.ends_at))) THEN
    RAISE EXCEPTION 'a session that takes place occupies its trainer'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'session_keeps_its_claim';
  END IF;
  PERFORM see_as(v_before);
  RETURN NULL;
END $$;

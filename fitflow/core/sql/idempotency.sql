-- Opens a call under a key: one caller at a time per key, then - in a statement of its own, so with a snapshot from
-- after the wait - the stored answer, if there is one (DESIGN section 9). Nothing found: status is NULL.
CREATE OR REPLACE FUNCTION open_key(p_org uuid, p_principal text, p_key text, p_fingerprint bytea,
  OUT status int, OUT body text, OUT replayed bool) LANGUAGE plpgsql AS $$
DECLARE r record;
BEGIN
  PERFORM pg_advisory_xact_lock(hashtextextended(p_key, hashtextextended(p_principal, 1)));
  SELECT k.status, k.body, k.fingerprint INTO r FROM core_idempotencykey k
    WHERE k.organization_id = p_org AND k.principal = p_principal AND k.key = p_key;
  replayed := false;
  IF FOUND AND r.fingerprint <> p_fingerprint THEN
    status := 422; body := '';
  ELSIF FOUND THEN
    status := r.status; body := r.body; replayed := true;
  END IF;
END $$;

CREATE OR REPLACE FUNCTION store_answer(p_org uuid, p_principal text, p_key text, p_fingerprint bytea, p_status int,
  p_body text)
RETURNS void LANGUAGE sql AS $$
  INSERT INTO core_idempotencykey (organization_id, principal, key, fingerprint, status, body, created_at)
    VALUES (p_org, p_principal, p_key, p_fingerprint, p_status, p_body, clock_timestamp()) $$;

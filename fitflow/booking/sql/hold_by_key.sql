-- The API's hold in one call and one transaction: the door, the key, the claim, the stored answer.
-- status NULL with problem 'people_wait': people wait and nothing was written; the service settles the queue and looks
-- again.
CREATE OR REPLACE FUNCTION hold_by_key(p_user uuid, p_key_version int, p_slug text, p_key text, p_fingerprint bytea,
  p_session uuid, p_spot int, p_shown jsonb, OUT problem text, OUT status int, OUT body text, OUT replayed boolean,
    OUT retry_after int,
  OUT deliveries int) LANGUAGE plpgsql SET enable_seqscan = off AS $$
#variable_conflict use_column
DECLARE d record; c record;
BEGIN
  deliveries := 0; replayed := false;
  SELECT o.problem, o.organization_id, o.client_id, o.roles, o.withheld INTO d
    FROM open_door(p_user, p_key_version, p_slug, true) o;
  IF d.problem IS NOT NULL THEN problem := d.problem; RETURN; END IF;
  IF d.client_id IS NULL THEN
    problem := CASE WHEN d.roles IS NULL AND d.withheld IS NULL THEN 'not_found' ELSE 'forbidden' END; RETURN;
  END IF;
  SELECT k.status, k.body, k.replayed INTO status, body, replayed
    FROM open_key(d.organization_id, p_user::text, p_key, p_fingerprint) k;
  IF status IS NOT NULL THEN RETURN; END IF;
  SELECT * INTO c FROM claim_spot(d.organization_id, d.client_id, p_session, p_spot, p_user, false, false, p_shown);
  deliveries := c.deliveries; retry_after := c.retry_after;
  IF c.answer IN ('people_wait', 'no_such_spot') THEN problem := c.answer; RETURN; END IF;
  IF c.answer IN ('held', 'same') THEN
    status := CASE c.answer WHEN 'held' THEN 201 ELSE 200 END;
    body := json_build_object('id', c.hold_id, 'session', p_session,
      'spot', json_build_object('number', c.number, 'label', c.label),
      'status', 'active', 'kind', c.kind, 'expires_at', c.expires_at, 'expected', c.facts)::text;
  ELSE
    -- A refusal is known by the claim's answer and has the status of `refusals.py claim_refusal`.
    status := CASE c.answer WHEN 'no_entitlement' THEN 402 WHEN 'not_found' THEN 404 WHEN 'too_many_holds' THEN 429
      ELSE 409 END;
    body := CASE c.answer
      WHEN 'terms_changed' THEN
        json_build_object('code', c.answer, 'changed', c.changed, 'shown', p_shown, 'now', c.facts)
      ELSE json_build_object('code', CASE c.answer WHEN 'full' THEN 'session_full' ELSE c.answer END) END::text;
    -- An answer without an effect need not wait for the disk.
    PERFORM set_config('synchronous_commit', 'off', true);
  END IF;
  IF status <> 429 THEN
    PERFORM store_answer(d.organization_id, p_user::text, p_key, p_fingerprint, status, body);
  END IF;
END $$;

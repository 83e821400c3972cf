-- One event and one delivery for each subscribed consumer, in the caller's transaction. Gives the number of deliveries.
-- A delivery carries its consumer's queue group: whoever hands it out reads nothing else. What people wrote (`p_words`)
-- stands beside the trail, where it can be erased.
CREATE OR REPLACE FUNCTION record_event(p_org uuid, p_type text, p_entity uuid, p_actor uuid, p_at timestamptz,
  p_payload jsonb, p_words jsonb DEFAULT NULL)
RETURNS int LANGUAGE plpgsql AS $$
DECLARE v_id uuid := new_id(); v_count int;
BEGIN
  INSERT INTO core_event (id, organization_id, type, entity_id, actor_id, at, payload)
    VALUES (v_id, p_org, p_type, p_entity, p_actor, p_at, p_payload);
  IF p_words IS NOT NULL THEN
    INSERT INTO core_eventwords (id, organization_id, words) VALUES (v_id, p_org, p_words);
  END IF;
  INSERT INTO core_delivery (organization_id, event_id, consumer, "group", state, due_at, attempts, last_error)
    SELECT p_org, v_id, s.consumer, s."group", 'due', p_at, 0, '' FROM core_eventsubscription s WHERE s.type = p_type;
  GET DIAGNOSTICS v_count = ROW_COUNT;
  RETURN v_count;
END $$;

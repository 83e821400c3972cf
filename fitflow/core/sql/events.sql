-- One event and one delivery for each subscribed consumer, in the caller's transaction. Gives the number of deliveries.
-- A delivery carries its consumer's queue group: whoever hands it out reads nothing else.
CREATE OR REPLACE FUNCTION record_event(p_org uuid, p_type text, p_entity uuid, p_actor uuid, p_at timestamptz,
  p_payload jsonb)
RETURNS int LANGUAGE plpgsql AS $$
DECLARE v_id uuid := new_id(); v_count int;
BEGIN
  INSERT INTO core_event (id, organization_id, type, entity_id, actor_id, at, payload)
    VALUES (v_id, p_org, p_type, p_entity, p_actor, p_at, p_payload);
  INSERT INTO core_delivery (organization_id, event_id, consumer, "group", state, due_at, attempts, last_error)
    SELECT p_org, v_id, s.consumer, s."group", 'due', p_at, 0, '' FROM core_eventsubscription s WHERE s.type = p_type;
  GET DIAGNOSTICS v_count = ROW_COUNT;
  RETURN v_count;
END $$;

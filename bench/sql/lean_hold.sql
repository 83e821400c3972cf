\set s random(:lo, :hi)
\set c random(1, 20000)
BEGIN;
UPDATE lean_session SET taken = taken + 1 WHERE id = :s AND taken < capacity RETURNING taken;
INSERT INTO lean_hold (session_id, client_id, expires_at) VALUES (:s, :c, now() + interval '10 minutes')
  RETURNING id \gset
INSERT INTO lean_event (topic, aggregate_id, payload) VALUES ('hold.taken', :id,
  jsonb_build_object('session', :s::bigint, 'client', :c::bigint));
COMMIT;

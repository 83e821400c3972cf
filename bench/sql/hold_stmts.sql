\set i :i + 1
\set c :client_id * 1200 + :i
\set s random(:lo, :hi)
BEGIN;
SELECT set_config('fitflow.organization', n(1, 1)::text, true), set_config('fitflow.user', n(5, :c)::text, true);
SELECT id FROM accounts_user WHERE id = n(5, :c) AND is_active AND key_version = 1;
SELECT role, client_id, staff_id FROM organizations_studiorole WHERE organization_id = n(1, 1) AND user_id = n(5, :c);
SELECT pg_advisory_xact_lock(hashtextextended('k' || :c, 1));
SELECT status, body, fingerprint FROM core_idempotencykey WHERE organization_id = n(1, 1)
  AND principal = n(5, :c)::text AND key = 'k' || :c;
SELECT pg_advisory_xact_lock(hashtextextended(n(2, :c)::text, 2));
SELECT s.status, s.opens_at, s.closes_at, s.starts_at, coalesce(s.cost_credits, t.cost_credits,
  (o.settings->>'class.cost_credits')::numeric) AS cost, (o.settings->>'hold.duration')::int AS hold_seconds,
  (o.settings->>'hold.rate_limit')::int AS per_minute FROM schedule_session s JOIN organizations_organization o
  ON o.id = s.organization_id LEFT JOIN schedule_classtype t ON t.id = s.class_type_id WHERE s.id = n(3, :s);
SELECT id FROM organizations_client WHERE id = n(2, :c) AND archived_at IS NULL AND status IN ('lead', 'active');
SELECT number, hold_id FROM booking_spot WHERE session_id = n(3, :s) AND client_id = n(2, :c);
SELECT count(*) FROM booking_spothold WHERE client_id = n(2, :c) AND created_at > now() - interval '1 minute'
  AND kind = 'standard';
SELECT coalesce(sum(l.remaining), 0) FROM billing_creditaccount a JOIN billing_creditlot l ON l.account_id = a.id
  WHERE a.client_id = n(2, :c) AND l.remaining > 0 AND l.valid_from <= now()
  AND (l.valid_until IS NULL OR l.valid_until > now()) AND (l.kinds = '[]' OR l.kinds ? 'class');
SELECT number AS num FROM booking_spot s WHERE session_id = n(3, :s) AND client_id IS NULL
  AND NOT EXISTS (SELECT FROM booking_waitlistentry w WHERE w.session_id = n(3, :s) AND w.status = 'waiting')
  ORDER BY s.client_id LIMIT 1 FOR NO KEY UPDATE OF s SKIP LOCKED \gset
INSERT INTO booking_spothold (id, organization_id, session_id, client_id, number, kind, status, expires_at, created_at)
  VALUES (new_id(), n(1, 1), n(3, :s), n(2, :c), :num, 'standard', 'active', clock_timestamp() + interval '10 minutes',
  clock_timestamp()) RETURNING id AS hid \gset
UPDATE booking_spot SET client_id = n(2, :c), hold_id = :hid, booking_id = NULL,
  expires_at = clock_timestamp() + interval '10 minutes' WHERE session_id = n(3, :s) AND number = :num;
INSERT INTO core_event (id, organization_id, type, entity_id, actor_id, at, payload)
  VALUES (new_id(), n(1, 1), 'hold.created', :hid, n(5, :c), clock_timestamp(),
  jsonb_build_object('session_id', n(3, :s), 'client_id', n(2, :c), 'number', :num::int)) RETURNING id AS eid \gset
INSERT INTO core_delivery (organization_id, event_id, consumer, "group", state, due_at, attempts, last_error)
  SELECT n(1, 1), :eid, consumer, "group", 'due', clock_timestamp(), 0, '' FROM core_eventsubscription
  WHERE type = 'hold.created';
INSERT INTO core_idempotencykey (organization_id, principal, key, fingerprint, status, body, created_at)
  VALUES (n(1, 1), n(5, :c)::text, 'k' || :c, '\x01', 201,
  json_build_object('id', :hid::uuid, 'session', n(3, :s), 'spot', :num::int)::text, clock_timestamp());
COMMIT;

BEGIN;
SELECT set_config('fitflow.organization', n(1, 1)::text, true), set_config('fitflow.user', n(5, :c)::text, true);
SELECT id FROM accounts_user WHERE id = n(5, :c) AND is_active AND key_version = 1;
SELECT role, client_id, staff_id FROM organizations_studiorole WHERE organization_id = n(1, 1) AND user_id = n(5, :c);
SELECT pg_advisory_xact_lock(hashtextextended('c' || :c, 1));
SELECT status, body, fingerprint FROM core_idempotencykey WHERE organization_id = n(1, 1)
  AND principal = n(5, :c)::text AND key = 'c' || :c;
SELECT session_id, client_id, kind FROM booking_spothold WHERE id = :hid;
SELECT pg_advisory_xact_lock(hashtextextended(n(2, :c)::text, 2));
SELECT number AS num FROM booking_spot WHERE session_id = n(3, :s) AND client_id = n(2, :c) AND hold_id = :hid
  AND expires_at > clock_timestamp() FOR NO KEY UPDATE \gset
SELECT s.starts_at AS a, s.ends_at AS z, coalesce(s.cost_credits, t.cost_credits,
  (o.settings->>'class.cost_credits')::numeric) AS cost FROM schedule_session s JOIN organizations_organization o
  ON o.id = s.organization_id LEFT JOIN schedule_classtype t ON t.id = s.class_type_id WHERE s.id = n(3, :s) \gset
SELECT id FROM organizations_client WHERE id = n(2, :c) AND archived_at IS NULL AND status IN ('lead', 'active');
SELECT id FROM booking_booking WHERE client_id = n(2, :c) AND status = 'confirmed' AND starts_at < :z AND ends_at > :a;
SELECT id AS aid FROM billing_creditaccount WHERE client_id = n(2, :c) FOR NO KEY UPDATE \gset
SELECT id AS lid FROM billing_creditlot WHERE account_id = :aid AND remaining >= (:cost)::numeric
  AND valid_until > now() ORDER BY valid_until, id LIMIT 1 FOR NO KEY UPDATE \gset
INSERT INTO billing_posting (id, organization_id, account_id, kind, reference, reason, at)
  VALUES (new_id(), n(1, 1), :aid, 'charge', 'booking:' || (:hid)::text, '', clock_timestamp())
  RETURNING id AS pid \gset
INSERT INTO billing_ledgerentry (id, organization_id, posting_id, lot_id, amount)
  VALUES (new_id(), n(1, 1), :pid, :lid, - (:cost)::numeric);
INSERT INTO booking_booking (id, organization_id, session_id, client_id, hold_id, number, status, starts_at, ends_at,
  agreed_starts_at, credits, policy, confirmed_at, cancel_reason) VALUES (new_id(), n(1, 1), n(3, :s), n(2, :c),
  :hid, :num, 'confirmed', :a, :z, :a, :cost,
  '{"kind": "tiered", "tiers": [[24, 100], [12, 50]]}', clock_timestamp(), '')
  RETURNING id AS bid \gset
UPDATE booking_spot SET booking_id = :bid, expires_at = NULL WHERE session_id = n(3, :s) AND number = :num;
UPDATE booking_spothold SET status = 'confirmed' WHERE id = :hid;
INSERT INTO core_event (id, organization_id, type, entity_id, actor_id, at, payload)
  VALUES (new_id(), n(1, 1), 'hold.confirmed', :hid, n(5, :c), clock_timestamp(),
  jsonb_build_object('hold_id', :hid::uuid, 'booking_id', :bid::uuid));
INSERT INTO core_event (id, organization_id, type, entity_id, actor_id, at, payload)
  VALUES (new_id(), n(1, 1), 'booking.confirmed', :bid, n(5, :c), clock_timestamp(),
  jsonb_build_object('session_id', n(3, :s), 'client_id', n(2, :c))) RETURNING id AS eid \gset
INSERT INTO core_delivery (organization_id, event_id, consumer, "group", state, due_at, attempts, last_error)
  SELECT n(1, 1), :eid, consumer, "group", 'due', clock_timestamp(), 0, '' FROM core_eventsubscription
  WHERE type = 'booking.confirmed';
INSERT INTO core_idempotencykey (organization_id, principal, key, fingerprint, status, body, created_at)
  VALUES (n(1, 1), n(5, :c)::text, 'c' || :c, '\x01', 201, json_build_object('id', :bid::uuid)::text,
  clock_timestamp());
COMMIT;

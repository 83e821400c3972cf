-- What happened after the dump in cde4a65.sql, as that release wrote it down: its tables, its events.

CREATE FUNCTION pg_temp.happened(p_type text, p_entity text, p_at text, p_payload text) RETURNS void LANGUAGE sql AS $$
  INSERT INTO core_event (id, organization_id, type, entity_id, actor_id, at, payload)
  SELECT new_id(), o.id, p_type, p_entity::uuid, NULL, ('2026-11-20 ' || p_at)::timestamptz, p_payload::jsonb
  FROM organizations_organization o
$$;

-- The studio moves Evening Yoga and Morning Strength in one act, and Morning Strength once more.
SELECT pg_temp.happened('session.moved', s.id, v.at, jsonb_build_object(
    'session_id', s.id, 'from_starts_at', v.before, 'to_starts_at', v.after, 'is_free_exit', true, 'moved_at',
      v.moved_at,
    'from_location_id', l.id, 'to_location_id', l.id, 'from_trainer_id', s.trainer_id, 'to_trainer_id',
      s.trainer_id)::text)
FROM (VALUES
  ('Evening Yoga', '10:00Z', '2026-11-20T10:00:02+00:00', '2026-11-23T08:00:00+00:00', '2026-11-23T09:00:00+00:00'),
  ('Morning Strength', '10:00Z', '2026-11-20T10:00:02+00:00', '2026-11-22T07:00:00+00:00', '2026-11-22T08:00:00+00:00'),
  ('Morning Strength', '11:00Z', '2026-11-20T11:00:02+00:00', '2026-11-22T08:00:00+00:00', '2026-11-22T09:00:00+00:00')
) AS v (class, at, moved_at, before, after)
JOIN (SELECT s.id::text, s.trainer_id, t.name FROM schedule_session s JOIN schedule_classtype t
  ON t.id = s.class_type_id) s
  ON s.name = v.class
CROSS JOIN organizations_location l;

-- Between the two, Maya moves from Evening Yoga to Morning Strength.
UPDATE booking_booking SET status = 'cancelled', cancelled_at = '2026-11-20 10:30Z', cancel_reason = 'rescheduled',
  refund_percent = 100, credits_refunded = 1 WHERE id = '01a22ad2-d9d6-7323-9119-1b9b384b1f81';
SELECT pg_temp.happened('booking.cancelled', '01a22ad2-d9d6-7323-9119-1b9b384b1f81', '10:30Z', '{"by_studio": true}');
INSERT INTO booking_spothold (id, organization_id, session_id, client_id, number, kind, status, expires_at, created_at)
SELECT '00000000-0000-7000-8000-000000000001', organization_id, '01a22ad2-dcc2-773f-92f5-8abe8ffeccad', client_id, 1,
  kind,
  status, expires_at, created_at FROM booking_spothold WHERE id = '01a22ad2-d9ca-7b1f-a48b-e7f0343f21c9';
INSERT INTO booking_booking (id, organization_id, session_id, client_id, hold_id, number, status, starts_at, ends_at,
  credits, policy, confirmed_at, cancel_reason, rescheduled_from_id)
SELECT '00000000-0000-7000-8000-000000000002', b.organization_id, s.id, b.client_id,
  '00000000-0000-7000-8000-000000000001', 1, 'confirmed', s.starts_at, s.ends_at, 1, b.policy, '2026-11-20 10:30Z', '',
    b.id
FROM booking_booking b JOIN schedule_session s ON s.id = '01a22ad2-dcc2-773f-92f5-8abe8ffeccad'
WHERE b.id = '01a22ad2-d9d6-7323-9119-1b9b384b1f81';

-- Noah gives his place in Morning Strength back.
UPDATE booking_booking SET status = 'cancelled', cancelled_at = '2026-11-20 12:00Z', refund_percent = 100,
  credits_refunded = 1 WHERE id = '01a22ad2-dcd4-7135-9d40-04db4b14d64f';
SELECT pg_temp.happened('booking.cancelled', '01a22ad2-dcd4-7135-9d40-04db4b14d64f', '12:00Z', '{"by_studio": false}');

-- The studio calls Evening Yoga off, when nobody is in it any more.
UPDATE schedule_session SET status = 'cancelled', cancel_reason = 'Storm'
  WHERE id = '01a22ad2-d9b5-726e-8918-7449101a259a';
SELECT pg_temp.happened('session.cancelled', '01a22ad2-d9b5-726e-8918-7449101a259a', '13:00Z', '{"reason": "Storm"}');

-- Nobody has been told of the moves yet.
INSERT INTO core_delivery (organization_id, event_id, consumer, state, due_at, attempts, last_error)
SELECT organization_id, id, 'booking.tell_moved', 'due', at, 0, '' FROM core_event WHERE type = 'session.moved';

-- The owner says twice that the studio's page was shown to people.
SELECT pg_temp.happened('studio.shared', o.id::text, v.at, '{}') FROM organizations_organization o,
  (VALUES ('09:30Z'), ('09:40Z')) AS v (at);

-- Noah was archived as somebody active, came back, and is archived as a lead.
UPDATE organizations_client SET archived_at = '2026-11-20 13:30Z', status = 'inactive' WHERE name = 'Noah Berg';
SELECT pg_temp.happened('client.archived', c.id::text, v.at,
  jsonb_build_object('client_id', c.id, 'status', v.status)::text)
FROM organizations_client c, (VALUES ('08:00Z', 'active'), ('13:30Z', 'lead')) AS v (at, status)
  WHERE c.name = 'Noah Berg';

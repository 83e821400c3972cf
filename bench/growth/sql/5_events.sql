-- Six events for a booking that was attended, as the product records them; timers, and a week of done deliveries.
INSERT INTO core_event (id, organization_id, type, entity_id, actor_id, at, payload)
SELECT pg_temp.made_id(s.made_at, 26, s.number * 10 + n), s.organization_id, t.type, t.entity, c.user_id, s.made_at,
  t.payload
FROM (SELECT *, %(now)s::timestamptz - interval '731 days' AS made_at FROM studio) s
JOIN colleague c ON (c.studio, c.number) = (s.number, 1),
LATERAL (VALUES (1, 'organization.created', s.organization_id, jsonb_build_object('organization_id', s.organization_id,
    'owner_id', c.user_id, 'preset', 'studio')),
  (2, 'settings.changed', s.organization_id, jsonb_build_object('organization_id', s.organization_id, 'changes',
    '{"hold.duration": [300, 600]}'::jsonb)),
  (3, 'staff.joined', c.staff_id, jsonb_build_object('staff_id', c.staff_id, 'user_id', c.user_id,
    'roles', '["owner"]'::jsonb))) t (n, type, entity, payload);

INSERT INTO core_event (id, organization_id, type, entity_id, actor_id, at, payload)
SELECT pg_temp.made_id(p.at, 27, p.serial), p.organization_id, 'client.added', p.client_id, c.user_id, p.at,
  jsonb_build_object('client_id', p.client_id, 'origin', 'desk', 'status', 'active')
FROM person p JOIN colleague c ON (c.studio, c.number) = (p.studio, 1);

INSERT INTO core_event (id, organization_id, type, entity_id, actor_id, at, payload)
SELECT pg_temp.made_id(e.at, e.kind, n.studio * 10000000000 + n.number), n.organization_id, e.type, n.id,
  CASE e.kind WHEN 28 THEN c.user_id END, e.at, jsonb_build_object('session_id', n.id)
FROM session n JOIN colleague c ON (c.studio, c.number) = (n.studio, 1),
LATERAL (VALUES (28, 'session.published', n.starts_at - interval '60 days'), (29, 'session.started', n.starts_at),
  (30, 'session.completed', n.starts_at + interval '1 hour')) e (kind, type, at)
WHERE e.at <= %(now)s;

INSERT INTO core_event (id, organization_id, type, entity_id, actor_id, at, payload)
SELECT pg_temp.made_id(at, 31, serial), organization_id, 'credit.granted', client_id, user_id, at, jsonb_build_object(
  'client_id', client_id, 'lot_id', id, 'amount', '10', 'origin', 'grant', 'valid_until', NULL)
FROM lot;

INSERT INTO core_event (id, organization_id, type, entity_id, actor_id, at, payload)
SELECT pg_temp.made_id(e.at, e.kind, m.serial), m.organization_id, e.type, e.entity, m.user_id, e.at, e.payload
FROM made m, LATERAL (VALUES
  (32, 'hold.created', m.hold_id, m.confirmed_at - interval '40 seconds', jsonb_build_object('hold_id', m.hold_id,
    'session_id', m.session_id, 'client_id', m.client_id, 'number', m.position, 'kind', 'standard')),
  (33, 'credit.used', m.client_id, m.confirmed_at, jsonb_build_object('client_id', m.client_id, 'posting_id',
    m.posting_id, 'reference', 'booking:' || m.booking_id, 'amount', '1.00')),
  (34, 'hold.confirmed', m.hold_id, m.confirmed_at, jsonb_build_object('hold_id', m.hold_id, 'booking_id',
    m.booking_id, 'kind', 'standard')),
  (35, 'booking.confirmed', m.booking_id, m.confirmed_at, jsonb_build_object('booking_id', m.booking_id, 'session_id',
    m.session_id, 'client_id', m.client_id, 'number', m.position, 'credits', '1.00')))
  e (kind, type, entity, at, payload);

INSERT INTO core_event (id, organization_id, type, entity_id, actor_id, at, payload)
SELECT pg_temp.made_id(m.starts_at, e.kind, m.serial), m.organization_id, e.type, m.booking_id, c.user_id, m.starts_at,
  e.payload || jsonb_build_object('booking_id', m.booking_id, 'session_id', m.session_id, 'client_id', m.client_id)
FROM made m JOIN colleague c ON (c.studio, c.number) = (m.studio, m.trainer + 2), LATERAL (VALUES
  (36, 'checkin.recorded', jsonb_build_object('status', CASE m.state WHEN 'no_show' THEN 'no_show' ELSE 'present' END,
    'method', 'manual')),
  (37, CASE m.state WHEN 'no_show' THEN 'booking.noshow' ELSE 'booking.attended' END,
    CASE m.state WHEN 'no_show' THEN '{"method": "manual"}'::jsonb ELSE '{}' END)) e (kind, type, payload)
WHERE m.state IN ('completed', 'no_show');

INSERT INTO core_event (id, organization_id, type, entity_id, actor_id, at, payload)
SELECT pg_temp.made_id(m.cancelled_at, e.kind, m.serial), m.organization_id, e.type, e.entity, m.user_id,
  m.cancelled_at, e.payload
FROM made m, LATERAL (VALUES
  (38, 'booking.cancelled', m.booking_id, jsonb_build_object('booking_id', m.booking_id, 'session_id', m.session_id,
    'client_id', m.client_id, 'refund_percent', CASE WHEN m.is_refunded THEN 100 ELSE 0 END, 'credits_refunded',
    CASE WHEN m.is_refunded THEN '1.00' ELSE '0' END, 'why', 'policy', 'by_studio', false)),
  (39, 'credit.refunded', m.client_id, jsonb_build_object('client_id', m.client_id, 'posting_id',
    pg_temp.made_id(m.cancelled_at, 21, m.serial), 'reference', 'booking:' || m.booking_id, 'kind', 'refund', 'amount',
    '1.00'))) e (kind, type, entity, payload)
WHERE m.is_cancelled AND (m.is_refunded OR e.kind = 38);

INSERT INTO core_delivery (organization_id, event_id, consumer, "group", state, due_at, attempts, done_at, last_error)
SELECT e.organization_id, e.id, c.consumer, c."group", 'done', e.at, 1, e.at + interval '1 second', ''
FROM core_event e JOIN core_eventsubscription c ON c.type = e.type
WHERE e.at > %(now)s::timestamptz - interval '7 days';

INSERT INTO core_timer (organization_id, kind, entity_id, key, "group", state, due_at, attempts, done_at, last_error)
SELECT n.organization_id, t.kind, n.id, '', 'default', CASE WHEN t.at > %(now)s THEN 'due' ELSE 'done' END, t.at,
  CASE WHEN t.at > %(now)s THEN 0 ELSE 1 END, CASE WHEN t.at <= %(now)s THEN t.at END, ''
FROM session n, LATERAL (VALUES ('session.start', n.starts_at), ('session.end', n.starts_at + interval '1 hour')) t
  (kind, at) WHERE t.at > %(now)s::timestamptz - interval '7 days'
UNION ALL
SELECT l.organization_id, t.kind, l.id, '', 'default', 'due', t.at, 0, NULL, ''
FROM lot l, LATERAL (VALUES ('billing.lot_expiring', l.at + interval '743 days'),
  ('billing.lot_expiry', l.at + interval '750 days')) t (kind, at) WHERE t.at > %(now)s
UNION ALL
SELECT m.organization_id, 'booking.reminder', m.booking_id, t.seconds::text, 'mail', 'due',
  m.starts_at - t.seconds * interval '1 second', 0, NULL, ''
FROM made m, (VALUES (86400), (3600)) t (seconds)
WHERE m.state = 'confirmed' AND m.starts_at - t.seconds * interval '1 second' > %(now)s
UNION ALL
SELECT s.organization_id, t.kind, s.organization_id, '', 'default', 'due', %(now)s::timestamptz + interval '1 hour', 0,
  NULL, '' FROM studio s, (VALUES ('booking.sweep'), ('core.forget')) t (kind);

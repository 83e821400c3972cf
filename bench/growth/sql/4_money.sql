-- Lots of ten credits; each booking costs one. A cancelled one got it back or not, in turn.
CREATE TEMP TABLE lot ON COMMIT DROP AS
SELECT studio, organization_id, client_id, account_id, user_id, lot, min(serial) AS serial,
  min(confirmed_at) - interval '1 day' AS at, 10 - count(*) + count(*) FILTER (WHERE is_refunded) AS remaining,
  pg_temp.made_id(min(confirmed_at) - interval '1 day', 19, min(serial)) AS id
FROM made GROUP BY studio, organization_id, client_id, account_id, user_id, lot;
CREATE INDEX ON lot (client_id, lot);

INSERT INTO billing_creditlot (id, organization_id, account_id, origin, label, quantity, remaining, valid_from,
  valid_until, kinds, created_at)
SELECT id, organization_id, account_id, 'grant', 'Ten classes', 10, remaining, at, at + interval '750 days', '[]', at
FROM lot ORDER BY at;

-- Whoever is to book in the bench has credits enough.
CREATE TEMP TABLE gift ON COMMIT DROP AS
SELECT p.studio, p.organization_id, p.client_id, p.account_id, p.serial,
  pg_temp.made_id(%(now)s::timestamptz - interval '1 hour', 20, p.serial) AS id
FROM person p JOIN studio s ON s.number = p.studio WHERE p.number BETWEEN 2 AND 1 + s.reserved;

INSERT INTO billing_creditlot (id, organization_id, account_id, origin, label, quantity, remaining, valid_from,
  valid_until, kinds, created_at)
SELECT id, organization_id, account_id, 'grant', 'For the bench', 100000, 100000, %(now)s::timestamptz
  - interval '1 hour', %(now)s::timestamptz + interval '80 days', '[]', %(now)s::timestamptz - interval '1 hour'
FROM gift;

INSERT INTO billing_posting (id, organization_id, account_id, kind, reference, reason, actor_id, at)
SELECT id, organization_id, account_id, 'grant', 'lot:' || id, 'Ten classes', user_id, at FROM lot
UNION ALL SELECT id, organization_id, account_id, 'grant', 'lot:' || id, 'For the bench', NULL,
  %(now)s::timestamptz - interval '1 hour' FROM gift
UNION ALL SELECT posting_id, organization_id, account_id, 'charge', 'booking:' || booking_id, '', user_id, confirmed_at
FROM made
UNION ALL SELECT pg_temp.made_id(cancelled_at, 21, serial), organization_id, account_id, 'refund',
  'booking:' || booking_id, '', user_id, cancelled_at FROM made WHERE is_refunded;

INSERT INTO billing_ledgerentry (id, organization_id, posting_id, lot_id, amount)
SELECT pg_temp.made_id(at, 22, serial), organization_id, id, id, 10 FROM lot
UNION ALL SELECT pg_temp.made_id(%(now)s::timestamptz, 23, serial), organization_id, id, id, 100000 FROM gift
UNION ALL SELECT pg_temp.made_id(m.confirmed_at, 24, m.serial), m.organization_id, m.posting_id, l.id, -1
FROM made m JOIN lot l USING (client_id, lot)
UNION ALL SELECT pg_temp.made_id(m.cancelled_at, 25, m.serial), m.organization_id,
  pg_temp.made_id(m.cancelled_at, 21, m.serial), l.id, 1
FROM made m JOIN lot l USING (client_id, lot) WHERE m.is_refunded;

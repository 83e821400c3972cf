-- Who is in which session. 70 of 100 places go to a tenth of the clients; nobody is twice in one day. Client 1 is the
-- member with 300 bookings; the next few (`reserved`) have nothing ahead, so that holding and confirming is possible.
CREATE TEMP TABLE member_day ON COMMIT DROP AS
SELECT d.studio, d.day, min(n.slot) AS slot FROM (
  SELECT x.studio, x.day, row_number() OVER (PARTITION BY x.studio ORDER BY x.day DESC) AS rank
  FROM (SELECT DISTINCT s.studio, s.day FROM session s JOIN studio t ON t.number = s.studio
    WHERE t.is_shown AND s.day <= 13) x
) d JOIN session n ON (n.studio, n.day) = (d.studio, d.day) WHERE d.rank <= 300 GROUP BY d.studio, d.day;

CREATE TEMP TABLE seat ON COMMIT DROP AS
SELECT n.studio, n.organization_id, n.number AS session_number, n.id AS session_id, n.day, n.starts_at, n.status,
  n.trainer, p AS position, p > n.taken AS is_cancelled, m.day IS NOT NULL AND p = 1 AS is_member,
  row_number() OVER (PARTITION BY n.studio, n.day, m.day IS NOT NULL AND p = 1 ORDER BY n.slot, p) - 1 AS turn
FROM session n LEFT JOIN member_day m ON (m.studio, m.day, m.slot) = (n.studio, n.day, n.slot)
CROSS JOIN LATERAL generate_series(1, n.taken
  + (floor((n.number + 1) * n.taken * 0.08) - floor(n.number * n.taken * 0.08))::int) p;

CREATE TEMP TABLE taken ON COMMIT DROP AS
SELECT b.*, row_number() OVER (PARTITION BY b.studio, b.client ORDER BY b.confirmed_at, b.session_number, b.position)
    AS of_client,
  b.studio * 10000000000 + row_number() OVER (PARTITION BY b.studio ORDER BY b.session_number, b.position) AS serial
FROM (
  SELECT t.*, CASE WHEN t.is_member THEN 1
    WHEN t.turn %% 10 < 7 THEN 2 + free.at_least
      + (t.turn / 10 * 7 + t.turn %% 10 + (t.day + 730) * 97) %% (s.hot - free.at_least)
    ELSE 2 + s.hot
      + (t.turn / 10 * 3 + t.turn %% 10 - 7 + (t.day + 730) * 389) %% (s.clients - s.hot - 1) END AS client,
    least(t.starts_at - interval '1 day' - interval '1 minute' * (t.turn * 37 %% 8640),
      %(now)s::timestamptz - interval '1 minute' * (1 + t.turn * 37 %% 43200)) AS confirmed_at
  FROM seat t JOIN studio s ON s.number = t.studio,
  LATERAL (SELECT CASE WHEN t.day >= 0 THEN s.reserved ELSE 0 END AS at_least) free
) b;

CREATE TEMP TABLE made ON COMMIT DROP AS
SELECT b.*, p.client_id, p.user_id, p.account_id, p.name, p.email, (b.of_client - 1) / 10 AS lot,
  pg_temp.made_id(b.confirmed_at - interval '40 seconds', 14, b.serial) AS hold_id,
  pg_temp.made_id(b.confirmed_at, 15, b.serial) AS booking_id,
  pg_temp.made_id(b.confirmed_at, 16, b.serial) AS posting_id,
  CASE WHEN b.is_cancelled THEN 'cancelled' WHEN b.status <> 'completed' THEN 'confirmed'
    WHEN b.serial %% 50 = 0 THEN 'no_show' ELSE 'completed' END AS state,
  b.is_cancelled AND b.serial %% 2 = 0 AS is_refunded,
  greatest(b.confirmed_at, least(b.starts_at - interval '6 hours', %(now)s::timestamptz - interval '1 minute'))
    AS cancelled_at
FROM taken b JOIN person p ON (p.studio, p.number) = (b.studio, b.client) ORDER BY b.confirmed_at;
ANALYZE made;

INSERT INTO booking_spothold (id, organization_id, session_id, client_id, number, kind, status, expires_at, created_at,
  created_by)
SELECT hold_id, organization_id, session_id, client_id, position, 'standard', 'confirmed',
  confirmed_at + interval '9 minutes', confirmed_at - interval '40 seconds', user_id FROM made;

INSERT INTO booking_booking (id, organization_id, session_id, client_id, hold_id, number, status, starts_at, ends_at,
  agreed_starts_at, credits, policy, confirmed_at, booked_by, cancelled_at, cancel_reason,
  refund_percent, refund_why, refund_counted_from, credits_refunded)
SELECT booking_id, organization_id, session_id, client_id, hold_id, position, state, starts_at,
  starts_at + interval '1 hour', starts_at, 1, %(policy)s::jsonb, confirmed_at, user_id,
  CASE WHEN is_cancelled THEN cancelled_at END, '',
  CASE WHEN is_cancelled THEN CASE WHEN is_refunded THEN 100 ELSE 0 END END,
  CASE WHEN is_cancelled THEN 'policy' ELSE '' END, CASE WHEN is_cancelled THEN starts_at END,
  CASE WHEN is_cancelled THEN CASE WHEN is_refunded THEN 1 ELSE 0 END END
FROM made;

INSERT INTO booking_spot (organization_id, session_id, number, label, client_id, hold_id, booking_id)
SELECT n.organization_id, n.id, p, '', m.client_id, m.hold_id, m.booking_id
FROM session n CROSS JOIN LATERAL generate_series(1, n.capacity) p
LEFT JOIN made m ON m.session_id = n.id AND m.position = p AND NOT m.is_cancelled ORDER BY n.starts_at, p;

INSERT INTO booking_attendance (id, organization_id, booking_id, status, method, marked_at, marked_by)
SELECT pg_temp.made_id(m.starts_at, 17, m.serial), m.organization_id, m.booking_id,
  CASE m.state WHEN 'no_show' THEN 'no_show' ELSE 'present' END, 'manual', m.starts_at, c.user_id
FROM made m JOIN colleague c ON (c.studio, c.number) = (m.studio, m.trainer + 2)
WHERE m.state IN ('completed', 'no_show');

INSERT INTO booking_waitlistentry (id, organization_id, session_id, client_id, ordinal, status, skip_reason, joined_at)
SELECT pg_temp.made_id(at, 18, n.studio * 100 + w), n.organization_id, n.id, p.client_id, w, 'waiting', '', at
FROM session n JOIN studio s ON s.number = n.studio, generate_series(1, 6) w,
LATERAL (SELECT %(now)s::timestamptz - interval '1 hour' + w * interval '1 minute' AS at) moment
JOIN LATERAL (SELECT x.client_id FROM person x WHERE x.studio = n.studio AND x.number > s.hot AND NOT EXISTS (
    SELECT FROM made m WHERE m.session_id = n.id AND m.client_id = x.client_id)
  ORDER BY x.number DESC OFFSET w LIMIT 1) p ON true
WHERE n.is_full;

INSERT INTO booking_clienttie (id, organization_id, client_id, location_id, trainer_id)
SELECT new_id(), x.* FROM (SELECT DISTINCT s.organization_id, m.client_id, s.location_id, s.trainer_id
  FROM made m JOIN schedule_session s ON s.id = m.session_id) x;

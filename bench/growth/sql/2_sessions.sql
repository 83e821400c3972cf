-- From two years ago to three months ahead: a calendar as full in every studio of interest from a week ago to three
-- weeks ahead, so that pages show as many rows; outside of it as many sessions as make the size of the studio.
CREATE TEMP TABLE kind_of_class ON COMMIT DROP AS
SELECT s.number AS studio, n AS number, s.organization_id, s.capacity,
  pg_temp.made_id(%(now)s::timestamptz - interval '731 days', 11, s.number * 1000 + n) AS id
FROM studio s, generate_series(1, s.class_types) n;

INSERT INTO schedule_classtype (id, organization_id, name, description, color, duration_minutes, capacity, spot_name,
  is_active)
SELECT id, organization_id, 'Class ' || number, '', '#2563eb', 60, capacity, '', true FROM kind_of_class;

CREATE TEMP TABLE timed ON COMMIT DROP AS
SELECT s.number AS studio, s.organization_id, s.capacity, t.day, t.slot,
  row_number() OVER (PARTITION BY s.number ORDER BY t.day, t.slot) AS number,
  1 + t.slot %% s.class_types AS class_type, 1 + t.slot %% s.locations AS location,
  1 + (t.slot + 3 * (t.day + 730)) %% s.trainers AS trainer,
  date_trunc('day', %(now)s::timestamptz) + t.day * interval '1 day' + interval '6 hours'
    + t.slot * interval '30 minutes' AS starts_at
FROM studio s CROSS JOIN LATERAL (
  SELECT d AS day, g AS slot FROM generate_series(-7, 20) d, generate_series(0, s.daily - 1) g
  UNION ALL
  SELECT CASE WHEN o.x < 723 THEN o.x - 730 ELSE o.x - 723 + 21 END,
    (row_number() OVER (PARTITION BY o.x ORDER BY o.i))::int - 1
  FROM (SELECT i, i * 790 / s.outside AS x FROM generate_series(0, s.outside - 1) i) o
) t;

CREATE TEMP TABLE session ON COMMIT DROP AS
SELECT t.*, pg_temp.made_id(t.starts_at - interval '60 days', 12, t.studio * 10000000000 + t.number) AS id,
  CASE WHEN t.starts_at + interval '1 hour' <= %(now)s THEN 'completed'
    WHEN t.starts_at <= %(now)s THEN 'in_progress' ELSE 'published' END AS status,
  -- One class of tomorrow is full, and people wait for it.
  s.is_shown AND t.day = 1 AND t.slot = %(full_slot)s AS is_full,
  CASE WHEN s.is_shown AND t.day = 1 AND t.slot = %(full_slot)s THEN s.capacity
    WHEN t.starts_at <= %(now)s THEN s.past_taken ELSE s.future_taken END AS taken
FROM timed t JOIN studio s ON s.number = t.studio;
CREATE INDEX ON session (studio, number);

INSERT INTO schedule_session (id, organization_id, kind, status, class_type_id, trainer_id, location_id, starts_at,
  ends_at, capacity, opens_at, closes_at, detached, online_url, note, cancel_reason, last_ordinal)
SELECT n.id, n.organization_id, 'class', n.status, k.id, c.staff_id, l.id, n.starts_at, n.starts_at + interval '1 hour',
  n.capacity, n.starts_at - interval '60 days', n.starts_at, false, '', '', '', CASE WHEN n.is_full THEN 6 ELSE 0 END
FROM session n JOIN kind_of_class k ON (k.studio, k.number) = (n.studio, n.class_type)
JOIN colleague c ON (c.studio, c.number) = (n.studio, n.trainer + 2)
JOIN place l ON (l.studio, l.number) = (n.studio, n.location)
ORDER BY n.starts_at;

INSERT INTO schedule_resource (id, organization_id, kind, trainer_id, name, capacity, is_active)
SELECT resource_id, organization_id, 'trainer', staff_id, '', 1, true FROM colleague WHERE role = 'trainer';

INSERT INTO schedule_resourceclaim (id, organization_id, resource_id, session_id, starts_at, ends_at, busy_from,
  busy_until, weight, exclusive, source, over, override_reason)
SELECT pg_temp.made_id(n.starts_at - interval '60 days', 13, n.studio * 10000000000 + n.number), n.organization_id,
  c.resource_id, n.id, n.starts_at, n.starts_at + interval '1 hour', n.starts_at, n.starts_at + interval '1 hour',
  1, true, 'session', '{}', ''
FROM session n JOIN colleague c ON (c.studio, c.number) = (n.studio, n.trainer + 2) ORDER BY n.starts_at;

-- Ids as the product would have made them at a moment: UUIDv7, so that indexes grow at their end.
CREATE FUNCTION pg_temp.made_id(p_at timestamptz, p_kind int, p_number bigint) RETURNS uuid LANGUAGE sql STABLE AS $$
  SELECT (lpad(to_hex((extract(epoch FROM p_at) * 1000)::bigint), 12, '0') || '7' || lpad(to_hex(p_kind), 3, '0')
    || '8' || lpad(to_hex(p_number), 15, '0'))::uuid $$;

CREATE TEMP TABLE person ON COMMIT DROP AS
SELECT s.number AS studio, s.organization_id, n AS number, s.number * 10000000000 + n AS serial, at,
  pg_temp.made_id(at, 1, s.number * 10000000000 + n) AS client_id,
  pg_temp.made_id(at, 2, s.number * 10000000000 + n) AS user_id,
  pg_temp.made_id(at, 3, s.number * 10000000000 + n) AS account_id,
  CASE WHEN n %% 997 = 5 THEN 'Zoe' ELSE (%(first_names)s::text[])[1 + n %% 40] END
    || ' ' || (%(last_names)s::text[])[1 + n / 40 %% 50] AS name,
  'c' || n || '@' || s.slug || '.test' AS email, '+44 7700 ' || lpad((900000 + n)::text, 6, '0') AS phone,
  1 + n %% s.locations AS location, 1 + n %% s.trainers AS trainer
FROM studio s, generate_series(1, s.clients) n,
  LATERAL (SELECT %(now)s::timestamptz - interval '730 days' + interval '729 days' * n / s.clients AS at) made;
CREATE INDEX ON person (studio, number);

-- Staff 1 is the owner, 2 a manager of location 1, the others are trainers.
CREATE TEMP TABLE colleague ON COMMIT DROP AS
SELECT s.number AS studio, s.organization_id, n AS number, at,
  pg_temp.made_id(at, 4, s.number * 1000 + n) AS staff_id, pg_temp.made_id(at, 5, s.number * 1000 + n) AS user_id,
  pg_temp.made_id(at, 6, s.number * 1000 + n) AS resource_id,
  CASE n WHEN 1 THEN 'owner' WHEN 2 THEN 'manager' ELSE 'trainer' END AS role,
  'staff' || n || '@' || s.slug || '.test' AS email
FROM studio s, generate_series(1, s.trainers + 2) n,
  LATERAL (SELECT %(now)s::timestamptz - interval '731 days' AS at) made;

INSERT INTO accounts_user (id, email, name, password, locale, is_active, is_demo, key_version, created_at)
SELECT user_id, email, name, '!', '', true, false, 1, at FROM person
UNION ALL SELECT user_id, email, 'Colleague ' || number, '!', '', true, false, 1, at FROM colleague;

INSERT INTO account_emailaddress (email, verified, "primary", user_id)
SELECT email, true, true, user_id FROM person UNION ALL SELECT email, true, true, user_id FROM colleague;

INSERT INTO organizations_location (id, organization_id, name, address, is_online, is_active)
SELECT pg_temp.made_id(%(now)s::timestamptz - interval '731 days', 7, s.number * 1000 + n), s.organization_id,
  'Location ' || n, '', false, true
FROM studio s, generate_series(1, s.locations) n;

CREATE TEMP TABLE place ON COMMIT DROP AS
SELECT s.number AS studio, n AS number,
  pg_temp.made_id(%(now)s::timestamptz - interval '731 days', 7, s.number * 1000 + n) AS id
FROM studio s, generate_series(1, s.locations) n;

INSERT INTO organizations_staff (id, organization_id, name, email, bio, color, is_trainer, is_active)
SELECT staff_id, organization_id, 'Colleague ' || number, email, '', '#2563eb', role = 'trainer', true FROM colleague;

INSERT INTO organizations_client (id, organization_id, name, email, phone, status, search, location_id, trainer_id,
  goals, emergency_contact, created_at)
SELECT p.client_id, p.organization_id, p.name, p.email, p.phone, 'active',
  lower(p.name) || ' ' || p.email || ' ' || p.phone || ' ' || translate(p.phone, '+ ', ''),
  l.id, c.staff_id, '', '', p.at
FROM person p JOIN place l ON (l.studio, l.number) = (p.studio, p.location)
JOIN colleague c ON (c.studio, c.number) = (p.studio, p.trainer + 2);

INSERT INTO organizations_studiorole (id, organization_id, user_id, role, client_id, staff_id, created_at, is_limited)
SELECT pg_temp.made_id(at, 8, serial), organization_id, user_id, 'client', client_id, NULL, at, false FROM person
UNION ALL
SELECT pg_temp.made_id(at, 9, studio * 1000 + number), organization_id, user_id, role, NULL, staff_id, at,
  role = 'manager'
FROM colleague;

INSERT INTO organizations_studiorolescope (id, organization_id, studio_role_id, location_id)
SELECT pg_temp.made_id(c.at, 10, c.studio), c.organization_id, pg_temp.made_id(c.at, 9, c.studio * 1000 + c.number),
  l.id
FROM colleague c JOIN place l ON (l.studio, l.number) = (c.studio, 1) WHERE c.role = 'manager';

INSERT INTO billing_creditaccount (id, organization_id, client_id) SELECT account_id, organization_id, client_id
FROM person;

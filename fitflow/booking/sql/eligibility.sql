-- The one rule of who may hold a spot (docs/design.md section 5). `claim_spot` asks it, lists of sessions show it. Its
-- twin is `rules/eligibility.py`; `tests/test_hold_rule.py` proves on generated rows that both say the same. A new
-- reason to refuse is added in these two files and in no other.

-- How long before the start a client books at the latest. The same as `rules/eligibility.py notice_of`.
CREATE OR REPLACE FUNCTION booking_notice(p_settings jsonb, p_kind text) RETURNS interval LANGUAGE sql IMMUTABLE AS $$
  SELECT coalesce((p_settings->>('booking.client_min_notice.' || p_kind))::int, 0) * interval '1 second' $$;

-- The instant at which a day of the wall clock begins: the first of the two midnights where clocks go back to midnight
-- (AT TIME ZONE takes the second), the moment of the change where they skip it. The same as `core/zones.py instant_of`.
-- plpgsql: lists call it for each row, and a function in SQL that uses its argument twice is not put into the caller's
-- statement but started each time, which takes three times as long.
CREATE OR REPLACE FUNCTION day_begins(p_midnight timestamp, p_zone text) RETURNS timestamptz
  LANGUAGE plpgsql IMMUTABLE AS $$
BEGIN
  RETURN least(p_midnight AT TIME ZONE p_zone,
    ((p_midnight - interval '1 second') AT TIME ZONE p_zone AT TIME ZONE 'UTC' + interval '1 second')
      AT TIME ZONE 'UTC');
END $$;

-- Sessions that start before this can be booked: so many calendar months ahead, the last day included whole.
-- The same as `core/zones.py end_of_months`.
CREATE OR REPLACE FUNCTION bookable_until(p_settings jsonb, p_zone text, p_now timestamptz) RETURNS timestamptz
  LANGUAGE sql IMMUTABLE AS $$
  SELECT day_begins(date_trunc('day', p_now AT TIME ZONE p_zone
      + make_interval(months => (p_settings->>'booking.window')::int)) + interval '1 day', p_zone) $$;

-- What speaks against a booking at this moment because of the session alone, whoever asks. The window is
-- [opens, closes); the notice is inclusive: exactly so long before is allowed. Staff are bound by the state of the
-- session only.
CREATE OR REPLACE FUNCTION registration_refusal(p_status text, p_starts_at timestamptz, p_opens_at timestamptz,
  p_closes_at timestamptz, p_notice interval, p_until timestamptz, p_by_staff boolean, p_now timestamptz) RETURNS text
  LANGUAGE sql IMMUTABLE AS $$
  SELECT CASE
    WHEN p_status <> 'published' AND NOT (p_by_staff AND p_status = 'in_progress') THEN 'not_bookable'
    WHEN p_by_staff THEN NULL
    WHEN p_now < p_opens_at THEN 'not_yet_open'
    WHEN p_now >= p_closes_at THEN 'closed'
    WHEN p_now > p_starts_at - p_notice THEN 'too_late'
    WHEN p_starts_at >= p_until THEN 'too_far_ahead'
  END $$;

-- What would pay this price for a session of this kind now: 'free' = nothing has to, 'credits' = the client has enough
-- of the right kind, 'at_studio' = the client settles at the desk; NULL = nothing can. More ways to pay are added here.
-- The same as `rules/eligibility.py what_pays`.
CREATE OR REPLACE FUNCTION what_pays(p_client uuid, p_kind text, p_price numeric, p_at_studio boolean,
  p_now timestamptz) RETURNS text LANGUAGE plpgsql STABLE AS $$
BEGIN
  IF p_price = 0 THEN RETURN 'free'; END IF;
  IF spendable_credits(p_client, p_kind, p_now) >= p_price THEN RETURN 'credits'; END IF;
  IF p_at_studio THEN RETURN 'at_studio'; END IF;
  RETURN NULL;
END $$;

-- What would pay for a spot in this session, for whoever has not read the session yet.
CREATE OR REPLACE FUNCTION entitlement(p_client uuid, p_session uuid, p_now timestamptz) RETURNS text
  LANGUAGE plpgsql STABLE SET enable_seqscan = off AS $$
BEGIN
  RETURN (SELECT what_pays(p_client, s.kind,
      session_price(s.cost_credits, t.cost_credits, studio_price(o.settings)), is_paid_at_studio(o.settings), p_now)
    FROM schedule_session s JOIN organizations_organization o ON o.id = s.organization_id
    LEFT JOIN schedule_classtype t ON t.id = s.class_type_id WHERE s.id = p_session);
END $$;

-- The hold rule with what it looked up, in one statement. `refusal` NULL = nothing speaks against holding; that a
-- session is full is no reason here. The first reason that applies is given. Without a client it is answered for a
-- visitor: what concerns a person is not asked. `own_...` is the spot that the client is on, by a live claim or a dead
-- one; `facts` is what one agrees to by taking a spot (agreed.sql). It returns a table of one row, so that the planner
-- puts it into the statement of the caller, and leaves out whatever that does not ask.
CREATE OR REPLACE FUNCTION hold_facts(p_client uuid, p_session uuid, p_by_staff boolean, p_now timestamptz)
  RETURNS TABLE (refusal text, session_status text, hold_seconds int, holds_per_minute int,
    own_number int, own_label text, own_hold_id uuid, own_expires_at timestamptz, facts jsonb) LANGUAGE sql STABLE AS $$
  SELECT CASE
      WHEN s.id IS NULL OR NOT p_by_staff AND (s.status = 'draft' OR NOT is_kind_on(o.settings, s.kind))
        THEN 'not_found'
      WHEN p_client IS NOT NULL AND (c.id IS NULL OR NOT client_may_book(c.status, c.archived_at))
        THEN 'client_inactive'
      WHEN own.booking_id IS NOT NULL THEN 'already_booked'
      WHEN NOT spot_is_free(own.client_id, own.expires_at, p_now) THEN 'already_held'
      ELSE coalesce(
        registration_refusal(s.status, s.starts_at, s.opens_at, s.closes_at, booking_notice(o.settings, s.kind),
          bookable_until(o.settings, o.timezone, p_now), p_by_staff, p_now),
        -- Staff hold without a look at what the client has: confirming decides.
        CASE WHEN p_client IS NOT NULL AND NOT p_by_staff AND what_pays(p_client, s.kind,
          session_price(s.cost_credits, t.cost_credits, studio_price(o.settings)), is_paid_at_studio(o.settings),
          p_now) IS NULL
          THEN 'no_entitlement' END)
    END, s.status, (o.settings->>'hold.duration')::int, (o.settings->>'hold.rate_limit')::int,
    own.number, own.label, own.hold_id, own.expires_at,
    agreed_facts(s.starts_at, s.ends_at, s.trainer_id, s.location_id,
      session_price(s.cost_credits, t.cost_credits, studio_price(o.settings)),
      cancel_terms(s.kind, s.policy_id, t.policy_id, s.starts_at - s.late_cancel_at, o.settings))
  FROM (VALUES (1)) AS always (one)
  LEFT JOIN schedule_session s ON s.id = p_session
  LEFT JOIN organizations_organization o ON o.id = s.organization_id
  LEFT JOIN schedule_classtype t ON t.id = s.class_type_id
  LEFT JOIN organizations_client c ON c.id = p_client
  LEFT JOIN booking_spot own ON own.session_id = p_session AND own.client_id = p_client $$;

-- Why this client may not hold a spot in this session now; NULL = nothing speaks against it.
CREATE OR REPLACE FUNCTION hold_refusal(p_client uuid, p_session uuid, p_by_staff boolean, p_now timestamptz)
  RETURNS text LANGUAGE plpgsql STABLE SET enable_seqscan = off AS $$
BEGIN
  RETURN (SELECT f.refusal FROM hold_facts(p_client, p_session, p_by_staff, p_now) f);
END $$;

-- The code that programs know a reason by: everything about the time of registration is one.
-- The same as `rules/eligibility.py Reason.code`.
CREATE OR REPLACE FUNCTION refusal_code(p_refusal text) RETURNS text LANGUAGE sql IMMUTABLE AS $$
  SELECT CASE WHEN p_refusal IN ('not_bookable', 'not_yet_open', 'closed', 'too_late', 'too_far_ahead')
    THEN 'not_open' ELSE p_refusal END $$;

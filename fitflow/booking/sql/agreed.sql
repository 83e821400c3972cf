-- What somebody agrees to who takes a spot (docs/design.md section 5, "What was shown"): when, where, with whom, for
-- how much, on what terms of cancelling, and which spot if spots have names. Pages and programs say what they were
-- shown; a hold remembers it; taking and confirming compare it with what is true, here and nowhere else.

-- What decides about cancelling, as a word: where it is the same, the same comes back at the same distance from the
-- start. Which policy applies is the rule of `schedule/rules/policies.py applicable_policy`; `tests/test_agreed.py`
-- holds both against each other. p_cutoff: the session's own cut-off, as time before its start.
CREATE OR REPLACE FUNCTION cancel_terms(p_kind text, p_own uuid, p_of_type uuid, p_cutoff interval, p_settings jsonb)
  RETURNS text LANGUAGE plpgsql STABLE AS $$
DECLARE v_policy jsonb; v_kind text;
BEGIN
  v_policy := coalesce(policy_json(p_own), policy_json(p_of_type))::jsonb;
  v_kind := coalesce(v_policy->>'kind',
    CASE WHEN p_kind = 'check_in' THEN 'flexible' ELSE p_settings->>'cancel.policy' END);
  RETURN concat_ws('/', v_kind, CASE v_kind
      WHEN 'custom' THEN coalesce(v_policy->'tiers', p_settings->'cancel.tiers')::text
      WHEN 'cutoff' THEN greatest(0, trim_scale(
        coalesce(extract(epoch FROM p_cutoff), (p_settings->>'cancel.cutoff_before')::numeric)))::text
    END, p_settings->>'booking.mistap_grace');
END $$;

-- The facts of one session; what is free has no terms of cancelling.
CREATE OR REPLACE FUNCTION agreed_facts(p_starts_at timestamptz, p_ends_at timestamptz, p_trainer uuid, p_location uuid,
  p_price numeric, p_terms text) RETURNS jsonb LANGUAGE sql STABLE AS $$
  SELECT jsonb_strip_nulls(jsonb_build_object('starts_at', p_starts_at, 'ends_at', p_ends_at, 'trainer', p_trainer,
    'location', p_location, 'credits', p_price::numeric(10, 2)::text,
    'terms', CASE WHEN p_price > 0 THEN p_terms END)) $$;

-- With the spot, where it has a name: numbers alone mean nothing to anybody.
CREATE OR REPLACE FUNCTION with_spot(p_facts jsonb, p_label text) RETURNS jsonb LANGUAGE sql IMMUTABLE AS $$
  SELECT CASE WHEN p_label <> '' THEN p_facts || jsonb_build_object('spot', p_label) ELSE p_facts END $$;

-- The same for whoever has not read the session yet.
CREATE OR REPLACE FUNCTION facts_of_session(p_session uuid) RETURNS jsonb
  LANGUAGE plpgsql STABLE SET enable_seqscan = off AS $$
BEGIN
  RETURN (SELECT agreed_facts(s.starts_at, s.ends_at, s.trainer_id, s.location_id,
      session_price(s.cost_credits, t.cost_credits, studio_price(o.settings)),
      cancel_terms(s.kind, s.policy_id, t.policy_id, s.starts_at - s.late_cancel_at, o.settings))
    FROM schedule_session s JOIN organizations_organization o ON o.id = s.organization_id
    LEFT JOIN schedule_classtype t ON t.id = s.class_type_id WHERE s.id = p_session);
END $$;

-- Which of the shown facts are no longer true, by name. What was not shown, or is not known yet, is not asked; a lower
-- price harms nobody, and the terms do not matter where nothing is paid.
CREATE OR REPLACE FUNCTION changed_facts(p_shown jsonb, p_now jsonb) RETURNS text[] LANGUAGE sql STABLE AS $$
  SELECT coalesce(array_agg(s.key ORDER BY s.key), '{}') FROM jsonb_each_text(p_shown) s
  WHERE p_now ? s.key AND CASE
    WHEN s.key IN ('starts_at', 'ends_at') THEN s.value::timestamptz <> (p_now->>s.key)::timestamptz
    WHEN s.key = 'credits' THEN s.value::numeric < (p_now->>s.key)::numeric
    ELSE s.value <> p_now->>s.key END $$;

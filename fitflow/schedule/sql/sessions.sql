-- Small facts about a session that several statements ask for. Those that read no table are put into the statement that
-- calls them by the planner, and cost nothing.

-- Whether the studio offers sessions of a kind: everything is under the calendar, classes have a switch of their own.
-- The same as `rules/sessions.py is_kind_on`.
CREATE OR REPLACE FUNCTION is_kind_on(p_settings jsonb, p_kind text) RETURNS boolean LANGUAGE sql IMMUTABLE AS $$
  SELECT (p_settings->>'features.calendar')::boolean
    AND (p_kind <> 'class' OR (p_settings->>'features.classes')::boolean) $$;

-- What a session costs where neither it nor its class type names a price.
CREATE OR REPLACE FUNCTION studio_price(p_settings jsonb) RETURNS numeric LANGUAGE sql IMMUTABLE AS $$
  SELECT (p_settings->>'class.cost_credits')::numeric $$;

-- Whether people may book without credits and settle at the desk. Studios that were resolved before there was this
-- choice take credits only. The same as `rules/sessions.py is_paid_at_studio`.
CREATE OR REPLACE FUNCTION is_paid_at_studio(p_settings jsonb) RETURNS boolean LANGUAGE sql IMMUTABLE AS $$
  SELECT coalesce(p_settings->>'class.payment' = 'at_studio', false) $$;

-- What a session costs: its own price, else that of its class type, else that of the studio.
-- The same as `rules/sessions.py price_of`.
CREATE OR REPLACE FUNCTION session_price(p_own numeric, p_of_type numeric, p_of_studio numeric) RETURNS numeric
  LANGUAGE sql IMMUTABLE AS $$ SELECT coalesce(p_own, p_of_type, p_of_studio) $$;

-- A cancellation policy as the rows of `rules/terms.py` read it; nothing where there is none.
CREATE OR REPLACE FUNCTION policy_json(p_policy uuid) RETURNS json LANGUAGE plpgsql STABLE STRICT AS $$
BEGIN
  RETURN (SELECT json_build_object('kind', p.kind, 'name', p.name, 'tiers', p.tiers)
    FROM schedule_cancellationpolicy p WHERE p.id = p_policy);
END $$;

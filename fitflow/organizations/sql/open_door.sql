-- Who is at the door, in which studio, with which rights: one trip for every request (DESIGN section 4).
-- Where the studio demands a second step of somebody who has none (`security.second_step`; whose: settings.py), what
-- they are on the staff is withheld: they come in as the client they may be, or as the public.
-- Sets tenant and user on the connection; p_local = only until the end of the transaction. `problem` says why not.
CREATE OR REPLACE FUNCTION open_door(p_user uuid, p_key_version int, p_slug text, p_local boolean,
  OUT problem text, OUT organization_id uuid, OUT slug text, OUT name text, OUT timezone text, OUT currency text,
    OUT locale text,
  OUT week_start int, OUT settings text, OUT roles text[], OUT client_id uuid, OUT staff_id uuid,
  OUT scope_locations uuid[], OUT scope_trainers uuid[], OUT withheld text[]) LANGUAGE plpgsql AS $$
#variable_conflict use_column
DECLARE o record; m record; v_ids uuid[]; v_demanded text[];
BEGIN
  PERFORM set_config('fitflow.user', coalesce(p_user::text, ''), p_local);
  IF p_key_version IS NOT NULL AND NOT EXISTS (SELECT FROM accounts_user u WHERE u.id = p_user AND u.is_active
    AND u.key_version = p_key_version) THEN
    problem := 'unauthenticated'; RETURN;
  END IF;
  IF p_slug IS NULL THEN
    SELECT array_agg(DISTINCT x.organization_id) INTO v_ids FROM organizations_studiorole x WHERE x.user_id = p_user;
    IF v_ids IS NULL THEN problem := 'no_organization'; RETURN; END IF;
    IF cardinality(v_ids) > 1 THEN problem := 'organization_required'; RETURN; END IF;
    SELECT * INTO o FROM organizations_organization g WHERE g.id = v_ids[1];
  ELSE
    SELECT * INTO o FROM organizations_organization g WHERE g.slug = p_slug;
  END IF;
  IF NOT FOUND THEN problem := 'not_found'; RETURN; END IF;
  PERFORM set_config('fitflow.organization', o.id::text, p_local);
  organization_id := o.id; slug := o.slug; name := o.name; timezone := o.timezone;
  currency := o.currency; locale := o.locale;
  week_start := o.week_start; settings := o.settings::text;
  IF p_user IS NULL THEN RETURN; END IF;
  SELECT array_agg(x.role) AS roles, (array_agg(x.client_id) FILTER (WHERE x.client_id IS NOT NULL))[1] AS client_id,
      (array_agg(x.staff_id) FILTER (WHERE x.staff_id IS NOT NULL))[1] AS staff_id,
      (array_agg(x.id) FILTER (WHERE x.is_limited))[1] AS limited_id INTO m
    FROM organizations_studiorole x WHERE x.organization_id = o.id AND x.user_id = p_user;
  roles := m.roles; client_id := m.client_id; staff_id := m.staff_id;
  v_demanded := CASE o.settings->>'security.second_step' WHEN 'owners' THEN ARRAY['owner', 'admin']
    WHEN 'managers' THEN ARRAY['owner', 'admin', 'manager']
    WHEN 'staff' THEN ARRAY['owner', 'admin', 'manager', 'trainer'] END;
  IF m.roles::text[] && v_demanded AND NOT EXISTS (SELECT FROM mfa_authenticator f
    WHERE f.user_id = p_user AND f.type = 'totp') THEN
    SELECT array_agg(r) FILTER (WHERE r <> 'client'), array_agg(r) FILTER (WHERE r = 'client') INTO withheld, roles
      FROM unnest(m.roles::text[]) r;
    staff_id := NULL;
    RETURN;
  END IF;
  IF m.limited_id IS NOT NULL AND NOT m.roles && ARRAY['owner', 'admin']::varchar[] THEN
    SELECT array_agg(s.location_id) FILTER (WHERE s.location_id IS NOT NULL),
      array_agg(s.trainer_id) FILTER (WHERE s.trainer_id IS NOT NULL)
      INTO scope_locations, scope_trainers FROM organizations_studiorolescope s WHERE s.studio_role_id = m.limited_id;
    IF scope_locations IS NULL AND scope_trainers IS NULL THEN  -- limited to what is gone: to nothing
      scope_locations := '{}'; scope_trainers := '{}';
    END IF;
  END IF;
END $$;

CREATE OR REPLACE FUNCTION close_door() RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  PERFORM set_config('fitflow.organization', '', false), set_config('fitflow.user', '', false);
END $$;

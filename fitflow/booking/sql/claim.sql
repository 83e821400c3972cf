-- The hot step: claim a place (DESIGN section 5; why each look stands where it stands: docs/decisions/0002).
-- Refusals are answers, never exceptions. The tenant is set by the caller.
-- enable_seqscan, here and beside it: a connection keeps the plan it made while a table was empty, and such a plan reads the
-- whole table; thousands of rows later it would still do so, until the next ANALYZE.

-- Whoever first meets a dead hold writes its end. The caller holds the spot's row. Gives the deliveries written.
CREATE OR REPLACE FUNCTION lapse_hold(p_org uuid, p_hold uuid, p_now timestamptz) RETURNS int LANGUAGE plpgsql AS $$
DECLARE h record; w record; v_deliveries int;
BEGIN
  UPDATE booking_spothold SET status = 'expired' WHERE id = p_hold AND status = 'active' RETURNING session_id, client_id, kind INTO h;
  IF NOT FOUND THEN RETURN 0; END IF;
  v_deliveries := record_event(p_org, 'hold.expired', p_hold, NULL, p_now,
    jsonb_build_object('hold_id', p_hold, 'session_id', h.session_id, 'client_id', h.client_id, 'kind', h.kind));
  IF h.kind = 'priority' THEN
    UPDATE booking_waitlistentry SET status = 'lapsed', closed_at = p_now WHERE hold_id = p_hold AND status = 'offered'
      AND session_id = h.session_id AND client_id = h.client_id RETURNING id INTO w;
    IF FOUND THEN
      v_deliveries := v_deliveries + record_event(p_org, 'waitlist.lapsed', w.id, NULL, p_now,
        jsonb_build_object('entry_id', w.id, 'session_id', h.session_id, 'client_id', h.client_id, 'hold_id', p_hold));
    END IF;
  END IF;
  RETURN v_deliveries;
END $$;

-- Puts a client on a spot whose row the caller holds: the hold, the spot, the event.
CREATE OR REPLACE FUNCTION occupy_spot(p_org uuid, p_session uuid, p_client uuid, p_number int, p_kind text, p_by uuid, p_now timestamptz, p_until timestamptz,
  OUT hold_id uuid, OUT deliveries int) LANGUAGE plpgsql AS $$
BEGIN
  hold_id := new_id();
  INSERT INTO booking_spothold (id, organization_id, session_id, client_id, number, kind, status, expires_at, created_at, created_by)
    VALUES (hold_id, p_org, p_session, p_client, p_number, p_kind, 'active', p_until, p_now, p_by);
  UPDATE booking_spot s SET client_id = p_client, hold_id = occupy_spot.hold_id, booking_id = NULL, expires_at = p_until
    WHERE s.session_id = p_session AND s.number = p_number;
  deliveries := record_event(p_org, 'hold.created', hold_id, p_by, p_now,
    jsonb_build_object('hold_id', hold_id, 'session_id', p_session, 'client_id', p_client, 'number', p_number, 'kind', p_kind));
END $$;

-- What a place in this session costs: of the session, else of its class type, else of the studio.
CREATE OR REPLACE FUNCTION session_cost(p_session uuid) RETURNS numeric LANGUAGE sql STABLE AS $$
  SELECT coalesce(s.cost_credits, t.cost_credits, (o.settings->>'class.cost_credits')::numeric)
    FROM schedule_session s JOIN organizations_organization o ON o.id = s.organization_id
    LEFT JOIN schedule_classtype t ON t.id = s.class_type_id WHERE s.id = p_session $$;

-- p_waitlist_settled: the caller holds the session's row and has settled the queue; whoever still waits is not eligible now.
-- p_staff: no window, no notice, no limit, no look at credits (confirming decides).
CREATE OR REPLACE FUNCTION claim_spot(p_org uuid, p_client uuid, p_session uuid, p_spot int, p_by uuid, p_staff boolean, p_waitlist_settled boolean,
  OUT answer text, OUT hold_id uuid, OUT number int, OUT label text, OUT kind text, OUT expires_at timestamptz, OUT retry_after int, OUT deliveries int)
  LANGUAGE plpgsql SET enable_seqscan = off AS $$
#variable_conflict use_column
DECLARE se record; own record; sp record; v_entry uuid; v_now timestamptz;
BEGIN
  deliveries := 0;
  PERFORM pg_advisory_xact_lock(hashtextextended(p_client::text, 2));  -- one claim at a time per client, whoever acts for them
  SELECT s.status, s.kind, s.starts_at, s.opens_at, s.closes_at, coalesce(s.cost_credits, t.cost_credits, (o.settings->>'class.cost_credits')::numeric) AS cost,
      (o.settings->>'hold.duration')::int AS hold_seconds, (o.settings->>'hold.rate_limit')::int AS per_minute,
      coalesce((o.settings->>('booking.client_min_notice.' || s.kind))::int, 0) AS notice, (o.settings->>'booking.window')::int AS months, o.timezone,
      (o.settings->>'features.calendar')::boolean AND (s.kind <> 'class' OR (o.settings->>'features.classes')::boolean) AS is_on
    INTO se FROM schedule_session s JOIN organizations_organization o ON o.id = s.organization_id
    LEFT JOIN schedule_classtype t ON t.id = s.class_type_id WHERE s.id = p_session;
  IF NOT FOUND OR (se.status = 'draft' OR NOT se.is_on) AND NOT p_staff THEN answer := 'not_found'; RETURN; END IF;
  IF p_spot IS NOT NULL AND NOT EXISTS (SELECT FROM booking_spot s WHERE s.session_id = p_session AND s.number = p_spot) THEN answer := 'no_such_spot'; RETURN; END IF;
  IF NOT EXISTS (SELECT FROM organizations_client c WHERE c.id = p_client AND c.archived_at IS NULL AND c.status IN ('lead', 'active')) THEN
    answer := 'client_inactive'; RETURN;
  END IF;
  v_now := engine_now();  -- before the look's snapshot: who sees a deadline pass also sees everybody who joined before it
  SELECT s.number, s.label, s.hold_id, s.booking_id, s.expires_at INTO own FROM booking_spot s WHERE s.session_id = p_session AND s.client_id = p_client;
  IF FOUND AND own.booking_id IS NOT NULL THEN answer := 'already_booked'; RETURN; END IF;
  IF FOUND AND own.expires_at > v_now THEN
    SELECT h.kind INTO kind FROM booking_spothold h WHERE h.id = own.hold_id;
    answer := 'same'; hold_id := own.hold_id; number := own.number; label := own.label; expires_at := own.expires_at; RETURN;
  END IF;
  IF se.status <> 'published' AND NOT (p_staff AND se.status = 'in_progress') OR NOT p_staff AND (v_now < se.opens_at OR v_now >= se.closes_at
      OR v_now > se.starts_at - se.notice * interval '1 second'
      OR se.starts_at >= (date_trunc('day', v_now AT TIME ZONE se.timezone + make_interval(months => se.months)) + interval '1 day') AT TIME ZONE se.timezone) THEN
    answer := 'not_open'; RETURN;
  END IF;
  IF NOT p_staff THEN
    SELECT ceil(extract(epoch FROM min(recent.created_at) + interval '1 minute' - v_now)) INTO retry_after FROM (
      SELECT h.created_at FROM booking_spothold h WHERE h.client_id = p_client AND h.created_by = p_by AND h.created_at > v_now - interval '1 minute' AND h.kind = 'standard'
        ORDER BY h.created_at DESC LIMIT se.per_minute) recent HAVING count(*) >= se.per_minute;
    IF FOUND THEN answer := 'too_many_holds'; RETURN; END IF;
    IF se.cost > 0 AND spendable_credits(p_client, se.kind, v_now) < se.cost THEN answer := 'no_entitlement'; RETURN; END IF;
  END IF;

  SELECT NULL::int AS number, NULL::text AS label, NULL::uuid AS hold_id INTO sp;
  IF own.number IS NOT NULL AND (p_spot IS NULL OR p_spot = own.number) THEN  -- the own dead hold: the same place again, since a second row would break the unique key
    BEGIN
      SELECT s.number, s.label, s.hold_id INTO sp FROM booking_spot s WHERE s.session_id = p_session AND s.number = own.number AND s.client_id = p_client AND s.expires_at <= v_now
        AND (p_waitlist_settled OR NOT EXISTS (SELECT FROM booking_waitlistentry w WHERE w.session_id = p_session AND w.status = 'waiting')) FOR NO KEY UPDATE OF s;
      IF NOT FOUND THEN RAISE SQLSTATE 'FF001'; END IF;
    EXCEPTION WHEN SQLSTATE 'FF001' THEN SELECT NULL::int AS number, NULL::text AS label, NULL::uuid AS hold_id INTO sp;
    END;
  ELSIF p_spot IS NOT NULL THEN
    BEGIN
      SELECT s.number, s.label, s.hold_id INTO sp FROM booking_spot s WHERE s.session_id = p_session AND s.number = p_spot AND (s.client_id IS NULL OR s.expires_at <= v_now)
        AND (p_waitlist_settled OR NOT EXISTS (SELECT FROM booking_waitlistentry w WHERE w.session_id = p_session AND w.status = 'waiting')) FOR NO KEY UPDATE OF s;
      IF NOT FOUND THEN RAISE SQLSTATE 'FF001'; END IF;
    EXCEPTION WHEN SQLSTATE 'FF001' THEN SELECT NULL::int AS number, NULL::text AS label, NULL::uuid AS hold_id INTO sp;
    END;
    IF sp.number IS NOT NULL AND own.number IS NOT NULL THEN  -- the own dead hold is elsewhere in this session: end it first
      PERFORM FROM booking_spot s WHERE s.session_id = p_session AND s.number = own.number AND s.client_id = p_client AND s.expires_at <= v_now FOR NO KEY UPDATE OF s;
      IF FOUND THEN
        deliveries := deliveries + lapse_hold(p_org, own.hold_id, v_now);
        UPDATE booking_spot SET client_id = NULL, hold_id = NULL, expires_at = NULL WHERE session_id = p_session AND number = own.number;
      END IF;
    END IF;
  END IF;
  LOOP
    IF sp.number IS NULL AND p_spot IS NULL THEN
      -- Each look is a subtransaction: a row that another committed meanwhile stays locked by us although it no longer
      -- matches, and waiting for anything with such leftovers is a deadlock. Rolling the look back drops them.
      BEGIN
        SELECT s.number, s.label, s.hold_id INTO sp FROM booking_spot s WHERE s.session_id = p_session AND s.client_id IS NULL
          AND (p_waitlist_settled OR NOT EXISTS (SELECT FROM booking_waitlistentry w WHERE w.session_id = p_session AND w.status = 'waiting'))
          ORDER BY s.client_id LIMIT 1 FOR NO KEY UPDATE OF s SKIP LOCKED;  -- all are null: the order only picks the index that passes over taken places
        IF NOT FOUND THEN
          SELECT s.number, s.label, s.hold_id INTO sp FROM booking_spot s WHERE s.session_id = p_session AND s.expires_at <= v_now
            AND (p_waitlist_settled OR NOT EXISTS (SELECT FROM booking_waitlistentry w WHERE w.session_id = p_session AND w.status = 'waiting')) LIMIT 1 FOR NO KEY UPDATE OF s SKIP LOCKED;
        END IF;
        IF NOT FOUND THEN RAISE SQLSTATE 'FF001'; END IF;
      EXCEPTION WHEN SQLSTATE 'FF001' THEN SELECT NULL::int AS number, NULL::text AS label, NULL::uuid AS hold_id INTO sp;
      END;
      IF sp.number IS NULL THEN  -- what others hold locked may yet roll back: wait for it before saying "full", by number so that no two wait in a circle
        BEGIN
          SELECT s.number, s.label, s.hold_id INTO sp FROM booking_spot s WHERE s.session_id = p_session AND (s.client_id IS NULL OR s.expires_at <= v_now)
            AND (p_waitlist_settled OR NOT EXISTS (SELECT FROM booking_waitlistentry w WHERE w.session_id = p_session AND w.status = 'waiting')) ORDER BY s.number LIMIT 1 FOR NO KEY UPDATE OF s;
          IF NOT FOUND THEN RAISE SQLSTATE 'FF001'; END IF;
        EXCEPTION WHEN SQLSTATE 'FF001' THEN SELECT NULL::int AS number, NULL::text AS label, NULL::uuid AS hold_id INTO sp;
        END;
      END IF;
    END IF;
    -- Who waited for a place and lost it was looking at an old clock: another may have run out meanwhile.
    EXIT WHEN sp.number IS NOT NULL OR p_spot IS NOT NULL
      OR NOT EXISTS (SELECT FROM booking_spot s WHERE s.session_id = p_session AND s.expires_at > v_now AND s.expires_at <= engine_now());
    v_now := engine_now();
  END LOOP;

  IF sp.number IS NOT NULL THEN
    -- Whoever calls the session off takes all its places first: a place that became ours may be one of a session that no longer is.
    IF NOT EXISTS (SELECT FROM schedule_session s WHERE s.id = p_session AND s.status = se.status) THEN answer := 'not_open'; RETURN; END IF;
    IF sp.hold_id IS NOT NULL THEN deliveries := deliveries + lapse_hold(p_org, sp.hold_id, v_now); END IF;
    v_now := engine_now();  -- the deadline counts from when the place is ours, not from before a wait
    number := sp.number; label := sp.label; kind := 'standard'; expires_at := v_now + se.hold_seconds * interval '1 second';
    SELECT o.hold_id, deliveries + o.deliveries INTO hold_id, deliveries FROM occupy_spot(p_org, p_session, p_client, sp.number, 'standard', p_by, v_now, expires_at) o;
    UPDATE booking_waitlistentry w SET status = 'left', closed_at = v_now WHERE w.session_id = p_session AND w.client_id = p_client AND w.status = 'waiting'
      RETURNING w.id INTO v_entry;
    IF FOUND THEN
      deliveries := deliveries + record_event(p_org, 'waitlist.left', v_entry, p_by, v_now,
        jsonb_build_object('entry_id', v_entry, 'session_id', p_session, 'client_id', p_client));
    END IF;
    answer := 'held'; RETURN;
  END IF;
  -- No free or dead place at all: full, and no lock was taken, so a mob before a full class cannot block its queue.
  IF NOT EXISTS (SELECT FROM booking_spot s WHERE s.session_id = p_session AND (s.client_id IS NULL OR s.expires_at <= v_now)) THEN answer := 'full';
  ELSIF p_spot IS NOT NULL AND NOT EXISTS (SELECT FROM booking_spot s WHERE s.session_id = p_session AND s.number = p_spot AND (s.client_id IS NULL OR s.expires_at <= v_now)) THEN answer := 'spot_taken';
  ELSIF p_waitlist_settled THEN answer := 'full';
  ELSE answer := 'people_wait';  -- places are free or dead and people wait: the service settles the queue and looks again
  END IF;
END $$;

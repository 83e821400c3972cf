-- The hot step: claim a spot (docs/design.md section 5; why each look stands where it stands: docs/decisions/0002).
-- Refusals are answers, never exceptions. The tenant is set by the caller.
-- enable_seqscan, here and beside it: a connection keeps the plan it made while a table was empty, and such a plan
-- reads the whole table; thousands of rows later it would still do so, until the next ANALYZE.

-- Whoever first meets a dead hold writes its end. The caller holds the spot's row. Gives the deliveries written.
CREATE OR REPLACE FUNCTION lapse_hold(p_org uuid, p_hold uuid, p_now timestamptz) RETURNS int LANGUAGE plpgsql AS $$
DECLARE h record; w record; v_deliveries int;
BEGIN
  UPDATE booking_spothold SET status = 'expired' WHERE id = p_hold AND status = 'active'
    RETURNING session_id, client_id, kind INTO h;
  IF NOT FOUND THEN RETURN 0; END IF;
  v_deliveries := record_event(p_org, 'hold.expired', p_hold, NULL, p_now,
    jsonb_build_object('hold_id', p_hold, 'session_id', h.session_id, 'client_id', h.client_id, 'kind', h.kind));
  IF h.kind = 'priority' THEN
    UPDATE booking_waitlistentry SET status = 'lapsed', closed_at = p_now WHERE hold_id = p_hold AND status = 'offered'
      AND session_id = h.session_id AND client_id = h.client_id RETURNING id INTO w;
    IF FOUND THEN
      v_deliveries := v_deliveries + record_event(p_org, 'waitlist.lapsed', w.id, NULL, p_now, jsonb_build_object(
        'entry_id', w.id, 'session_id', h.session_id, 'client_id', h.client_id, 'hold_id', p_hold));
    END IF;
  END IF;
  RETURN v_deliveries;
END $$;

-- Puts a client on a spot whose row the caller holds: the hold, which remembers what was shown, the spot, the event.
CREATE OR REPLACE FUNCTION occupy_spot(p_org uuid, p_session uuid, p_client uuid, p_number int, p_kind text, p_by uuid,
  p_now timestamptz, p_until timestamptz, p_shown jsonb, OUT hold_id uuid, OUT deliveries int)
  LANGUAGE plpgsql AS $$
BEGIN
  hold_id := new_id();
  INSERT INTO booking_spothold
      (id, organization_id, session_id, client_id, number, kind, status, expires_at, created_at, created_by, shown)
    VALUES (hold_id, p_org, p_session, p_client, p_number, p_kind, 'active', p_until, p_now, p_by, p_shown);
  UPDATE booking_spot s SET client_id = p_client, hold_id = occupy_spot.hold_id, booking_id = NULL, expires_at = p_until
    WHERE s.session_id = p_session AND s.number = p_number;
  deliveries := record_event(p_org, 'hold.created', hold_id, p_by, p_now, jsonb_build_object(
    'hold_id', hold_id, 'session_id', p_session, 'client_id', p_client, 'number', p_number, 'kind', p_kind));
END $$;

-- Whether nobody waits for this session. A look for a spot asks it in its own statement: STABLE means that it reads
-- the snapshot of that statement, so that the queue and the spots are seen at the same moment.
CREATE OR REPLACE FUNCTION nobody_waits(p_session uuid) RETURNS boolean LANGUAGE plpgsql STABLE AS $$
BEGIN
  RETURN NOT EXISTS (SELECT FROM booking_waitlistentry w WHERE w.session_id = p_session AND w.status = 'waiting');
END $$;

-- Claims a spot for a client. The answer: 'held' (new), 'same' (the live hold they had), or why not.
-- p_spot: this number and no other; NULL = any.
-- p_staff: staff act for the client: no window, no notice, no limit, no look at credits (confirming decides).
-- p_waitlist_settled: the caller holds the session's row and has settled the queue; who still waits is not eligible.
-- p_shown: what the client was shown of it, as in agreed.sql; NULL = not said. `changed` names what is no longer so,
-- and `facts` is what the hold remembers, or what is true now.
CREATE OR REPLACE FUNCTION claim_spot(p_org uuid, p_client uuid, p_session uuid, p_spot int, p_by uuid, p_staff boolean,
  p_waitlist_settled boolean, p_shown jsonb, OUT answer text, OUT hold_id uuid, OUT number int, OUT label text,
  OUT kind text, OUT expires_at timestamptz, OUT facts json, OUT changed text[], OUT retry_after int,
  OUT deliveries int)
  LANGUAGE plpgsql SET enable_seqscan = off AS $$
#variable_conflict use_column
DECLARE f record; sp record; v_entry uuid; v_now timestamptz; v_facts jsonb;
BEGIN
  deliveries := 0;

  -- Step 1: one claim at a time per client, on whatever device and whoever acts for them. This lock comes before any
  -- row lock, here and in `confirm_facts`, so that two claims never wait for each other.
  PERFORM pg_advisory_xact_lock(hashtextextended(p_client::text, 2));

  -- Step 2: read the clock. It must be read before the statements below take their snapshots: whoever sees a deadline
  -- pass then also sees everybody who joined the queue before it.
  v_now := engine_now();

  -- Step 3: may this client hold a spot here (eligibility.sql)? The same statement gives what is needed further down.
  SELECT * INTO f FROM hold_facts(p_client, p_session, p_staff, v_now);
  IF f.refusal = 'not_found' THEN answer := 'not_found'; RETURN; END IF;
  IF p_spot IS NOT NULL
      AND NOT EXISTS (SELECT FROM booking_spot s WHERE s.session_id = p_session AND s.number = p_spot) THEN
    answer := 'no_such_spot'; RETURN;
  END IF;
  facts := f.facts::json;
  IF p_shown IS NOT NULL AND coalesce(f.refusal, 'already_held') = 'already_held' THEN
    changed := changed_facts(p_shown, f.facts);
    IF changed <> '{}' THEN answer := 'terms_changed'; RETURN; END IF;
  END IF;
  IF f.refusal = 'already_held' THEN  -- a second click is no refusal: it gets the hold that lives
    SELECT h.kind, h.shown::json INTO kind, facts FROM booking_spothold h WHERE h.id = f.own_hold_id;
    answer := 'same'; hold_id := f.own_hold_id; number := f.own_number; label := f.own_label;
    expires_at := f.own_expires_at; RETURN;
  END IF;
  IF f.refusal IS NOT NULL THEN answer := refusal_code(f.refusal); RETURN; END IF;

  -- Step 4: how many holds has this login made for this client in the last minute? No more than the studio allows.
  IF NOT p_staff THEN
    SELECT ceil(extract(epoch FROM min(recent.created_at) + interval '1 minute' - v_now)) INTO retry_after FROM (
      SELECT h.created_at FROM booking_spothold h WHERE h.client_id = p_client AND h.created_by = p_by
          AND h.created_at > v_now - interval '1 minute' AND h.kind = 'standard'
        ORDER BY h.created_at DESC LIMIT f.holds_per_minute) recent HAVING count(*) >= f.holds_per_minute;
    IF FOUND THEN answer := 'too_many_holds'; RETURN; END IF;
  END IF;

  -- Step 5: look for a spot and lock its row. Every look below is made the same way:
  -- * A spot is taken only if nobody waits, or if the queue was settled just now: nobody overtakes the queue.
  -- * It is a subtransaction. A row that somebody else has just changed stays locked by us although it does not match
  --   any more, and waiting for anything while we keep such left-over locks is a deadlock. A look that finds nothing
  --   raises FF001, and the rollback drops these locks.
  -- * It locks FOR NO KEY UPDATE: rows that refer to the spot's session may still be written by others.
  SELECT NULL::int AS number, NULL::text AS label, NULL::uuid AS hold_id INTO sp;
  IF f.own_number IS NOT NULL AND (p_spot IS NULL OR p_spot = f.own_number) THEN
    -- Look 5a: the client is on a spot already, by a hold that has run out. They take that spot again: a second row of
    -- theirs in this session would break the unique key.
    BEGIN
      SELECT s.number, s.label, s.hold_id INTO sp FROM booking_spot s WHERE s.session_id = p_session
        AND s.number = f.own_number AND s.client_id = p_client AND spot_is_free(s.client_id, s.expires_at, v_now)
        AND (p_waitlist_settled OR nobody_waits(p_session)) FOR NO KEY UPDATE OF s;
      IF NOT FOUND THEN RAISE SQLSTATE 'FF001'; END IF;
    EXCEPTION WHEN SQLSTATE 'FF001' THEN
      SELECT NULL::int AS number, NULL::text AS label, NULL::uuid AS hold_id INTO sp;
    END;
  ELSIF p_spot IS NOT NULL THEN
    -- Look 5b: one spot was asked for by its number.
    BEGIN
      SELECT s.number, s.label, s.hold_id INTO sp FROM booking_spot s WHERE s.session_id = p_session
        AND s.number = p_spot AND spot_is_free(s.client_id, s.expires_at, v_now)
        AND (p_waitlist_settled OR nobody_waits(p_session)) FOR NO KEY UPDATE OF s;
      IF NOT FOUND THEN RAISE SQLSTATE 'FF001'; END IF;
    EXCEPTION WHEN SQLSTATE 'FF001' THEN
      SELECT NULL::int AS number, NULL::text AS label, NULL::uuid AS hold_id INTO sp;
    END;
    -- The client's own dead hold is on another spot of this session: it ends first, again because of the unique key.
    IF sp.number IS NOT NULL AND f.own_number IS NOT NULL THEN
      PERFORM FROM booking_spot s WHERE s.session_id = p_session AND s.number = f.own_number AND s.client_id = p_client
        AND spot_is_free(s.client_id, s.expires_at, v_now) FOR NO KEY UPDATE OF s;
      IF FOUND THEN
        deliveries := deliveries + lapse_hold(p_org, f.own_hold_id, v_now);
        UPDATE booking_spot SET client_id = NULL, hold_id = NULL, expires_at = NULL
          WHERE session_id = p_session AND number = f.own_number;
      END IF;
    END IF;
  END IF;
  LOOP
    IF sp.number IS NULL AND p_spot IS NULL THEN
      -- Look 5c: any spot that nobody else has locked, so that a crowd does not stand in line for the same row. The
      -- rule `spot_is_free` is asked in two halves, empty spots first: an index finds them without passing over the
      -- spots that are taken. They all have client_id NULL; the ORDER BY only chooses that index.
      BEGIN
        SELECT s.number, s.label, s.hold_id INTO sp FROM booking_spot s WHERE s.session_id = p_session
          AND s.client_id IS NULL AND (p_waitlist_settled OR nobody_waits(p_session))
          ORDER BY s.client_id LIMIT 1 FOR NO KEY UPDATE OF s SKIP LOCKED;
        IF NOT FOUND THEN
          SELECT s.number, s.label, s.hold_id INTO sp FROM booking_spot s WHERE s.session_id = p_session
            AND s.expires_at <= v_now AND (p_waitlist_settled OR nobody_waits(p_session))
            LIMIT 1 FOR NO KEY UPDATE OF s SKIP LOCKED;
        END IF;
        IF NOT FOUND THEN RAISE SQLSTATE 'FF001'; END IF;
      EXCEPTION WHEN SQLSTATE 'FF001' THEN
        SELECT NULL::int AS number, NULL::text AS label, NULL::uuid AS hold_id INTO sp;
      END;
      IF sp.number IS NULL THEN
        -- Look 5d: what others have locked may yet be rolled back. We wait for it before we say "full", in the order of
        -- the numbers, so that no two claims wait for each other in a circle.
        BEGIN
          SELECT s.number, s.label, s.hold_id INTO sp FROM booking_spot s WHERE s.session_id = p_session
            AND spot_is_free(s.client_id, s.expires_at, v_now) AND (p_waitlist_settled OR nobody_waits(p_session))
            ORDER BY s.number LIMIT 1 FOR NO KEY UPDATE OF s;
          IF NOT FOUND THEN RAISE SQLSTATE 'FF001'; END IF;
        EXCEPTION WHEN SQLSTATE 'FF001' THEN
          SELECT NULL::int AS number, NULL::text AS label, NULL::uuid AS hold_id INTO sp;
        END;
      END IF;
    END IF;
    -- Who waited for a spot and lost it has looked with an old clock. If a hold has run out meanwhile, look once more.
    EXIT WHEN sp.number IS NOT NULL OR p_spot IS NOT NULL
      OR NOT EXISTS (SELECT FROM booking_spot s WHERE s.session_id = p_session
        AND s.expires_at > v_now AND s.expires_at <= engine_now());
    v_now := engine_now();
  END LOOP;

  -- Step 6: a spot is ours. Write the hold.
  IF sp.number IS NOT NULL THEN
    -- Whoever calls a session off locks all its spots first. We may have waited for that and got a spot of a session
    -- that is called off by now, so its state is read once more.
    IF NOT EXISTS (SELECT FROM schedule_session s WHERE s.id = p_session AND s.status = f.session_status) THEN
      answer := 'not_open'; RETURN;
    END IF;
    IF sp.hold_id IS NOT NULL THEN deliveries := deliveries + lapse_hold(p_org, sp.hold_id, v_now); END IF;
    v_now := engine_now();  -- the deadline counts from when the spot is ours, not from before a wait
    number := sp.number; label := sp.label; kind := 'standard';
    expires_at := v_now + f.hold_seconds * interval '1 second';
    v_facts := with_spot(f.facts, sp.label); facts := v_facts::json;
    SELECT o.hold_id, deliveries + o.deliveries INTO hold_id, deliveries
      FROM occupy_spot(p_org, p_session, p_client, sp.number, 'standard', p_by, v_now, expires_at, v_facts) o;
    -- Somebody who has a spot does not wait any more. (They were passed over, or staff put them in.)
    UPDATE booking_waitlistentry w SET status = 'left', closed_at = v_now
      WHERE w.session_id = p_session AND w.client_id = p_client AND w.status = 'waiting' RETURNING w.id INTO v_entry;
    IF FOUND THEN
      deliveries := deliveries + record_event(p_org, 'waitlist.left', v_entry, p_by, v_now,
        jsonb_build_object('entry_id', v_entry, 'session_id', p_session, 'client_id', p_client));
    END IF;
    answer := 'held'; RETURN;
  END IF;

  -- Step 7: no spot. Nothing is locked now, so a crowd before a full class cannot block the work of its queue.
  IF NOT EXISTS (SELECT FROM booking_spot s WHERE s.session_id = p_session
      AND spot_is_free(s.client_id, s.expires_at, v_now)) THEN answer := 'full';
  ELSIF p_spot IS NOT NULL AND NOT EXISTS (SELECT FROM booking_spot s WHERE s.session_id = p_session
      AND s.number = p_spot AND spot_is_free(s.client_id, s.expires_at, v_now)) THEN answer := 'spot_taken';
  ELSIF p_waitlist_settled THEN answer := 'full';
  -- Spots are free and people wait. The service locks the session's row, settles the queue, and calls once more.
  ELSE answer := 'people_wait';
  END IF;
END $$;

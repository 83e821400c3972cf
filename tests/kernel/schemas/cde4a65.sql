-- The database as commit cde4a65 left it: the last one whose migrations made the SQL functions. A studio with bookings,
-- a waitlist, and jobs in flight. tests/kernel/test_upgrade.py brings it up to date.
-- Made on PostgreSQL 15, comments and psql's commands taken out:
--   pg_dump --inserts --no-owner --exclude-table-data=auth_permission --exclude-table-data=django_content_type
SET statement_timeout = 0;
SET lock_timeout = 0;
SET idle_in_transaction_session_timeout = 0;
SET client_encoding = 'UTF8';
SET standard_conforming_strings = on;
SELECT pg_catalog.set_config('search_path', '', false);
SET check_function_bodies = false;
SET xmloption = content;
SET client_min_messages = warning;
SET row_security = off;
CREATE FUNCTION public.audit_bookings() RETURNS TABLE(rule text, entity_id uuid)
    LANGUAGE sql STABLE
    AS $$
  SELECT 'session_has_its_places', s.id FROM schedule_session s
    WHERE s.capacity <> (SELECT count(*) FROM booking_spot p WHERE p.session_id = s.id)
      AND NOT (s.status = 'cancelled' AND s.cancel_reason = '')  -- withdrawn before anybody was in it: its places went with it
  UNION ALL
  SELECT 'session_not_overbooked', b.session_id FROM booking_booking b JOIN schedule_session s ON s.id = b.session_id
    WHERE b.status IN ('confirmed', 'completed') GROUP BY b.session_id, s.capacity HAVING count(*) > s.capacity
  UNION ALL
  SELECT 'live_booking_has_its_place', b.id FROM booking_booking b
    WHERE b.status IN ('confirmed', 'completed') AND 1 <> (SELECT count(*) FROM booking_spot p
      WHERE p.session_id = b.session_id AND p.number = b.number AND p.booking_id = b.id AND p.client_id = b.client_id AND p.hold_id = b.hold_id)
  UNION ALL
  SELECT 'place_names_a_live_booking', p.booking_id FROM booking_spot p JOIN booking_booking b ON b.id = p.booking_id
    WHERE b.session_id <> p.session_id OR b.client_id <> p.client_id OR b.status = 'cancelled'
  UNION ALL
  SELECT 'place_and_hold_agree', h.id FROM booking_spot p JOIN booking_spothold h ON h.id = p.hold_id
    WHERE h.session_id <> p.session_id OR h.client_id <> p.client_id OR h.number <> p.number
      OR h.status <> (CASE WHEN p.booking_id IS NULL THEN 'active' ELSE 'confirmed' END)
  UNION ALL
  SELECT 'active_hold_has_its_place', h.id FROM booking_spothold h
    WHERE h.status = 'active' AND NOT EXISTS (SELECT FROM booking_spot p WHERE p.session_id = h.session_id AND p.hold_id = h.id)
  UNION ALL
  SELECT 'nobody_waits_beside_a_free_place', w.id FROM booking_waitlistentry w JOIN schedule_session s ON s.id = w.session_id
    WHERE w.status = 'waiting' AND w.skip_reason = '' AND s.status = 'published' AND s.starts_at > clock_timestamp()
      AND EXISTS (SELECT FROM booking_spot p WHERE p.session_id = w.session_id AND p.client_id IS NULL)
  UNION ALL
  SELECT 'offer_has_its_place', w.id FROM booking_waitlistentry w
    WHERE w.status = 'offered' AND NOT EXISTS (SELECT FROM booking_spot p WHERE p.session_id = w.session_id AND p.hold_id = w.hold_id AND p.client_id = w.client_id)
  UNION ALL
  SELECT 'booking_is_when_its_session_is', b.id FROM booking_booking b JOIN schedule_session s ON s.id = b.session_id
    WHERE b.status = 'confirmed' AND (b.starts_at, b.ends_at) <> (s.starts_at, s.ends_at)
  UNION ALL
  SELECT 'bookings_of_a_client_do_not_overlap', b.id FROM booking_booking b JOIN booking_booking o ON o.client_id = b.client_id AND o.id > b.id
    AND o.starts_at < b.ends_at AND o.ends_at > b.starts_at AND o.confirmed_at <> b.confirmed_at
    WHERE b.status = 'confirmed' AND o.status = 'confirmed'
      AND NOT EXISTS (SELECT FROM core_event m WHERE m.type = 'session.moved' AND m.entity_id IN (b.session_id, o.session_id)
        AND coalesce((m.payload->>'moved_at')::timestamptz, m.at) >= greatest(b.confirmed_at, o.confirmed_at))  -- the studio moved one onto the other
  UNION ALL
  SELECT 'lot_is_the_sum_of_its_entries', l.id FROM billing_creditlot l
    WHERE l.remaining <> (SELECT coalesce(sum(e.amount), 0) FROM billing_ledgerentry e WHERE e.lot_id = l.id)
  UNION ALL
  SELECT 'booking_is_paid_once', b.id FROM booking_booking b
    WHERE b.credits <> coalesce((SELECT -sum(e.amount) FROM billing_posting q JOIN billing_ledgerentry e ON e.posting_id = q.id
      WHERE q.organization_id = b.organization_id AND q.kind = 'charge' AND q.reference = 'booking:' || b.id), 0)
  UNION ALL
  SELECT 'refund_is_as_told', b.id FROM booking_booking b
    WHERE b.status = 'cancelled' AND b.credits_refunded <> coalesce((SELECT sum(e.amount) FROM billing_posting q JOIN billing_ledgerentry e ON e.posting_id = q.id
      WHERE q.organization_id = b.organization_id AND q.kind = 'refund' AND q.reference = 'booking:' || b.id), 0)
  UNION ALL
  SELECT 'booking_has_its_event', b.id FROM booking_booking b
    WHERE 1 <> (SELECT count(*) FROM core_event v WHERE v.entity_id = b.id AND v.type = 'booking.confirmed')
      OR (b.status = 'cancelled') <> EXISTS (SELECT FROM core_event v WHERE v.entity_id = b.id AND v.type = 'booking.cancelled')
  UNION ALL
  SELECT 'event_reaches_its_consumers', v.id FROM core_event v JOIN core_subscription c ON c.type = v.type
    WHERE v.type LIKE 'booking.%' AND v.at > clock_timestamp() - interval '1 day'
      AND NOT EXISTS (SELECT FROM core_delivery d WHERE d.event_id = v.id AND d.consumer = c.consumer)
$$;
CREATE FUNCTION public.claim_spot(p_org uuid, p_client uuid, p_session uuid, p_spot integer, p_by uuid, p_staff boolean, p_queue_settled boolean, OUT answer text, OUT hold_id uuid, OUT number integer, OUT label text, OUT kind text, OUT expires_at timestamp with time zone, OUT retry_after integer, OUT deliveries integer) RETURNS record
    LANGUAGE plpgsql
    SET enable_seqscan TO 'off'
    AS $$
#variable_conflict use_column
DECLARE se record; own record; sp record; v_entry uuid; v_now timestamptz;
BEGIN
  deliveries := 0;
  PERFORM pg_advisory_xact_lock(hashtextextended(p_client::text, 2));  -- one claim at a time per client, whoever acts for them
  SELECT s.status, s.kind, s.starts_at, s.opens_at, s.closes_at, coalesce(s.cost_credits, t.cost_credits, (o.settings->>'class.cost_credits')::numeric) AS cost,
      (o.settings->>'hold.duration')::int AS hold_seconds, (o.settings->>'hold.rate_limit')::int AS per_minute,
      coalesce((o.settings->>('booking.client_min_notice.' || s.kind))::int, 0) AS notice, (o.settings->>'booking.window')::int AS months, o.timezone,
      (o.settings->>'features.sessions')::boolean AS is_on
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
        AND (p_queue_settled OR NOT EXISTS (SELECT FROM booking_waitlistentry w WHERE w.session_id = p_session AND w.status = 'waiting')) FOR NO KEY UPDATE OF s;
      IF NOT FOUND THEN RAISE SQLSTATE 'FF001'; END IF;
    EXCEPTION WHEN SQLSTATE 'FF001' THEN SELECT NULL::int AS number, NULL::text AS label, NULL::uuid AS hold_id INTO sp;
    END;
  ELSIF p_spot IS NOT NULL THEN
    BEGIN
      SELECT s.number, s.label, s.hold_id INTO sp FROM booking_spot s WHERE s.session_id = p_session AND s.number = p_spot AND (s.client_id IS NULL OR s.expires_at <= v_now)
        AND (p_queue_settled OR NOT EXISTS (SELECT FROM booking_waitlistentry w WHERE w.session_id = p_session AND w.status = 'waiting')) FOR NO KEY UPDATE OF s;
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
          AND (p_queue_settled OR NOT EXISTS (SELECT FROM booking_waitlistentry w WHERE w.session_id = p_session AND w.status = 'waiting'))
          ORDER BY s.client_id LIMIT 1 FOR NO KEY UPDATE OF s SKIP LOCKED;  -- all are null: the order only picks the index that passes over taken places
        IF NOT FOUND THEN
          SELECT s.number, s.label, s.hold_id INTO sp FROM booking_spot s WHERE s.session_id = p_session AND s.expires_at <= v_now
            AND (p_queue_settled OR NOT EXISTS (SELECT FROM booking_waitlistentry w WHERE w.session_id = p_session AND w.status = 'waiting')) LIMIT 1 FOR NO KEY UPDATE OF s SKIP LOCKED;
        END IF;
        IF NOT FOUND THEN RAISE SQLSTATE 'FF001'; END IF;
      EXCEPTION WHEN SQLSTATE 'FF001' THEN SELECT NULL::int AS number, NULL::text AS label, NULL::uuid AS hold_id INTO sp;
      END;
      IF sp.number IS NULL THEN  -- what others hold locked may yet roll back: wait for it before saying "full", by number so that no two wait in a circle
        BEGIN
          SELECT s.number, s.label, s.hold_id INTO sp FROM booking_spot s WHERE s.session_id = p_session AND (s.client_id IS NULL OR s.expires_at <= v_now)
            AND (p_queue_settled OR NOT EXISTS (SELECT FROM booking_waitlistentry w WHERE w.session_id = p_session AND w.status = 'waiting')) ORDER BY s.number LIMIT 1 FOR NO KEY UPDATE OF s;
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
  ELSIF p_queue_settled THEN answer := 'full';
  ELSE answer := 'queue';  -- places are free or dead and people wait: the service settles the queue and looks again
  END IF;
END $$;
CREATE FUNCTION public.client_records(p_email text) RETURNS TABLE(organization_id uuid, client_id uuid)
    LANGUAGE plpgsql
    AS $$
#variable_conflict use_column
BEGIN
  PERFORM set_config('fitflow.address', p_email, true);
  RETURN QUERY SELECT c.organization_id, c.id FROM organizations_client c WHERE c.email = p_email AND c.email <> '' ORDER BY c.id;
  PERFORM set_config('fitflow.address', '', true);
END $$;
CREATE FUNCTION public.close_door() RETURNS void
    LANGUAGE plpgsql
    AS $$
BEGIN
  PERFORM set_config('fitflow.organization', '', false), set_config('fitflow.user', '', false);
END $$;
CREATE FUNCTION public.confirm_facts(p_hold uuid, OUT session_id uuid, OUT client_id uuid, OUT hold_kind text, OUT number integer, OUT label text, OUT is_live boolean, OUT booking_id uuid, OUT at timestamp with time zone, OUT kind text, OUT session_status text, OUT starts_at timestamp with time zone, OUT ends_at timestamp with time zone, OUT late_cancel_at timestamp with time zone, OUT moved_at timestamp with time zone, OUT trainer_id uuid, OUT location_id uuid, OUT cost numeric, OUT session_policy json, OUT type_policy json, OUT may_book boolean, OUT has_booking boolean, OUT "overlaps" boolean, OUT spendable numeric) RETURNS record
    LANGUAGE plpgsql
    SET enable_seqscan TO 'off'
    AS $$
#variable_conflict use_column
DECLARE h record; se record; sp record;
BEGIN
  SELECT x.session_id, x.client_id, x.kind INTO h FROM booking_spothold x WHERE x.id = p_hold;
  IF NOT FOUND THEN RETURN; END IF;
  PERFORM pg_advisory_xact_lock(hashtextextended(h.client_id::text, 2));
  SELECT s.number, s.label, s.booking_id, s.expires_at INTO sp FROM booking_spot s
    WHERE s.session_id = h.session_id AND s.client_id = h.client_id AND s.hold_id = p_hold FOR NO KEY UPDATE;
  at := engine_now();
  number := sp.number; label := sp.label; booking_id := sp.booking_id; is_live := coalesce(sp.expires_at > at, false);
  session_id := h.session_id; client_id := h.client_id; hold_kind := h.kind;
  SELECT s.kind, s.status, s.starts_at, s.ends_at, s.late_cancel_at, s.moved_at, s.trainer_id, s.location_id,
      coalesce(s.cost_credits, t.cost_credits, (o.settings->>'class.cost_credits')::numeric) AS cost,
      (SELECT json_build_object('kind', p.kind, 'name', p.name, 'tiers', p.tiers) FROM schedule_cancellationpolicy p WHERE p.id = s.policy_id) AS own,
      (SELECT json_build_object('kind', p.kind, 'name', p.name, 'tiers', p.tiers) FROM schedule_cancellationpolicy p WHERE p.id = t.policy_id) AS of_type
    INTO se FROM schedule_session s JOIN organizations_organization o ON o.id = s.organization_id
    LEFT JOIN schedule_classtype t ON t.id = s.class_type_id WHERE s.id = h.session_id;
  kind := se.kind; session_status := se.status; starts_at := se.starts_at; ends_at := se.ends_at; late_cancel_at := se.late_cancel_at; moved_at := se.moved_at;
  trainer_id := se.trainer_id; location_id := se.location_id; cost := se.cost; session_policy := se.own; type_policy := se.of_type;
  SELECT c.archived_at IS NULL AND c.status IN ('lead', 'active') INTO may_book FROM organizations_client c WHERE c.id = h.client_id;
  spendable := CASE WHEN se.cost > 0 THEN spendable_credits(h.client_id, se.kind, at) ELSE 0 END;
  has_booking := EXISTS (SELECT FROM booking_booking b WHERE b.session_id = h.session_id AND b.client_id = h.client_id AND b.status <> 'cancelled');
  "overlaps" := EXISTS (SELECT FROM booking_booking b WHERE b.client_id = h.client_id AND b.status = 'confirmed' AND b.session_id <> h.session_id
    AND b.starts_at < se.ends_at AND b.ends_at > se.starts_at);
END $$;
CREATE FUNCTION public.engine_now() RETURNS timestamp with time zone
    LANGUAGE sql
    RETURN COALESCE((NULLIF(current_setting('fitflow.now'::text, true), ''::text))::timestamp with time zone, clock_timestamp());
CREATE FUNCTION public.hold_by_key(p_user uuid, p_key_version integer, p_slug text, p_key text, p_fingerprint bytea, p_session uuid, p_spot integer, OUT problem text, OUT status integer, OUT body text, OUT replayed boolean, OUT retry_after integer, OUT deliveries integer) RETURNS record
    LANGUAGE plpgsql
    SET enable_seqscan TO 'off'
    AS $$
#variable_conflict use_column
DECLARE d record; c record;
BEGIN
  deliveries := 0; replayed := false;
  SELECT o.problem, o.organization_id, o.client_id, o.roles INTO d FROM open_door(p_user, p_key_version, p_slug, true) o;
  IF d.problem IS NOT NULL THEN problem := d.problem; RETURN; END IF;
  IF d.client_id IS NULL THEN problem := CASE WHEN d.roles IS NULL THEN 'not_found' ELSE 'forbidden' END; RETURN; END IF;
  SELECT k.status, k.body, k.replayed INTO status, body, replayed FROM open_key(d.organization_id, p_user::text, p_key, p_fingerprint) k;
  IF status IS NOT NULL THEN RETURN; END IF;
  SELECT * INTO c FROM claim_spot(d.organization_id, d.client_id, p_session, p_spot, p_user, false, false);
  deliveries := c.deliveries; retry_after := c.retry_after;
  IF c.answer IN ('queue', 'no_such_spot') THEN problem := c.answer; RETURN; END IF;
  IF c.answer IN ('held', 'same') THEN
    status := CASE c.answer WHEN 'held' THEN 201 ELSE 200 END;
    body := json_build_object('id', c.hold_id, 'session', p_session, 'spot', json_build_object('number', c.number, 'label', c.label),
      'status', 'active', 'kind', c.kind, 'expires_at', c.expires_at)::text;
  ELSE
    SELECT r.status, json_build_object('code', r.code)::text INTO status, body FROM (VALUES
      ('full', 409, 'session_full'), ('already_booked', 409, 'already_booked'), ('not_open', 409, 'not_open'), ('spot_taken', 409, 'spot_taken'),
      ('client_inactive', 409, 'client_inactive'), ('no_entitlement', 402, 'no_entitlement'), ('not_found', 404, 'not_found'),
      ('too_many_holds', 429, 'too_many_holds')) r (answer, status, code) WHERE r.answer = c.answer;
    -- An answer without an effect need not wait for the disk.
    PERFORM set_config('synchronous_commit', 'off', true);
  END IF;
  IF status <> 429 THEN PERFORM store_answer(d.organization_id, p_user::text, p_key, p_fingerprint, status, body); END IF;
END $$;
CREATE FUNCTION public.lapse_hold(p_org uuid, p_hold uuid, p_now timestamp with time zone) RETURNS integer
    LANGUAGE plpgsql
    AS $$
DECLARE h record; w record; v_deliveries int;
BEGIN
  UPDATE booking_spothold SET status = 'expired' WHERE id = p_hold AND status = 'active' RETURNING session_id, client_id, kind INTO h;
  IF NOT FOUND THEN RETURN 0; END IF;
  v_deliveries := record_event(p_org, 'hold.expired', p_hold, NULL, p_now,
    jsonb_build_object('hold_id', p_hold, 'session_id', h.session_id, 'client_id', h.client_id, 'kind', h.kind));
  IF h.kind = 'priority' THEN
    UPDATE booking_waitlistentry SET status = 'lapsed', closed_at = p_now WHERE hold_id = p_hold AND status = 'offered'
      AND session_id = h.session_id AND client_id = h.client_id RETURNING id, place INTO w;
    IF FOUND THEN
      v_deliveries := v_deliveries + record_event(p_org, 'waitlist.lapsed', w.id, NULL, p_now,
        jsonb_build_object('entry_id', w.id, 'session_id', h.session_id, 'client_id', h.client_id, 'hold_id', p_hold));
    END IF;
  END IF;
  RETURN v_deliveries;
END $$;
CREATE FUNCTION public.move_lot() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
DECLARE p record;
BEGIN
  UPDATE billing_creditlot l SET remaining = l.remaining + NEW.amount FROM billing_posting q
    WHERE q.id = NEW.posting_id AND l.id = NEW.lot_id AND l.account_id = q.account_id RETURNING q.kind, q.reference, l.quantity INTO p;
  IF NOT FOUND THEN
    RAISE EXCEPTION 'the posting is about another account' USING ERRCODE = 'check_violation', CONSTRAINT = 'entry_stays_in_its_account';
  END IF;
  IF p.kind IN ('charge', 'expiry') AND NEW.amount > 0 OR p.kind IN ('grant', 'refund', 'waiver') AND NEW.amount < 0 THEN
    RAISE EXCEPTION 'a % may not move % credits', p.kind, NEW.amount USING ERRCODE = 'check_violation', CONSTRAINT = 'entry_moves_the_right_way';
  END IF;
  IF p.kind = 'grant' AND NEW.amount <> p.quantity THEN
    RAISE EXCEPTION 'a lot of % is granted whole, not %', p.quantity, NEW.amount USING ERRCODE = 'check_violation', CONSTRAINT = 'entry_grants_the_whole_lot';
  END IF;
  IF p.kind IN ('refund', 'waiver', 'correction') AND NEW.amount > 0 AND net_of(p.reference, NEW.lot_id) > 0 THEN
    RAISE EXCEPTION '% would get back more than it was charged', p.reference USING ERRCODE = 'check_violation', CONSTRAINT = 'entry_never_returns_more_than_charged';
  END IF;
  RETURN NULL;
END $$;
CREATE FUNCTION public.net_of(p_reference text, p_lot uuid) RETURNS numeric
    LANGUAGE sql STABLE
    AS $$
  SELECT coalesce(sum(e.amount), 0) FROM billing_posting p JOIN billing_ledgerentry e ON e.posting_id = p.id
    WHERE p.organization_id = (SELECT tenant()) AND p.kind IN ('charge', 'refund', 'waiver', 'correction') AND p.reference = p_reference AND e.lot_id = p_lot $$;
CREATE FUNCTION public.new_id() RETURNS uuid
    LANGUAGE sql
    AS $$
      SELECT encode(set_bit(set_bit(overlay(uuid_send(gen_random_uuid())
        PLACING substring(int8send((extract(epoch FROM clock_timestamp()) * 1000)::bigint) FROM 3) FROM 1 FOR 6), 52, 1), 53, 1), 'hex')::uuid $$;
CREATE FUNCTION public.occupy_spot(p_org uuid, p_session uuid, p_client uuid, p_number integer, p_kind text, p_by uuid, p_now timestamp with time zone, p_until timestamp with time zone, OUT hold_id uuid, OUT deliveries integer) RETURNS record
    LANGUAGE plpgsql
    AS $$
BEGIN
  hold_id := new_id();
  INSERT INTO booking_spothold (id, organization_id, session_id, client_id, number, kind, status, expires_at, created_at, created_by)
    VALUES (hold_id, p_org, p_session, p_client, p_number, p_kind, 'active', p_until, p_now, p_by);
  UPDATE booking_spot s SET client_id = p_client, hold_id = occupy_spot.hold_id, booking_id = NULL, expires_at = p_until
    WHERE s.session_id = p_session AND s.number = p_number;
  deliveries := record_event(p_org, 'hold.created', hold_id, p_by, p_now,
    jsonb_build_object('hold_id', hold_id, 'session_id', p_session, 'client_id', p_client, 'number', p_number, 'kind', p_kind));
END $$;
CREATE FUNCTION public.only_append(p_table regclass) RETURNS void
    LANGUAGE plpgsql
    AS $$
DECLARE r record;
BEGIN
  FOR r IN SELECT DISTINCT a.grantee FROM pg_class c, aclexplode(c.relacl) a WHERE c.oid = p_table AND a.grantee <> c.relowner LOOP
    EXECUTE format('REVOKE UPDATE, DELETE, TRUNCATE ON %s FROM %s', p_table,
      CASE r.grantee WHEN 0 THEN 'PUBLIC' ELSE quote_ident(pg_get_userbyid(r.grantee)) END);
  END LOOP;
END $$;
CREATE FUNCTION public.open_door(p_user uuid, p_key_version integer, p_slug text, p_local boolean, OUT problem text, OUT organization_id uuid, OUT slug text, OUT name text, OUT timezone text, OUT currency text, OUT locale text, OUT week_start integer, OUT settings text, OUT roles text[], OUT client_id uuid, OUT staff_id uuid, OUT scope_locations uuid[], OUT scope_trainers uuid[]) RETURNS record
    LANGUAGE plpgsql
    AS $$
#variable_conflict use_column
DECLARE o record; m record; v_ids uuid[];
BEGIN
  PERFORM set_config('fitflow.user', coalesce(p_user::text, ''), p_local);
  IF p_key_version IS NOT NULL AND NOT EXISTS (SELECT FROM accounts_user u WHERE u.id = p_user AND u.is_active AND u.key_version = p_key_version) THEN
    problem := 'unauthenticated'; RETURN;
  END IF;
  IF p_slug IS NULL THEN
    SELECT array_agg(DISTINCT x.organization_id) INTO v_ids FROM organizations_membership x WHERE x.user_id = p_user;
    IF v_ids IS NULL THEN problem := 'no_organization'; RETURN; END IF;
    IF cardinality(v_ids) > 1 THEN problem := 'organization_required'; RETURN; END IF;
    SELECT * INTO o FROM organizations_organization g WHERE g.id = v_ids[1];
  ELSE
    SELECT * INTO o FROM organizations_organization g WHERE g.slug = p_slug;
  END IF;
  IF NOT FOUND THEN problem := 'not_found'; RETURN; END IF;
  PERFORM set_config('fitflow.organization', o.id::text, p_local);
  organization_id := o.id; slug := o.slug; name := o.name; timezone := o.timezone; currency := o.currency; locale := o.locale;
  week_start := o.week_start; settings := o.settings::text;
  IF p_user IS NULL THEN RETURN; END IF;
  SELECT array_agg(x.role) AS roles, (array_agg(x.client_id) FILTER (WHERE x.client_id IS NOT NULL))[1] AS client_id,
      (array_agg(x.staff_id) FILTER (WHERE x.staff_id IS NOT NULL))[1] AS staff_id,
      (array_agg(x.id) FILTER (WHERE x.role = 'manager'))[1] AS manager_id INTO m
    FROM organizations_membership x WHERE x.organization_id = o.id AND x.user_id = p_user;
  roles := m.roles; client_id := m.client_id; staff_id := m.staff_id;
  IF m.manager_id IS NOT NULL AND NOT m.roles && ARRAY['owner', 'admin']::varchar[] THEN
    SELECT array_agg(s.location_id) FILTER (WHERE s.location_id IS NOT NULL), array_agg(s.trainer_id) FILTER (WHERE s.trainer_id IS NOT NULL)
      INTO scope_locations, scope_trainers FROM organizations_membershipscope s WHERE s.membership_id = m.manager_id;
  END IF;
END $$;
CREATE FUNCTION public.open_key(p_org uuid, p_principal text, p_key text, p_fingerprint bytea, OUT status integer, OUT body text, OUT replayed boolean) RETURNS record
    LANGUAGE plpgsql
    AS $$
DECLARE r record;
BEGIN
  PERFORM pg_advisory_xact_lock(hashtextextended(p_key, hashtextextended(p_principal, 1)));
  SELECT k.status, k.body, k.fingerprint INTO r FROM core_idempotencykey k
    WHERE k.organization_id = p_org AND k.principal = p_principal AND k.key = p_key;
  replayed := false;
  IF FOUND AND r.fingerprint <> p_fingerprint THEN
    status := 422; body := '';
  ELSIF FOUND THEN
    status := r.status; body := r.body; replayed := true;
  END IF;
END $$;
CREATE FUNCTION public.record_event(p_org uuid, p_type text, p_entity uuid, p_actor uuid, p_at timestamp with time zone, p_payload jsonb) RETURNS integer
    LANGUAGE plpgsql
    AS $$
DECLARE v_id uuid := new_id(); v_count int;
BEGIN
  INSERT INTO core_event (id, organization_id, type, entity_id, actor_id, at, payload)
    VALUES (v_id, p_org, p_type, p_entity, p_actor, p_at, p_payload);
  INSERT INTO core_delivery (organization_id, event_id, consumer, state, due_at, attempts, last_error)
    SELECT p_org, v_id, s.consumer, 'due', p_at, 0, '' FROM core_subscription s WHERE s.type = p_type;
  GET DIAGNOSTICS v_count = ROW_COUNT;
  RETURN v_count;
END $$;
CREATE FUNCTION public.refuse_change() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
  RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END $$;
CREATE FUNCTION public.refuse_extra_spot() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
DECLARE v_capacity int;
BEGIN
  SELECT capacity INTO v_capacity FROM schedule_session WHERE id = NEW.session_id FOR SHARE;
  IF NEW.number > v_capacity THEN
    RAISE EXCEPTION 'the session has % places', v_capacity USING ERRCODE = 'check_violation', CONSTRAINT = 'spot_number_within_capacity';
  END IF;
  RETURN NEW;
END $$;
CREATE FUNCTION public.refuse_lost_place() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
  IF EXISTS (SELECT FROM booking_booking b WHERE b.id = OLD.booking_id AND b.status IN ('confirmed', 'completed')
      AND NOT EXISTS (SELECT FROM booking_spot s WHERE s.session_id = b.session_id AND s.booking_id = b.id)) THEN
    RAISE EXCEPTION 'a live booking keeps its place' USING ERRCODE = 'check_violation', CONSTRAINT = 'booking_keeps_its_place';
  END IF;
  RETURN NULL;
END $$;
CREATE FUNCTION public.refuse_low_capacity() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
  IF EXISTS (SELECT FROM booking_spot s WHERE s.session_id = NEW.id AND s.number > NEW.capacity) THEN
    RAISE EXCEPTION 'there are more places than %', NEW.capacity USING ERRCODE = 'check_violation', CONSTRAINT = 'session_capacity_covers_its_spots';
  END IF;
  RETURN NEW;
END $$;
CREATE FUNCTION public.refuse_overlap() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
  PERFORM FROM schedule_calendar c WHERE c.id = NEW.calendar_id FOR NO KEY UPDATE;
  IF NEW.override_reason = '' AND NEW.exclusive AND EXISTS (
    SELECT FROM schedule_calendarclaim o WHERE o.calendar_id = NEW.calendar_id AND o.id <> NEW.id AND o.exclusive
      AND o.starts_at < NEW.ends_at AND o.ends_at > NEW.starts_at AND o.override_reason = '') THEN
    RAISE EXCEPTION 'the calendar is taken then' USING ERRCODE = 'exclusion_violation', CONSTRAINT = 'calendar_not_over_its_concurrency';
  END IF;
  RETURN NULL;
END $$;
CREATE FUNCTION public.refuse_removing_occupied() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
  RAISE EXCEPTION 'the place is occupied' USING ERRCODE = 'check_violation', CONSTRAINT = 'spot_occupied_stays';
END $$;
CREATE FUNCTION public.refuse_second_claim() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
  IF OLD.booking_id IS NOT NULL OR OLD.expires_at > engine_now() THEN
    RAISE EXCEPTION 'the place is claimed' USING ERRCODE = 'exclusion_violation', CONSTRAINT = 'spot_claimed_once';
  END IF;
  RETURN NEW;
END $$;
CREATE FUNCTION public.refuse_unexplained() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
  RAISE EXCEPTION 'credits move by ledger entries only' USING ERRCODE = 'restrict_violation';
END $$;
CREATE FUNCTION public.session_cost(p_session uuid) RETURNS numeric
    LANGUAGE sql STABLE
    AS $$
  SELECT coalesce(s.cost_credits, t.cost_credits, (o.settings->>'class.cost_credits')::numeric)
    FROM schedule_session s JOIN organizations_organization o ON o.id = s.organization_id
    LEFT JOIN schedule_classtype t ON t.id = s.class_type_id WHERE s.id = p_session $$;
CREATE FUNCTION public.spendable_credits(p_client uuid, p_kind text, p_now timestamp with time zone) RETURNS numeric
    LANGUAGE sql STABLE
    AS $$
  SELECT coalesce(sum(l.remaining), 0) FROM billing_creditaccount a JOIN billing_creditlot l ON l.account_id = a.id
    WHERE a.client_id = p_client AND l.remaining > 0 AND l.valid_from <= p_now AND (l.valid_until IS NULL OR l.valid_until > p_now)
      AND (l.kinds = '[]' OR l.kinds ? p_kind) $$;
CREATE FUNCTION public.spot_label(p_class_type uuid, p_number integer) RETURNS text
    LANGUAGE sql STABLE
    AS $$
  SELECT coalesce((SELECT t.spot_name || ' ' || p_number FROM schedule_classtype t WHERE t.id = p_class_type AND t.spot_name <> ''), '') $$;
CREATE FUNCTION public.store_answer(p_org uuid, p_principal text, p_key text, p_fingerprint bytea, p_status integer, p_body text) RETURNS void
    LANGUAGE sql
    AS $$
  INSERT INTO core_idempotencykey (organization_id, principal, key, fingerprint, status, body, created_at)
    VALUES (p_org, p_principal, p_key, p_fingerprint, p_status, p_body, clock_timestamp()) $$;
CREATE FUNCTION public.tenant() RETURNS uuid
    LANGUAGE sql STABLE PARALLEL SAFE
    RETURN (NULLIF(current_setting('fitflow.organization'::text, true), ''::text))::uuid;
CREATE FUNCTION public.tenant_address() RETURNS text
    LANGUAGE sql STABLE PARALLEL SAFE
    RETURN NULLIF(current_setting('fitflow.address'::text, true), ''::text);
CREATE FUNCTION public.tenant_user() RETURNS uuid
    LANGUAGE sql STABLE PARALLEL SAFE
    RETURN (NULLIF(current_setting('fitflow.user'::text, true), ''::text))::uuid;
CREATE FUNCTION public.write_booking(p_org uuid, p_booking uuid, p_hold uuid, p_session uuid, p_client uuid, p_number integer, p_kind text, p_starts timestamp with time zone, p_ends timestamp with time zone, p_credits numeric, p_policy jsonb, p_by uuid, p_at timestamp with time zone) RETURNS integer
    LANGUAGE plpgsql
    SET enable_seqscan TO 'off'
    AS $$
DECLARE v_deliveries int;
BEGIN
  INSERT INTO booking_booking (id, organization_id, session_id, client_id, hold_id, number, status, starts_at, ends_at, credits, policy, confirmed_at, booked_by, cancel_reason)
    VALUES (p_booking, p_org, p_session, p_client, p_hold, p_number, 'confirmed', p_starts, p_ends, p_credits, p_policy, p_at, p_by, '');
  UPDATE booking_spot SET booking_id = p_booking, expires_at = NULL WHERE session_id = p_session AND number = p_number;
  UPDATE booking_spothold SET status = 'confirmed' WHERE id = p_hold;
  IF p_kind = 'priority' THEN
    UPDATE booking_waitlistentry SET status = 'booked', closed_at = p_at WHERE session_id = p_session AND client_id = p_client AND status = 'offered';
  END IF;
  v_deliveries := record_event(p_org, 'hold.confirmed', p_hold, p_by, p_at, jsonb_build_object('hold_id', p_hold, 'booking_id', p_booking, 'kind', p_kind));
  RETURN v_deliveries + record_event(p_org, 'booking.confirmed', p_booking, p_by, p_at, jsonb_build_object('booking_id', p_booking, 'session_id', p_session,
    'client_id', p_client, 'number', p_number, 'credits', p_credits::text));
END $$;
SET default_tablespace = '';
SET default_table_access_method = heap;
CREATE TABLE public.account_emailaddress (
    id integer NOT NULL,
    email character varying(254) NOT NULL,
    verified boolean NOT NULL,
    "primary" boolean NOT NULL,
    user_id uuid NOT NULL
);
ALTER TABLE public.account_emailaddress ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.account_emailaddress_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.account_emailconfirmation (
    id integer NOT NULL,
    created timestamp with time zone NOT NULL,
    sent timestamp with time zone,
    key character varying(64) NOT NULL,
    email_address_id integer NOT NULL
);
ALTER TABLE public.account_emailconfirmation ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.account_emailconfirmation_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.accounts_failedsignin (
    id bigint NOT NULL,
    key character varying(64) NOT NULL,
    at timestamp with time zone NOT NULL
);
ALTER TABLE public.accounts_failedsignin ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.accounts_failedsignin_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.accounts_user (
    password character varying(128) NOT NULL,
    last_login timestamp with time zone,
    id uuid NOT NULL,
    email character varying(254) NOT NULL,
    name character varying(120) NOT NULL,
    locale character varying(12) NOT NULL,
    is_active boolean NOT NULL,
    is_demo boolean NOT NULL,
    key_version integer NOT NULL,
    created_at timestamp with time zone NOT NULL,
    CONSTRAINT user_email_is_lower_case CHECK (((email)::text = lower((email)::text)))
);
CREATE TABLE public.auth_group (
    id integer NOT NULL,
    name character varying(150) NOT NULL
);
ALTER TABLE public.auth_group ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.auth_group_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.auth_group_permissions (
    id bigint NOT NULL,
    group_id integer NOT NULL,
    permission_id integer NOT NULL
);
ALTER TABLE public.auth_group_permissions ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.auth_group_permissions_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.auth_permission (
    id integer NOT NULL,
    name character varying(255) NOT NULL,
    content_type_id integer NOT NULL,
    codename character varying(100) NOT NULL
);
ALTER TABLE public.auth_permission ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.auth_permission_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.billing_creditaccount (
    id uuid NOT NULL,
    organization_id uuid NOT NULL,
    client_id uuid NOT NULL
);
ALTER TABLE ONLY public.billing_creditaccount FORCE ROW LEVEL SECURITY;
CREATE TABLE public.billing_creditlot (
    id uuid NOT NULL,
    organization_id uuid NOT NULL,
    origin character varying(10) NOT NULL,
    label character varying(120) NOT NULL,
    quantity numeric(10,2) NOT NULL,
    remaining numeric(10,2) NOT NULL,
    valid_from timestamp with time zone NOT NULL,
    valid_until timestamp with time zone,
    kinds jsonb NOT NULL,
    created_at timestamp with time zone NOT NULL,
    account_id uuid NOT NULL,
    CONSTRAINT lot_never_above_its_quantity CHECK ((remaining <= quantity)),
    CONSTRAINT lot_never_below_zero CHECK ((remaining >= (0)::numeric)),
    CONSTRAINT lot_validity_runs_forward CHECK (((valid_until IS NULL) OR (valid_until > valid_from)))
);
ALTER TABLE ONLY public.billing_creditlot FORCE ROW LEVEL SECURITY;
CREATE TABLE public.billing_ledgerentry (
    id uuid NOT NULL,
    organization_id uuid NOT NULL,
    amount numeric(10,2) NOT NULL,
    lot_id uuid NOT NULL,
    posting_id uuid NOT NULL,
    CONSTRAINT entry_moves_something CHECK ((NOT (amount = (0)::numeric)))
);
ALTER TABLE ONLY public.billing_ledgerentry FORCE ROW LEVEL SECURITY;
CREATE TABLE public.billing_posting (
    id uuid NOT NULL,
    organization_id uuid NOT NULL,
    kind character varying(10) NOT NULL,
    reference character varying(80) NOT NULL,
    reason character varying(300) NOT NULL,
    actor_id uuid,
    at timestamp with time zone NOT NULL,
    account_id uuid NOT NULL
);
ALTER TABLE ONLY public.billing_posting FORCE ROW LEVEL SECURITY;
CREATE TABLE public.booking_attendance (
    id uuid NOT NULL,
    organization_id uuid NOT NULL,
    status character varying(7) NOT NULL,
    method character varying(6) NOT NULL,
    marked_at timestamp with time zone NOT NULL,
    marked_by uuid,
    booking_id uuid NOT NULL
);
ALTER TABLE ONLY public.booking_attendance FORCE ROW LEVEL SECURITY;
CREATE TABLE public.booking_booking (
    id uuid NOT NULL,
    organization_id uuid NOT NULL,
    number integer NOT NULL,
    status character varying(9) NOT NULL,
    starts_at timestamp with time zone NOT NULL,
    ends_at timestamp with time zone NOT NULL,
    credits numeric(10,2) NOT NULL,
    policy jsonb NOT NULL,
    confirmed_at timestamp with time zone NOT NULL,
    booked_by uuid,
    cancelled_at timestamp with time zone,
    cancel_reason character varying(300) NOT NULL,
    refund_percent smallint,
    credits_refunded numeric(10,2),
    fee_basis_at timestamp with time zone,
    client_id uuid NOT NULL,
    rescheduled_from_id uuid,
    session_id uuid NOT NULL,
    hold_id uuid NOT NULL,
    CONSTRAINT booking_booking_number_check CHECK ((number >= 0)),
    CONSTRAINT booking_booking_refund_percent_check CHECK ((refund_percent >= 0)),
    CONSTRAINT booking_cancelled_iff_time CHECK ((((cancelled_at IS NOT NULL) AND (refund_percent IS NOT NULL) AND ((status)::text = 'cancelled'::text)) OR ((NOT ((status)::text = 'cancelled'::text)) AND (cancelled_at IS NULL)))),
    CONSTRAINT booking_refund_is_a_percent CHECK (((refund_percent IS NULL) OR (refund_percent <= 100)))
);
ALTER TABLE ONLY public.booking_booking FORCE ROW LEVEL SECURITY;
CREATE TABLE public.booking_calendarfeed (
    id uuid NOT NULL,
    organization_id uuid NOT NULL,
    version integer NOT NULL,
    client_id uuid,
    staff_id uuid,
    CONSTRAINT booking_calendarfeed_version_check CHECK ((version >= 0)),
    CONSTRAINT feed_is_of_a_client_or_of_staff CHECK ((((client_id IS NOT NULL) AND (staff_id IS NULL)) OR ((client_id IS NULL) AND (staff_id IS NOT NULL))))
);
ALTER TABLE ONLY public.booking_calendarfeed FORCE ROW LEVEL SECURITY;
CREATE TABLE public.booking_cancelrun (
    id uuid NOT NULL,
    organization_id uuid NOT NULL,
    reason character varying(300) NOT NULL,
    asked_by uuid,
    asked_at timestamp with time zone NOT NULL,
    done_at timestamp with time zone
);
ALTER TABLE ONLY public.booking_cancelrun FORCE ROW LEVEL SECURITY;
CREATE TABLE public.booking_cancelrunitem (
    id uuid NOT NULL,
    organization_id uuid NOT NULL,
    state character varying(6) NOT NULL,
    bookings integer NOT NULL,
    credits_refunded numeric(10,2) NOT NULL,
    problem character varying(300) NOT NULL,
    run_id uuid NOT NULL,
    session_id uuid NOT NULL,
    CONSTRAINT booking_cancelrunitem_bookings_check CHECK ((bookings >= 0))
);
ALTER TABLE ONLY public.booking_cancelrunitem FORCE ROW LEVEL SECURITY;
CREATE TABLE public.booking_spot (
    organization_id uuid NOT NULL,
    number integer NOT NULL,
    label character varying(20) NOT NULL,
    client_id uuid,
    expires_at timestamp with time zone,
    booking_id uuid,
    session_id uuid NOT NULL,
    hold_id uuid,
    CONSTRAINT booking_spot_number_check CHECK ((number >= 0)),
    CONSTRAINT spot_is_free_held_or_taken CHECK ((((booking_id IS NULL) AND (client_id IS NULL) AND (expires_at IS NULL) AND (hold_id IS NULL)) OR ((booking_id IS NULL) AND (client_id IS NOT NULL) AND (expires_at IS NOT NULL) AND (hold_id IS NOT NULL)) OR ((booking_id IS NOT NULL) AND (client_id IS NOT NULL) AND (expires_at IS NULL) AND (hold_id IS NOT NULL)))),
    CONSTRAINT spot_numbers_start_at_one CHECK ((number >= 1))
)
WITH (fillfactor='60');
ALTER TABLE ONLY public.booking_spot FORCE ROW LEVEL SECURITY;
CREATE TABLE public.booking_spothold (
    id uuid NOT NULL,
    organization_id uuid NOT NULL,
    number integer NOT NULL,
    kind character varying(8) NOT NULL,
    status character varying(9) NOT NULL,
    expires_at timestamp with time zone NOT NULL,
    created_at timestamp with time zone NOT NULL,
    created_by uuid,
    client_id uuid NOT NULL,
    session_id uuid NOT NULL,
    CONSTRAINT booking_spothold_number_check CHECK ((number >= 0))
)
WITH (fillfactor='80');
ALTER TABLE ONLY public.booking_spothold FORCE ROW LEVEL SECURITY;
CREATE TABLE public.booking_waitlistentry (
    id uuid NOT NULL,
    organization_id uuid NOT NULL,
    place integer NOT NULL,
    status character varying(7) NOT NULL,
    skip_reason character varying(40) NOT NULL,
    joined_at timestamp with time zone NOT NULL,
    closed_at timestamp with time zone,
    client_id uuid NOT NULL,
    hold_id uuid,
    session_id uuid NOT NULL
);
ALTER TABLE ONLY public.booking_waitlistentry FORCE ROW LEVEL SECURITY;
CREATE TABLE public.booking_waitlistskip (
    id uuid NOT NULL,
    organization_id uuid NOT NULL,
    reason character varying(40) NOT NULL,
    at timestamp with time zone NOT NULL,
    entry_id uuid NOT NULL
);
ALTER TABLE ONLY public.booking_waitlistskip FORCE ROW LEVEL SECURITY;
CREATE TABLE public.core_cache (
    cache_key character varying(255) NOT NULL,
    value text NOT NULL,
    expires timestamp with time zone NOT NULL
);
CREATE TABLE public.core_delivery (
    id bigint NOT NULL,
    organization_id uuid NOT NULL,
    event_id uuid NOT NULL,
    consumer text NOT NULL,
    state character varying(4) NOT NULL,
    due_at timestamp with time zone NOT NULL,
    attempts integer NOT NULL,
    done_at timestamp with time zone,
    last_error text NOT NULL
);
ALTER TABLE public.core_delivery ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.core_delivery_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.core_event (
    id uuid NOT NULL,
    organization_id uuid NOT NULL,
    type text NOT NULL,
    entity_id uuid NOT NULL,
    actor_id uuid,
    at timestamp with time zone NOT NULL,
    payload jsonb NOT NULL
);
ALTER TABLE ONLY public.core_event FORCE ROW LEVEL SECURITY;
CREATE TABLE public.core_idempotencykey (
    organization_id uuid NOT NULL,
    principal text NOT NULL,
    key text NOT NULL,
    fingerprint bytea NOT NULL,
    status smallint NOT NULL,
    body text NOT NULL,
    created_at timestamp with time zone NOT NULL
);
ALTER TABLE ONLY public.core_idempotencykey FORCE ROW LEVEL SECURITY;
CREATE TABLE public.core_subscription (
    type text NOT NULL,
    consumer text NOT NULL
);
CREATE TABLE public.core_timer (
    id bigint NOT NULL,
    organization_id uuid NOT NULL,
    kind text NOT NULL,
    entity_id uuid NOT NULL,
    key text NOT NULL,
    state character varying(4) NOT NULL,
    due_at timestamp with time zone NOT NULL,
    attempts integer NOT NULL,
    done_at timestamp with time zone,
    last_error text NOT NULL
);
ALTER TABLE public.core_timer ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.core_timer_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.django_content_type (
    id integer NOT NULL,
    app_label character varying(100) NOT NULL,
    model character varying(100) NOT NULL
);
ALTER TABLE public.django_content_type ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.django_content_type_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.django_migrations (
    id bigint NOT NULL,
    app character varying(255) NOT NULL,
    name character varying(255) NOT NULL,
    applied timestamp with time zone NOT NULL
);
ALTER TABLE public.django_migrations ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.django_migrations_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.django_session (
    session_key character varying(40) NOT NULL,
    session_data text NOT NULL,
    expire_date timestamp with time zone NOT NULL
);
CREATE TABLE public.mfa_authenticator (
    id bigint NOT NULL,
    type character varying(20) NOT NULL,
    data jsonb NOT NULL,
    user_id uuid NOT NULL,
    created_at timestamp with time zone NOT NULL,
    last_used_at timestamp with time zone
);
ALTER TABLE public.mfa_authenticator ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.mfa_authenticator_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.notify_message (
    id uuid NOT NULL,
    organization_id uuid NOT NULL,
    channel character varying(6) NOT NULL,
    template character varying(60) NOT NULL,
    user_id uuid,
    address character varying(254) NOT NULL,
    subject character varying(200) NOT NULL,
    text text NOT NULL,
    html text NOT NULL,
    url character varying(300) NOT NULL,
    attachments jsonb NOT NULL,
    about_id uuid,
    dedupe_key character varying(160) NOT NULL,
    state character varying(10) NOT NULL,
    why character varying(200) NOT NULL,
    created_at timestamp with time zone NOT NULL,
    send_after timestamp with time zone NOT NULL,
    sent_at timestamp with time zone,
    read_at timestamp with time zone,
    attempts smallint NOT NULL,
    client_id uuid,
    staff_id uuid,
    send_before timestamp with time zone,
    CONSTRAINT notify_message_attempts_check CHECK ((attempts >= 0))
);
ALTER TABLE ONLY public.notify_message FORCE ROW LEVEL SECURITY;
CREATE TABLE public.notify_preference (
    id uuid NOT NULL,
    organization_id uuid NOT NULL,
    user_id uuid NOT NULL,
    topic character varying(40) NOT NULL,
    channel character varying(6) NOT NULL,
    enabled boolean NOT NULL
);
ALTER TABLE ONLY public.notify_preference FORCE ROW LEVEL SECURITY;
CREATE TABLE public.organizations_client (
    id uuid NOT NULL,
    organization_id uuid NOT NULL,
    name character varying(120) NOT NULL,
    email character varying(254) NOT NULL,
    phone character varying(40) NOT NULL,
    status character varying(8) NOT NULL,
    archived_at timestamp with time zone,
    search text NOT NULL,
    goals text NOT NULL,
    emergency_contact character varying(200) NOT NULL,
    created_at timestamp with time zone NOT NULL,
    location_id uuid,
    trainer_id uuid,
    CONSTRAINT client_archived_is_not_active CHECK (((archived_at IS NULL) OR ((status)::text = ANY ((ARRAY['inactive'::character varying, 'churned'::character varying])::text[])))),
    CONSTRAINT client_email_is_lower_case CHECK (((email)::text = lower((email)::text))),
    CONSTRAINT client_has_a_name CHECK ((NOT ((name)::text = ''::text))),
    CONSTRAINT client_status_is_known CHECK (((status)::text = ANY ((ARRAY['lead'::character varying, 'active'::character varying, 'inactive'::character varying, 'churned'::character varying])::text[])))
);
ALTER TABLE ONLY public.organizations_client FORCE ROW LEVEL SECURITY;
CREATE TABLE public.organizations_clientnote (
    id uuid NOT NULL,
    organization_id uuid NOT NULL,
    author_name character varying(120) NOT NULL,
    text text NOT NULL,
    created_at timestamp with time zone NOT NULL,
    client_id uuid NOT NULL,
    author_id uuid,
    edited_at timestamp with time zone
);
ALTER TABLE ONLY public.organizations_clientnote FORCE ROW LEVEL SECURITY;
CREATE TABLE public.organizations_invitation (
    id uuid NOT NULL,
    organization_id uuid NOT NULL,
    email character varying(254) NOT NULL,
    invited_by uuid,
    created_at timestamp with time zone NOT NULL,
    expires_at timestamp with time zone NOT NULL,
    accepted_at timestamp with time zone,
    withdrawn_at timestamp with time zone,
    staff_id uuid NOT NULL,
    roles jsonb NOT NULL,
    locations jsonb NOT NULL,
    trainers jsonb NOT NULL
);
ALTER TABLE ONLY public.organizations_invitation FORCE ROW LEVEL SECURITY;
CREATE TABLE public.organizations_location (
    id uuid NOT NULL,
    organization_id uuid NOT NULL,
    name character varying(120) NOT NULL,
    address character varying(300) NOT NULL,
    is_online boolean NOT NULL,
    is_active boolean NOT NULL
);
ALTER TABLE ONLY public.organizations_location FORCE ROW LEVEL SECURITY;
CREATE TABLE public.organizations_membership (
    id uuid NOT NULL,
    organization_id uuid NOT NULL,
    role character varying(7) NOT NULL,
    created_at timestamp with time zone NOT NULL,
    client_id uuid,
    user_id uuid NOT NULL,
    staff_id uuid,
    CONSTRAINT membership_names_its_record CHECK ((((client_id IS NOT NULL) AND ((role)::text = 'client'::text) AND (staff_id IS NULL)) OR ((NOT ((role)::text = 'client'::text)) AND (client_id IS NULL) AND (staff_id IS NOT NULL))))
);
ALTER TABLE ONLY public.organizations_membership FORCE ROW LEVEL SECURITY;
CREATE TABLE public.organizations_membershipscope (
    id uuid NOT NULL,
    organization_id uuid NOT NULL,
    location_id uuid,
    membership_id uuid NOT NULL,
    trainer_id uuid,
    CONSTRAINT scope_is_a_location_or_a_trainer CHECK ((((location_id IS NOT NULL) AND (trainer_id IS NULL)) OR ((location_id IS NULL) AND (trainer_id IS NOT NULL))))
);
ALTER TABLE ONLY public.organizations_membershipscope FORCE ROW LEVEL SECURITY;
CREATE TABLE public.organizations_organization (
    id uuid NOT NULL,
    slug character varying(50) NOT NULL,
    name character varying(120) NOT NULL,
    timezone character varying(64) NOT NULL,
    currency character varying(3) NOT NULL,
    locale character varying(12) NOT NULL,
    week_start smallint NOT NULL,
    preset character varying(20) NOT NULL,
    overrides jsonb NOT NULL,
    settings jsonb NOT NULL,
    created_at timestamp with time zone NOT NULL
);
CREATE TABLE public.organizations_staff (
    id uuid NOT NULL,
    organization_id uuid NOT NULL,
    name character varying(120) NOT NULL,
    email character varying(254) NOT NULL,
    bio text NOT NULL,
    color character varying(7) NOT NULL,
    is_trainer boolean NOT NULL,
    is_active boolean NOT NULL
);
ALTER TABLE ONLY public.organizations_staff FORCE ROW LEVEL SECURITY;
CREATE TABLE public.schedule_calendar (
    id uuid NOT NULL,
    organization_id uuid NOT NULL,
    trainer_id uuid NOT NULL
);
ALTER TABLE ONLY public.schedule_calendar FORCE ROW LEVEL SECURITY;
CREATE TABLE public.schedule_calendarclaim (
    id uuid NOT NULL,
    organization_id uuid NOT NULL,
    starts_at timestamp with time zone NOT NULL,
    ends_at timestamp with time zone NOT NULL,
    weight smallint NOT NULL,
    exclusive boolean NOT NULL,
    source character varying(8) NOT NULL,
    override_reason character varying(300) NOT NULL,
    calendar_id uuid NOT NULL,
    session_id uuid,
    CONSTRAINT claim_ends_after_it_starts CHECK ((ends_at > starts_at)),
    CONSTRAINT schedule_calendarclaim_weight_check CHECK ((weight >= 0))
);
ALTER TABLE ONLY public.schedule_calendarclaim FORCE ROW LEVEL SECURITY;
CREATE TABLE public.schedule_cancellationpolicy (
    id uuid NOT NULL,
    organization_id uuid NOT NULL,
    name character varying(80) NOT NULL,
    kind character varying(8) NOT NULL,
    tiers jsonb NOT NULL,
    is_active boolean NOT NULL
);
ALTER TABLE ONLY public.schedule_cancellationpolicy FORCE ROW LEVEL SECURITY;
CREATE TABLE public.schedule_classtype (
    id uuid NOT NULL,
    organization_id uuid NOT NULL,
    name character varying(80) NOT NULL,
    description text NOT NULL,
    color character varying(7) NOT NULL,
    duration_minutes smallint NOT NULL,
    capacity smallint NOT NULL,
    cost_credits numeric(10,2),
    registration_opens integer,
    registration_closes integer,
    late_cancel_cutoff integer,
    is_active boolean NOT NULL,
    location_id uuid,
    policy_id uuid,
    trainer_id uuid,
    spot_name character varying(12) NOT NULL,
    CONSTRAINT class_type_cost_not_negative CHECK (((cost_credits IS NULL) OR (cost_credits >= (0)::numeric))),
    CONSTRAINT class_type_has_places CHECK ((capacity > 0)),
    CONSTRAINT class_type_lasts CHECK ((duration_minutes > 0)),
    CONSTRAINT schedule_classtype_capacity_check CHECK ((capacity >= 0)),
    CONSTRAINT schedule_classtype_duration_minutes_check CHECK ((duration_minutes >= 0))
);
ALTER TABLE ONLY public.schedule_classtype FORCE ROW LEVEL SECURITY;
CREATE TABLE public.schedule_series (
    id uuid NOT NULL,
    organization_id uuid NOT NULL,
    weekdays jsonb NOT NULL,
    starts_at_local time without time zone NOT NULL,
    duration_minutes smallint NOT NULL,
    capacity smallint NOT NULL,
    cost_credits numeric(10,2),
    starts_on date NOT NULL,
    ends_on date,
    made_until date,
    ended_at timestamp with time zone,
    online_url character varying(200) NOT NULL,
    class_type_id uuid NOT NULL,
    location_id uuid NOT NULL,
    trainer_id uuid NOT NULL,
    except_on jsonb NOT NULL,
    override_reason character varying(300) NOT NULL,
    CONSTRAINT schedule_series_capacity_check CHECK ((capacity >= 0)),
    CONSTRAINT schedule_series_duration_minutes_check CHECK ((duration_minutes >= 0)),
    CONSTRAINT series_ends_after_it_starts CHECK (((ends_on IS NULL) OR (ends_on >= starts_on)))
);
ALTER TABLE ONLY public.schedule_series FORCE ROW LEVEL SECURITY;
CREATE TABLE public.schedule_session (
    id uuid NOT NULL,
    organization_id uuid NOT NULL,
    kind character varying(8) NOT NULL,
    status character varying(11) NOT NULL,
    starts_at timestamp with time zone NOT NULL,
    ends_at timestamp with time zone NOT NULL,
    capacity integer NOT NULL,
    cost_credits numeric(10,2),
    opens_at timestamp with time zone NOT NULL,
    closes_at timestamp with time zone NOT NULL,
    late_cancel_at timestamp with time zone,
    series_on date,
    detached boolean NOT NULL,
    moved_at timestamp with time zone,
    online_url character varying(200) NOT NULL,
    note text NOT NULL,
    cancel_reason character varying(300) NOT NULL,
    last_place integer NOT NULL,
    class_type_id uuid,
    location_id uuid NOT NULL,
    policy_id uuid,
    series_id uuid,
    trainer_id uuid NOT NULL,
    CONSTRAINT schedule_session_capacity_check CHECK ((capacity >= 0)),
    CONSTRAINT session_class_names_its_type CHECK (((NOT ((kind)::text = 'class'::text)) OR (class_type_id IS NOT NULL))),
    CONSTRAINT session_cost_not_negative CHECK (((cost_credits IS NULL) OR (cost_credits >= (0)::numeric))),
    CONSTRAINT session_ends_after_it_starts CHECK ((ends_at > starts_at))
);
ALTER TABLE ONLY public.schedule_session FORCE ROW LEVEL SECURITY;
CREATE TABLE public.usersessions_usersession (
    id bigint NOT NULL,
    created_at timestamp with time zone NOT NULL,
    ip inet NOT NULL,
    last_seen_at timestamp with time zone NOT NULL,
    session_key character varying(40) NOT NULL,
    user_agent character varying(200) NOT NULL,
    data jsonb NOT NULL,
    user_id uuid NOT NULL
);
ALTER TABLE public.usersessions_usersession ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.usersessions_usersession_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
INSERT INTO public.account_emailaddress VALUES (1, 'olive.owner@northside.test', true, true, '01a22ad2-d968-73de-aff9-4bd480dbd948');
INSERT INTO public.account_emailaddress VALUES (2, 'mona.manager@northside.test', true, true, '01a22ad2-d974-777b-bb95-3e6ce6159d7a');
INSERT INTO public.account_emailaddress VALUES (3, 'maya.lind@northside.test', true, true, '01a22ad2-d97e-7183-846e-e3d241e648fb');
INSERT INTO public.account_emailaddress VALUES (4, 'noah.berg@northside.test', true, true, '01a22ad2-d983-72e9-a47b-176b377b9c8f');
INSERT INTO public.accounts_user VALUES ('!ksnu66dzlRGHyZeAyzCaWfO2MMEOnPMbXBR2EHvf', NULL, '01a22ad2-d968-73de-aff9-4bd480dbd948', 'olive.owner@northside.test', 'Olive Owner', '', true, false, 1, '2026-01-01 00:00:00+00');
INSERT INTO public.accounts_user VALUES ('!nimiuQzUgpGjrBs1hYC2PMFG4YPFMnt3DR1OtTw5', NULL, '01a22ad2-d974-777b-bb95-3e6ce6159d7a', 'mona.manager@northside.test', 'Mona Manager', '', true, false, 1, '2026-01-01 00:00:00+00');
INSERT INTO public.accounts_user VALUES ('!pfKXvfn25ybWVbFDQjycHEf9mxAblKtx3VZUVWkC', NULL, '01a22ad2-d97e-7183-846e-e3d241e648fb', 'maya.lind@northside.test', 'Maya Lind', '', true, false, 1, '2026-01-01 00:00:00+00');
INSERT INTO public.accounts_user VALUES ('!d6k1PPc2lH8LTSWNqg6hjzFMiPAeCW9cJ4U6Lfo4', NULL, '01a22ad2-d983-72e9-a47b-176b377b9c8f', 'noah.berg@northside.test', 'Noah Berg', '', true, false, 1, '2026-01-01 00:00:00+00');
INSERT INTO public.billing_creditaccount VALUES ('01a22ad2-d988-772d-b1b3-a99678b03d59', '01a22ad2-d964-7290-acfb-b62938c4d8d1', '01a22ad2-d97f-7110-8c26-1174ed8100bb');
INSERT INTO public.billing_creditaccount VALUES ('01a22ad2-d997-75e5-913a-137164c48edb', '01a22ad2-d964-7290-acfb-b62938c4d8d1', '01a22ad2-d984-7634-950d-23c11f0af238');
INSERT INTO public.billing_creditlot VALUES ('01a22ad2-d98a-713c-9bf9-81577af21f6a', '01a22ad2-d964-7290-acfb-b62938c4d8d1', 'grant', 'for the test', 10.00, 9.00, '2026-11-20 09:00:00+00', '2027-02-21 00:00:00+00', '[]', '2026-11-20 09:00:00+00', '01a22ad2-d988-772d-b1b3-a99678b03d59');
INSERT INTO public.billing_creditlot VALUES ('01a22ad2-d998-7040-a6f8-ab22b760961d', '01a22ad2-d964-7290-acfb-b62938c4d8d1', 'grant', 'for the test', 10.00, 9.00, '2026-11-20 09:00:00+00', '2027-02-21 00:00:00+00', '[]', '2026-11-20 09:00:00+00', '01a22ad2-d997-75e5-913a-137164c48edb');
INSERT INTO public.billing_ledgerentry VALUES ('01a22ad2-d98b-7703-8238-239bd6b5c57a', '01a22ad2-d964-7290-acfb-b62938c4d8d1', 10.00, '01a22ad2-d98a-713c-9bf9-81577af21f6a', '01a22ad2-d98b-7703-8238-239afc3a4c95');
INSERT INTO public.billing_ledgerentry VALUES ('01a22ad2-d998-7040-a6f8-ab2438008f43', '01a22ad2-d964-7290-acfb-b62938c4d8d1', 10.00, '01a22ad2-d998-7040-a6f8-ab22b760961d', '01a22ad2-d998-7040-a6f8-ab233dd2c2d9');
INSERT INTO public.billing_ledgerentry VALUES ('01a22ad2-d9d7-719e-8fa5-6c1fd83ef35a', '01a22ad2-d964-7290-acfb-b62938c4d8d1', -1.00, '01a22ad2-d98a-713c-9bf9-81577af21f6a', '01a22ad2-d9d7-719e-8fa5-6c1e037be86b');
INSERT INTO public.billing_ledgerentry VALUES ('01a22ad2-dcd4-7135-9d40-04dd4356c9c8', '01a22ad2-d964-7290-acfb-b62938c4d8d1', -1.00, '01a22ad2-d998-7040-a6f8-ab22b760961d', '01a22ad2-dcd4-7135-9d40-04dc559ab61c');
INSERT INTO public.billing_posting VALUES ('01a22ad2-d98b-7703-8238-239afc3a4c95', '01a22ad2-d964-7290-acfb-b62938c4d8d1', 'grant', 'lot:01a22ad2-d98a-713c-9bf9-81577af21f6a', 'for the test', NULL, '2026-11-20 09:00:00+00', '01a22ad2-d988-772d-b1b3-a99678b03d59');
INSERT INTO public.billing_posting VALUES ('01a22ad2-d998-7040-a6f8-ab233dd2c2d9', '01a22ad2-d964-7290-acfb-b62938c4d8d1', 'grant', 'lot:01a22ad2-d998-7040-a6f8-ab22b760961d', 'for the test', NULL, '2026-11-20 09:00:00+00', '01a22ad2-d997-75e5-913a-137164c48edb');
INSERT INTO public.billing_posting VALUES ('01a22ad2-d9d7-719e-8fa5-6c1e037be86b', '01a22ad2-d964-7290-acfb-b62938c4d8d1', 'charge', 'booking:01a22ad2-d9d6-7323-9119-1b9b384b1f81', '', '01a22ad2-d97e-7183-846e-e3d241e648fb', '2026-11-20 09:00:00+00', '01a22ad2-d988-772d-b1b3-a99678b03d59');
INSERT INTO public.billing_posting VALUES ('01a22ad2-dcd4-7135-9d40-04dc559ab61c', '01a22ad2-d964-7290-acfb-b62938c4d8d1', 'charge', 'booking:01a22ad2-dcd4-7135-9d40-04db4b14d64f', '', '01a22ad2-d983-72e9-a47b-176b377b9c8f', '2026-11-20 09:00:00+00', '01a22ad2-d997-75e5-913a-137164c48edb');
INSERT INTO public.booking_booking VALUES ('01a22ad2-d9d6-7323-9119-1b9b384b1f81', '01a22ad2-d964-7290-acfb-b62938c4d8d1', 1, 'confirmed', '2026-11-23 09:00:00+00', '2026-11-23 10:00:00+00', 1.00, '{"kind": "tiered", "name": "", "tiers": [{"percent": 100, "inclusive": false, "min_hours_before": 24}, {"percent": 50, "inclusive": true, "min_hours_before": 12}], "mistap_grace": 300}', '2026-11-20 09:00:00+00', '01a22ad2-d97e-7183-846e-e3d241e648fb', NULL, '', NULL, NULL, NULL, '01a22ad2-d97f-7110-8c26-1174ed8100bb', NULL, '01a22ad2-d9b5-726e-8918-7449101a259a', '01a22ad2-d9ca-7b1f-a48b-e7f0343f21c9');
INSERT INTO public.booking_booking VALUES ('01a22ad2-dcd4-7135-9d40-04db4b14d64f', '01a22ad2-d964-7290-acfb-b62938c4d8d1', 1, 'confirmed', '2026-11-22 09:00:00+00', '2026-11-22 10:00:00+00', 1.00, '{"kind": "tiered", "name": "", "tiers": [{"percent": 100, "inclusive": false, "min_hours_before": 24}, {"percent": 50, "inclusive": true, "min_hours_before": 12}], "mistap_grace": 300}', '2026-11-20 09:00:00+00', '01a22ad2-d983-72e9-a47b-176b377b9c8f', NULL, '', NULL, NULL, NULL, '01a22ad2-d984-7634-950d-23c11f0af238', NULL, '01a22ad2-dcc2-773f-92f5-8abe8ffeccad', '01a22ad2-dccf-7bab-acc7-f897daaea7c6');
INSERT INTO public.booking_spot VALUES ('01a22ad2-d964-7290-acfb-b62938c4d8d1', 1, '', '01a22ad2-d97f-7110-8c26-1174ed8100bb', NULL, '01a22ad2-d9d6-7323-9119-1b9b384b1f81', '01a22ad2-d9b5-726e-8918-7449101a259a', '01a22ad2-d9ca-7b1f-a48b-e7f0343f21c9');
INSERT INTO public.booking_spot VALUES ('01a22ad2-d964-7290-acfb-b62938c4d8d1', 1, '', '01a22ad2-d984-7634-950d-23c11f0af238', NULL, '01a22ad2-dcd4-7135-9d40-04db4b14d64f', '01a22ad2-dcc2-773f-92f5-8abe8ffeccad', '01a22ad2-dccf-7bab-acc7-f897daaea7c6');
INSERT INTO public.booking_spothold VALUES ('01a22ad2-d9ca-7b1f-a48b-e7f0343f21c9', '01a22ad2-d964-7290-acfb-b62938c4d8d1', 1, 'standard', 'confirmed', '2026-11-20 09:10:00+00', '2026-11-20 09:00:00+00', '01a22ad2-d97e-7183-846e-e3d241e648fb', '01a22ad2-d97f-7110-8c26-1174ed8100bb', '01a22ad2-d9b5-726e-8918-7449101a259a');
INSERT INTO public.booking_spothold VALUES ('01a22ad2-dccf-7bab-acc7-f897daaea7c6', '01a22ad2-d964-7290-acfb-b62938c4d8d1', 1, 'standard', 'confirmed', '2026-11-20 09:10:00+00', '2026-11-20 09:00:00+00', '01a22ad2-d983-72e9-a47b-176b377b9c8f', '01a22ad2-d984-7634-950d-23c11f0af238', '01a22ad2-dcc2-773f-92f5-8abe8ffeccad');
INSERT INTO public.booking_waitlistentry VALUES ('01a22ad2-dce3-73cd-96ea-8ade69476813', '01a22ad2-d964-7290-acfb-b62938c4d8d1', 1, 'waiting', '', '2026-11-20 09:00:00+00', NULL, '01a22ad2-d97f-7110-8c26-1174ed8100bb', NULL, '01a22ad2-dcc2-773f-92f5-8abe8ffeccad');
INSERT INTO public.core_delivery VALUES (1, '01a22ad2-d964-7290-acfb-b62938c4d8d1', '01a22ad2-d994-7c7f-a373-6c52dd4ece4a', 'booking.look_again', 'done', '2026-11-20 09:00:00+00', 1, '2026-11-20 09:00:00+00', '');
INSERT INTO public.core_delivery VALUES (2, '01a22ad2-d964-7290-acfb-b62938c4d8d1', '01a22ad2-d99b-7d5e-af6f-d614e82b061c', 'booking.look_again', 'done', '2026-11-20 09:00:00+00', 1, '2026-11-20 09:00:00+00', '');
INSERT INTO public.core_delivery VALUES (3, '01a22ad2-d964-7290-acfb-b62938c4d8d1', '01a22ad2-d9dc-7c30-9b44-3f090c95a5d6', 'booking.tell_booked', 'done', '2026-11-20 09:00:00+00', 1, '2026-11-20 09:00:00+00', '');
INSERT INTO public.core_delivery VALUES (4, '01a22ad2-d964-7290-acfb-b62938c4d8d1', '01a22ad2-dcd6-73ef-958f-fa9e69722003', 'booking.tell_booked', 'due', '2026-11-20 09:00:00+00', 0, NULL, '');
INSERT INTO public.core_delivery VALUES (5, '01a22ad2-d964-7290-acfb-b62938c4d8d1', '01a22ad2-dce4-7ad2-b211-6f09cba47d1d', 'booking.tell_waiting', 'dead', '2026-11-20 09:00:00+00', 8, NULL, 'ConnectionRefusedError: the mail server was away');
INSERT INTO public.core_event VALUES ('01a22ad2-d994-7c7f-a373-6c52dd4ece4a', '01a22ad2-d964-7290-acfb-b62938c4d8d1', 'credit.granted', '01a22ad2-d97f-7110-8c26-1174ed8100bb', NULL, '2026-11-20 09:00:00+00', '{"amount": "10", "lot_id": "01a22ad2-d98a-713c-9bf9-81577af21f6a", "origin": "grant", "reason": "for the test", "client_id": "01a22ad2-d97f-7110-8c26-1174ed8100bb", "valid_until": "2027-02-21T00:00:00+00:00"}');
INSERT INTO public.core_event VALUES ('01a22ad2-d99b-7d5e-af6f-d614e82b061c', '01a22ad2-d964-7290-acfb-b62938c4d8d1', 'credit.granted', '01a22ad2-d984-7634-950d-23c11f0af238', NULL, '2026-11-20 09:00:00+00', '{"amount": "10", "lot_id": "01a22ad2-d998-7040-a6f8-ab22b760961d", "origin": "grant", "reason": "for the test", "client_id": "01a22ad2-d984-7634-950d-23c11f0af238", "valid_until": "2027-02-21T00:00:00+00:00"}');
INSERT INTO public.core_event VALUES ('01a22ad2-d9c5-7aa4-a9dd-632f85d7d4ce', '01a22ad2-d964-7290-acfb-b62938c4d8d1', 'session.published', '01a22ad2-d9b5-726e-8918-7449101a259a', NULL, '2026-11-20 09:00:00+00', '{"session_id": "01a22ad2-d9b5-726e-8918-7449101a259a"}');
INSERT INTO public.core_event VALUES ('01a22ad2-d9d3-7e7c-8148-22ac9a87b7ae', '01a22ad2-d964-7290-acfb-b62938c4d8d1', 'hold.created', '01a22ad2-d9ca-7b1f-a48b-e7f0343f21c9', '01a22ad2-d97e-7183-846e-e3d241e648fb', '2026-11-20 09:00:00+00', '{"kind": "standard", "number": 1, "hold_id": "01a22ad2-d9ca-7b1f-a48b-e7f0343f21c9", "client_id": "01a22ad2-d97f-7110-8c26-1174ed8100bb", "session_id": "01a22ad2-d9b5-726e-8918-7449101a259a"}');
INSERT INTO public.core_event VALUES ('01a22ad2-d9d8-788f-a9c2-b27ddf07bfc4', '01a22ad2-d964-7290-acfb-b62938c4d8d1', 'credit.used', '01a22ad2-d97f-7110-8c26-1174ed8100bb', '01a22ad2-d97e-7183-846e-e3d241e648fb', '2026-11-20 09:00:00+00', '{"amount": "1.00", "client_id": "01a22ad2-d97f-7110-8c26-1174ed8100bb", "reference": "booking:01a22ad2-d9d6-7323-9119-1b9b384b1f81", "posting_id": "01a22ad2-d9d7-719e-8fa5-6c1e037be86b"}');
INSERT INTO public.core_event VALUES ('01a22ad2-d9dc-7c3b-a623-73aa4197bb18', '01a22ad2-d964-7290-acfb-b62938c4d8d1', 'hold.confirmed', '01a22ad2-d9ca-7b1f-a48b-e7f0343f21c9', '01a22ad2-d97e-7183-846e-e3d241e648fb', '2026-11-20 09:00:00+00', '{"kind": "standard", "hold_id": "01a22ad2-d9ca-7b1f-a48b-e7f0343f21c9", "booking_id": "01a22ad2-d9d6-7323-9119-1b9b384b1f81"}');
INSERT INTO public.core_event VALUES ('01a22ad2-d9dc-7c30-9b44-3f090c95a5d6', '01a22ad2-d964-7290-acfb-b62938c4d8d1', 'booking.confirmed', '01a22ad2-d9d6-7323-9119-1b9b384b1f81', '01a22ad2-d97e-7183-846e-e3d241e648fb', '2026-11-20 09:00:00+00', '{"number": 1, "credits": "1.00", "client_id": "01a22ad2-d97f-7110-8c26-1174ed8100bb", "booking_id": "01a22ad2-d9d6-7323-9119-1b9b384b1f81", "session_id": "01a22ad2-d9b5-726e-8918-7449101a259a"}');
INSERT INTO public.core_event VALUES ('01a22ad2-dcce-7061-a914-17fd42b0bb68', '01a22ad2-d964-7290-acfb-b62938c4d8d1', 'session.published', '01a22ad2-dcc2-773f-92f5-8abe8ffeccad', NULL, '2026-11-20 09:00:00+00', '{"session_id": "01a22ad2-dcc2-773f-92f5-8abe8ffeccad"}');
INSERT INTO public.core_event VALUES ('01a22ad2-dcd0-730b-acb2-2c6bb04d70cb', '01a22ad2-d964-7290-acfb-b62938c4d8d1', 'hold.created', '01a22ad2-dccf-7bab-acc7-f897daaea7c6', '01a22ad2-d983-72e9-a47b-176b377b9c8f', '2026-11-20 09:00:00+00', '{"kind": "standard", "number": 1, "hold_id": "01a22ad2-dccf-7bab-acc7-f897daaea7c6", "client_id": "01a22ad2-d984-7634-950d-23c11f0af238", "session_id": "01a22ad2-dcc2-773f-92f5-8abe8ffeccad"}');
INSERT INTO public.core_event VALUES ('01a22ad2-dcd5-74d5-9aa2-697893713414', '01a22ad2-d964-7290-acfb-b62938c4d8d1', 'credit.used', '01a22ad2-d984-7634-950d-23c11f0af238', '01a22ad2-d983-72e9-a47b-176b377b9c8f', '2026-11-20 09:00:00+00', '{"amount": "1.00", "client_id": "01a22ad2-d984-7634-950d-23c11f0af238", "reference": "booking:01a22ad2-dcd4-7135-9d40-04db4b14d64f", "posting_id": "01a22ad2-dcd4-7135-9d40-04dc559ab61c"}');
INSERT INTO public.core_event VALUES ('01a22ad2-dcd6-7462-83a5-648426acecf6', '01a22ad2-d964-7290-acfb-b62938c4d8d1', 'hold.confirmed', '01a22ad2-dccf-7bab-acc7-f897daaea7c6', '01a22ad2-d983-72e9-a47b-176b377b9c8f', '2026-11-20 09:00:00+00', '{"kind": "standard", "hold_id": "01a22ad2-dccf-7bab-acc7-f897daaea7c6", "booking_id": "01a22ad2-dcd4-7135-9d40-04db4b14d64f"}');
INSERT INTO public.core_event VALUES ('01a22ad2-dcd6-73ef-958f-fa9e69722003', '01a22ad2-d964-7290-acfb-b62938c4d8d1', 'booking.confirmed', '01a22ad2-dcd4-7135-9d40-04db4b14d64f', '01a22ad2-d983-72e9-a47b-176b377b9c8f', '2026-11-20 09:00:00+00', '{"number": 1, "credits": "1.00", "client_id": "01a22ad2-d984-7634-950d-23c11f0af238", "booking_id": "01a22ad2-dcd4-7135-9d40-04db4b14d64f", "session_id": "01a22ad2-dcc2-773f-92f5-8abe8ffeccad"}');
INSERT INTO public.core_event VALUES ('01a22ad2-dce4-7ad2-b211-6f09cba47d1d', '01a22ad2-d964-7290-acfb-b62938c4d8d1', 'waitlist.joined', '01a22ad2-dce3-73cd-96ea-8ade69476813', '01a22ad2-d97e-7183-846e-e3d241e648fb', '2026-11-20 09:00:00+00', '{"place": 1, "entry_id": "01a22ad2-dce3-73cd-96ea-8ade69476813", "client_id": "01a22ad2-d97f-7110-8c26-1174ed8100bb", "session_id": "01a22ad2-dcc2-773f-92f5-8abe8ffeccad"}');
INSERT INTO public.core_subscription VALUES ('booking.cancelled', 'booking.look_again');
INSERT INTO public.core_subscription VALUES ('booking.cancelled', 'booking.tell_cancelled');
INSERT INTO public.core_subscription VALUES ('booking.confirmed', 'booking.tell_booked');
INSERT INTO public.core_subscription VALUES ('booking.rescheduled', 'booking.tell_rescheduled');
INSERT INTO public.core_subscription VALUES ('class_type.changed', 'booking.look_again_at_class_price');
INSERT INTO public.core_subscription VALUES ('class_type.changed', 'booking.name_places');
INSERT INTO public.core_subscription VALUES ('client.added', 'billing.give_welcome_credits');
INSERT INTO public.core_subscription VALUES ('client.joined', 'billing.give_welcome_credits');
INSERT INTO public.core_subscription VALUES ('client.joined', 'notify.welcome');
INSERT INTO public.core_subscription VALUES ('client.linked', 'notify.welcome');
INSERT INTO public.core_subscription VALUES ('client.restored', 'booking.look_again');
INSERT INTO public.core_subscription VALUES ('client.status_changed', 'booking.look_again');
INSERT INTO public.core_subscription VALUES ('credit.adjusted', 'booking.look_again');
INSERT INTO public.core_subscription VALUES ('credit.expiring', 'billing.tell_of_expiry');
INSERT INTO public.core_subscription VALUES ('credit.granted', 'booking.look_again');
INSERT INTO public.core_subscription VALUES ('credit.refunded', 'booking.look_again');
INSERT INTO public.core_subscription VALUES ('hold.expired', 'booking.tell_lapsed');
INSERT INTO public.core_subscription VALUES ('organization.created', 'booking.begin_upkeep');
INSERT INTO public.core_subscription VALUES ('organization.created', 'schedule.begin_with_policies');
INSERT INTO public.core_subscription VALUES ('session.cancelled', 'booking.tell_session_cancelled');
INSERT INTO public.core_subscription VALUES ('session.changed', 'booking.look_again_at_price');
INSERT INTO public.core_subscription VALUES ('session.moved', 'booking.look_again_after_move');
INSERT INTO public.core_subscription VALUES ('session.moved', 'booking.tell_moved');
INSERT INTO public.core_subscription VALUES ('settings.changed', 'booking.end_queues');
INSERT INTO public.core_subscription VALUES ('settings.changed', 'booking.look_again_at_studio_price');
INSERT INTO public.core_subscription VALUES ('staff.invited', 'notify.invite');
INSERT INTO public.core_subscription VALUES ('waitlist.closed', 'booking.tell_queue_closed');
INSERT INTO public.core_subscription VALUES ('waitlist.joined', 'booking.tell_waiting');
INSERT INTO public.core_subscription VALUES ('waitlist.promoted', 'booking.tell_offer');
INSERT INTO public.core_timer VALUES (1, '01a22ad2-d964-7290-acfb-b62938c4d8d1', 'billing.lot_expiry', '01a22ad2-d98a-713c-9bf9-81577af21f6a', '2027-02-21T00:00:00+00:00', 'due', '2027-02-21 00:00:00+00', 0, NULL, '');
INSERT INTO public.core_timer VALUES (2, '01a22ad2-d964-7290-acfb-b62938c4d8d1', 'billing.lot_expiring', '01a22ad2-d98a-713c-9bf9-81577af21f6a', '2027-02-21T00:00:00+00:00', 'due', '2027-02-14 00:00:00+00', 0, NULL, '');
INSERT INTO public.core_timer VALUES (3, '01a22ad2-d964-7290-acfb-b62938c4d8d1', 'billing.lot_expiry', '01a22ad2-d998-7040-a6f8-ab22b760961d', '2027-02-21T00:00:00+00:00', 'due', '2027-02-21 00:00:00+00', 0, NULL, '');
INSERT INTO public.core_timer VALUES (4, '01a22ad2-d964-7290-acfb-b62938c4d8d1', 'billing.lot_expiring', '01a22ad2-d998-7040-a6f8-ab22b760961d', '2027-02-21T00:00:00+00:00', 'due', '2027-02-14 00:00:00+00', 0, NULL, '');
INSERT INTO public.core_timer VALUES (5, '01a22ad2-d964-7290-acfb-b62938c4d8d1', 'session.start', '01a22ad2-d9b5-726e-8918-7449101a259a', '', 'due', '2026-11-23 09:00:00+00', 0, NULL, '');
INSERT INTO public.core_timer VALUES (6, '01a22ad2-d964-7290-acfb-b62938c4d8d1', 'session.end', '01a22ad2-d9b5-726e-8918-7449101a259a', '', 'due', '2026-11-23 10:00:00+00', 0, NULL, '');
INSERT INTO public.core_timer VALUES (7, '01a22ad2-d964-7290-acfb-b62938c4d8d1', 'notify.email', '01a22ad2-dcb0-714a-8d86-0d6ec3c0ebaa', '', 'due', '2026-11-20 09:00:00+00', 0, NULL, '');
INSERT INTO public.core_timer VALUES (8, '01a22ad2-d964-7290-acfb-b62938c4d8d1', 'booking.reminder', '01a22ad2-d9d6-7323-9119-1b9b384b1f81', '86400', 'due', '2026-11-22 09:00:00+00', 0, NULL, '');
INSERT INTO public.core_timer VALUES (9, '01a22ad2-d964-7290-acfb-b62938c4d8d1', 'booking.reminder', '01a22ad2-d9d6-7323-9119-1b9b384b1f81', '3600', 'due', '2026-11-23 08:00:00+00', 0, NULL, '');
INSERT INTO public.core_timer VALUES (10, '01a22ad2-d964-7290-acfb-b62938c4d8d1', 'session.start', '01a22ad2-dcc2-773f-92f5-8abe8ffeccad', '', 'due', '2026-11-22 09:00:00+00', 0, NULL, '');
INSERT INTO public.core_timer VALUES (11, '01a22ad2-d964-7290-acfb-b62938c4d8d1', 'session.end', '01a22ad2-dcc2-773f-92f5-8abe8ffeccad', '', 'due', '2026-11-22 10:00:00+00', 0, NULL, '');
INSERT INTO public.core_timer VALUES (12, '01a22ad2-d964-7290-acfb-b62938c4d8d1', 'booking.close_queue', '01a22ad2-dcc2-773f-92f5-8abe8ffeccad', '2026-11-22T09:15:00+00:00', 'due', '2026-11-22 09:15:00+00', 0, NULL, '');
INSERT INTO public.django_migrations VALUES (1, 'accounts', '0001_initial', '2026-11-30 04:59:46.100391+00');
INSERT INTO public.django_migrations VALUES (2, 'account', '0001_initial', '2026-11-30 04:59:46.113921+00');
INSERT INTO public.django_migrations VALUES (3, 'account', '0002_email_max_length', '2026-11-30 04:59:46.11733+00');
INSERT INTO public.django_migrations VALUES (4, 'account', '0003_alter_emailaddress_create_unique_verified_email', '2026-11-30 04:59:46.122609+00');
INSERT INTO public.django_migrations VALUES (5, 'account', '0004_alter_emailaddress_drop_unique_email', '2026-11-30 04:59:46.130888+00');
INSERT INTO public.django_migrations VALUES (6, 'account', '0005_emailaddress_idx_upper_email', '2026-11-30 04:59:46.135392+00');
INSERT INTO public.django_migrations VALUES (7, 'account', '0006_emailaddress_lower', '2026-11-30 04:59:46.143863+00');
INSERT INTO public.django_migrations VALUES (8, 'account', '0007_emailaddress_idx_email', '2026-11-30 04:59:46.149268+00');
INSERT INTO public.django_migrations VALUES (9, 'account', '0008_emailaddress_unique_primary_email_fixup', '2026-11-30 04:59:46.153908+00');
INSERT INTO public.django_migrations VALUES (10, 'account', '0009_emailaddress_unique_primary_email', '2026-11-30 04:59:46.161285+00');
INSERT INTO public.django_migrations VALUES (11, 'accounts', '0002_failed_sign_ins', '2026-11-30 04:59:46.167572+00');
INSERT INTO public.django_migrations VALUES (12, 'contenttypes', '0001_initial', '2026-11-30 04:59:46.170765+00');
INSERT INTO public.django_migrations VALUES (13, 'contenttypes', '0002_remove_content_type_name', '2026-11-30 04:59:46.17891+00');
INSERT INTO public.django_migrations VALUES (14, 'auth', '0001_initial', '2026-11-30 04:59:46.221431+00');
INSERT INTO public.django_migrations VALUES (15, 'auth', '0002_alter_permission_name_max_length', '2026-11-30 04:59:46.239614+00');
INSERT INTO public.django_migrations VALUES (16, 'auth', '0003_alter_user_email_max_length', '2026-11-30 04:59:46.272825+00');
INSERT INTO public.django_migrations VALUES (17, 'auth', '0004_alter_user_username_opts', '2026-11-30 04:59:46.290311+00');
INSERT INTO public.django_migrations VALUES (18, 'auth', '0005_alter_user_last_login_null', '2026-11-30 04:59:46.298661+00');
INSERT INTO public.django_migrations VALUES (19, 'auth', '0006_require_contenttypes_0002', '2026-11-30 04:59:46.299695+00');
INSERT INTO public.django_migrations VALUES (20, 'auth', '0007_alter_validators_add_error_messages', '2026-11-30 04:59:46.306311+00');
INSERT INTO public.django_migrations VALUES (21, 'auth', '0008_alter_user_username_max_length', '2026-11-30 04:59:46.316211+00');
INSERT INTO public.django_migrations VALUES (22, 'auth', '0009_alter_user_last_name_max_length', '2026-11-30 04:59:46.321222+00');
INSERT INTO public.django_migrations VALUES (23, 'auth', '0010_alter_group_name_max_length', '2026-11-30 04:59:46.327505+00');
INSERT INTO public.django_migrations VALUES (24, 'auth', '0011_update_proxy_permissions', '2026-11-30 04:59:46.333853+00');
INSERT INTO public.django_migrations VALUES (25, 'auth', '0012_alter_user_first_name_max_length', '2026-11-30 04:59:46.337857+00');
INSERT INTO public.django_migrations VALUES (26, 'organizations', '0001_initial', '2026-11-30 04:59:46.451212+00');
INSERT INTO public.django_migrations VALUES (27, 'core', '0001_initial', '2026-11-30 04:59:46.499659+00');
INSERT INTO public.django_migrations VALUES (28, 'core', '0002_walls', '2026-11-30 04:59:46.52107+00');
INSERT INTO public.django_migrations VALUES (29, 'organizations', '0002_walls', '2026-11-30 04:59:46.54479+00');
INSERT INTO public.django_migrations VALUES (30, 'billing', '0001_initial', '2026-11-30 04:59:46.655382+00');
INSERT INTO public.django_migrations VALUES (31, 'billing', '0002_walls', '2026-11-30 04:59:46.671283+00');
INSERT INTO public.django_migrations VALUES (32, 'schedule', '0001_initial', '2026-11-30 04:59:46.994162+00');
INSERT INTO public.django_migrations VALUES (33, 'schedule', '0002_walls', '2026-11-30 04:59:47.02019+00');
INSERT INTO public.django_migrations VALUES (34, 'schedule', '0003_series_leave_dates_out', '2026-11-30 04:59:47.039842+00');
INSERT INTO public.django_migrations VALUES (35, 'schedule', '0004_series_planned_anyway', '2026-11-30 04:59:47.051362+00');
INSERT INTO public.django_migrations VALUES (36, 'schedule', '0005_named_places', '2026-11-30 04:59:47.065641+00');
INSERT INTO public.django_migrations VALUES (37, 'organizations', '0003_clients_searched_and_looked_after', '2026-11-30 04:59:47.151863+00');
INSERT INTO public.django_migrations VALUES (38, 'organizations', '0004_invitations_offer_several_roles', '2026-11-30 04:59:47.218783+00');
INSERT INTO public.django_migrations VALUES (39, 'organizations', '0005_clients_found_by_their_address', '2026-11-30 04:59:47.232855+00');
INSERT INTO public.django_migrations VALUES (40, 'booking', '0001_initial', '2026-11-30 04:59:47.608114+00');
INSERT INTO public.django_migrations VALUES (41, 'booking', '0002_walls', '2026-11-30 04:59:47.640285+00');
INSERT INTO public.django_migrations VALUES (42, 'booking', '0003_audit', '2026-11-30 04:59:47.642711+00');
INSERT INTO public.django_migrations VALUES (43, 'booking', '0004_cancel_runs', '2026-11-30 04:59:47.684734+00');
INSERT INTO public.django_migrations VALUES (44, 'booking', '0005_calendar_feeds', '2026-11-30 04:59:47.887509+00');
INSERT INTO public.django_migrations VALUES (45, 'booking', '0006_what_fell_away', '2026-11-30 04:59:47.908507+00');
INSERT INTO public.django_migrations VALUES (46, 'booking', '0007_what_was_agreed', '2026-11-30 04:59:47.916292+00');
INSERT INTO public.django_migrations VALUES (47, 'booking', '0008_audit_after_moves', '2026-11-30 04:59:47.918592+00');
INSERT INTO public.django_migrations VALUES (48, 'booking', '0009_look_again', '2026-11-30 04:59:47.921013+00');
INSERT INTO public.django_migrations VALUES (49, 'booking', '0010_by_index', '2026-11-30 04:59:47.928047+00');
INSERT INTO public.django_migrations VALUES (50, 'booking', '0011_named_places', '2026-11-30 04:59:47.929095+00');
INSERT INTO public.django_migrations VALUES (51, 'booking', '0012_audit_of_times', '2026-11-30 04:59:47.930357+00');
INSERT INTO public.django_migrations VALUES (52, 'core', '0003_answers_found_by_their_key', '2026-11-30 04:59:47.934828+00');
INSERT INTO public.django_migrations VALUES (53, 'mfa', '0001_initial', '2026-11-30 04:59:47.975013+00');
INSERT INTO public.django_migrations VALUES (54, 'mfa', '0002_authenticator_timestamps', '2026-11-30 04:59:47.988848+00');
INSERT INTO public.django_migrations VALUES (55, 'mfa', '0003_authenticator_type_uniq', '2026-11-30 04:59:48.021408+00');
INSERT INTO public.django_migrations VALUES (56, 'notify', '0001_initial', '2026-11-30 04:59:48.076405+00');
INSERT INTO public.django_migrations VALUES (57, 'notify', '0002_walls', '2026-11-30 04:59:48.090603+00');
INSERT INTO public.django_migrations VALUES (58, 'notify', '0003_said_once_per_channel', '2026-11-30 04:59:48.198619+00');
INSERT INTO public.django_migrations VALUES (59, 'sessions', '0001_initial', '2026-11-30 04:59:48.20324+00');
INSERT INTO public.django_migrations VALUES (60, 'usersessions', '0001_initial', '2026-11-30 04:59:48.240464+00');
INSERT INTO public.notify_message VALUES ('01a22ad2-dcb0-714a-8d86-0d6ec3c0ebaa', '01a22ad2-d964-7290-acfb-b62938c4d8d1', 'email', 'booking/confirmed', '01a22ad2-d97e-7183-846e-e3d241e648fb', 'maya.lind@northside.test', 'Booked: Evening Yoga, Mon 23 Nov 09:00', 'Hello Maya,
Your place is number 1. See you there.
Cancel free until Sun 22 Nov 09:00, half back until Sun 22 Nov 21:00, nothing after.
When: Mon 23 Nov 09:00, London time
Where: Main studio
With: Trainer of Evening Yoga
Paid with: 1 credit
See the booking: http://localhost:8000/s/northside/me/bookings/01a22ad2-d9d6-7323-9119-1b9b384b1f81
Cannot come? Cancel here: http://localhost:8000/a/cancel.AaIq0tlkcpCs-7YpOMTY0QGiKtLZ1nMjkRkbmzhLH4EBoirS2X9xEIwmEXTtgQC7.6b2b8d90.G4qRRn6Ju-s3WvBhi4rfsfbko0ByEdhIIvf5wVrzV-A
Northside Strength
Choose which messages you get: http://localhost:8000/s/northside/me/notifications/preferences/
', '<!doctype html>
<html lang="en-gb">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <meta name="color-scheme" content="light dark">
    <meta name="supported-color-schemes" content="light dark">
    <title>Booked: Evening Yoga, Mon 23 Nov 09:00</title>
    <style>
      @media (prefers-color-scheme: dark) {
        .bg { background: #0b1120 !important; } .card { background: #131b2c !important; border-color: #243049 !important; }
        .ink { color: #e9eef7 !important; } .quiet { color: #b3bfd2 !important; } .link { color: #93c5fd !important; }
        .line { border-color: #243049 !important; }
      }
    </style>
  </head>
  <body class="bg" style="margin:0;padding:0;background:#f6f7f9;font-family:-apple-system,BlinkMacSystemFont,''Segoe UI'',Roboto,Helvetica,Arial,sans-serif;">
    <div style="display:none;max-height:0;overflow:hidden;">Your place is number 1. See you there.</div>
    <table role="presentation" class="bg" width="100%" cellpadding="0" cellspacing="0" style="background:#f6f7f9;">
      <tr><td align="center" style="padding:24px 12px 40px;">
        <table role="presentation" width="100%" cellpadding="0" cellspacing="0" style="max-width:560px;">
          <tr><td class="ink" style="padding:8px 4px 18px;font-size:17px;font-weight:700;color:#111a2c;">
            Northside Strength
          </td></tr>
          <tr><td class="card" style="background:#ffffff;border:1px solid #e4e8ee;border-radius:16px;padding:28px 28px 24px;">
            <h1 class="ink" style="margin:0 0 12px;font-size:22px;line-height:1.3;color:#111a2c;">You are booked: Evening Yoga</h1>
            
  <p class="ink" style="margin:0 0 16px;font-size:16px;line-height:1.55;color:#111a2c;">Hello Maya,</p>
  <p class="ink" style="margin:0 0 16px;font-size:16px;line-height:1.55;color:#111a2c;">Your place is number 1. See you there.</p>
<p class="ink" style="margin:0 0 16px;font-size:16px;line-height:1.55;color:#111a2c;">Cancel free until Sun 22 Nov 09:00, half back until Sun 22 Nov 21:00, nothing after.</p>
  <table role="presentation" class="line" width="100%" cellpadding="0" cellspacing="0" style="margin:0 0 18px;border-top:1px solid #e4e8ee;"><tr><td class="quiet line" style="padding:10px 12px 10px 0;border-bottom:1px solid #e4e8ee;font-size:15px;color:#46536a;">When</td><td class="ink line" align="right" style="padding:10px 0;border-bottom:1px solid #e4e8ee;font-size:15px;font-weight:600;color:#111a2c;">Mon 23 Nov 09:00, London time</td></tr><tr><td class="quiet line" style="padding:10px 12px 10px 0;border-bottom:1px solid #e4e8ee;font-size:15px;color:#46536a;">Where</td><td class="ink line" align="right" style="padding:10px 0;border-bottom:1px solid #e4e8ee;font-size:15px;font-weight:600;color:#111a2c;">Main studio</td></tr><tr><td class="quiet line" style="padding:10px 12px 10px 0;border-bottom:1px solid #e4e8ee;font-size:15px;color:#46536a;">With</td><td class="ink line" align="right" style="padding:10px 0;border-bottom:1px solid #e4e8ee;font-size:15px;font-weight:600;color:#111a2c;">Trainer of Evening Yoga</td></tr><tr><td class="quiet line" style="padding:10px 12px 10px 0;border-bottom:1px solid #e4e8ee;font-size:15px;color:#46536a;">Paid with</td><td class="ink line" align="right" style="padding:10px 0;border-bottom:1px solid #e4e8ee;font-size:15px;font-weight:600;color:#111a2c;">1 credit</td></tr></table>
  <table role="presentation" cellpadding="0" cellspacing="0" style="margin:8px 0 20px;"><tr><td style="background:#066fd1;border-radius:11px;"><a href="http://localhost:8000/s/northside/me/bookings/01a22ad2-d9d6-7323-9119-1b9b384b1f81" style="display:inline-block;padding:14px 24px;font-size:16px;font-weight:600;color:#ffffff;text-decoration:none;">See the booking</a></td></tr></table>
  <p class="quiet" style="margin:0 0 12px;font-size:15px;line-height:1.5;"><a class="link" href="http://localhost:8000/a/cancel.AaIq0tlkcpCs-7YpOMTY0QGiKtLZ1nMjkRkbmzhLH4EBoirS2X9xEIwmEXTtgQC7.6b2b8d90.G4qRRn6Ju-s3WvBhi4rfsfbko0ByEdhIIvf5wVrzV-A" style="color:#1d4ed8;">Cannot come? Cancel here</a></p>
  
          </td></tr>
          <tr><td class="quiet" style="padding:18px 8px 0;font-size:13px;line-height:1.5;color:#5b677d;text-align:center;">
            Northside Strength
            <br><a class="link" href="http://localhost:8000/s/northside/me/notifications/preferences/" style="color:#1d4ed8;">Choose which messages you get</a>
          </td></tr>
        </table>
      </td></tr>
    </table>
  </body>
</html>
', '/s/northside/me/bookings/01a22ad2-d9d6-7323-9119-1b9b384b1f81', '[{"name": "booking.ics", "text": "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//FitFlow//FitFlow//EN\r\nCALSCALE:GREGORIAN\r\nMETHOD:REQUEST\r\nBEGIN:VEVENT\r\nSUMMARY:Evening Yoga\r\nDTSTART:20261123T090000Z\r\nDTEND:20261123T100000Z\r\nDTSTAMP:20261120T090000Z\r\nUID:01a22ad2-d9d6-7323-9119-1b9b384b1f81@localhost\r\nSEQUENCE:0\r\nATTENDEE;CN=\"Maya Lind\";PARTSTAT=ACCEPTED;ROLE=REQ-PARTICIPANT;RSVP=FALSE:\r\n mailto:maya.lind@northside.test\r\nDESCRIPTION:With Trainer of Evening Yoga\\nPlace 1\\nCancel free until Sun 2\r\n 2 Nov 09:00\\, half back until Sun 22 Nov 21:00\\, nothing after.\r\nLAST-MODIFIED:20261120T090000Z\r\nLOCATION:Main studio\r\nORGANIZER;CN=\"Northside Strength\":mailto:no-reply@northside.invalid\r\nSTATUS:CONFIRMED\r\nTRANSP:OPAQUE\r\nURL:http://localhost:8000/s/northside/me/bookings/01a22ad2-d9d6-7323-9119-\r\n 1b9b384b1f81\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n", "type": "text/calendar; method=REQUEST"}]', '01a22ad2-d9d6-7323-9119-1b9b384b1f81', 'confirmed:01a22ad2-d9d6-7323-9119-1b9b384b1f81', 'queued', '', '2026-11-20 09:00:00+00', '2026-11-20 09:00:00+00', NULL, NULL, 0, '01a22ad2-d97f-7110-8c26-1174ed8100bb', NULL, NULL);
INSERT INTO public.notify_message VALUES ('01a22ad2-dcb0-714a-8d86-0d6f43f8f70d', '01a22ad2-d964-7290-acfb-b62938c4d8d1', 'in_app', 'booking/confirmed', '01a22ad2-d97e-7183-846e-e3d241e648fb', '', 'Booked: Evening Yoga, Mon 23 Nov 09:00', 'Evening Yoga, Mon 23 Nov 09:00: your place is booked.', '', '/s/northside/me/bookings/01a22ad2-d9d6-7323-9119-1b9b384b1f81', '[]', '01a22ad2-d9d6-7323-9119-1b9b384b1f81', 'confirmed:01a22ad2-d9d6-7323-9119-1b9b384b1f81', 'sent', '', '2026-11-20 09:00:00+00', '2026-11-20 09:00:00+00', '2026-11-20 09:00:00+00', NULL, 0, '01a22ad2-d97f-7110-8c26-1174ed8100bb', NULL, NULL);
INSERT INTO public.notify_message VALUES ('01a22ad2-dcbb-7745-9cd1-725d7b57cbcb', '01a22ad2-d964-7290-acfb-b62938c4d8d1', 'email', 'booking/new_for_trainer', NULL, '', 'Maya Lind booked Evening Yoga, Mon 23 Nov 09:00', 'Hello Trainer,
Maya Lind has a place in your class.
Class: Evening Yoga
When: Mon 23 Nov 09:00, London time
Open the roster: http://localhost:8000/s/northside/desk/sessions/01a22ad2-d9b5-726e-8918-7449101a259a
Northside Strength
', '<!doctype html>
<html lang="en-gb">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <meta name="color-scheme" content="light dark">
    <meta name="supported-color-schemes" content="light dark">
    <title>Maya Lind booked Evening Yoga, Mon 23 Nov 09:00</title>
    <style>
      @media (prefers-color-scheme: dark) {
        .bg { background: #0b1120 !important; } .card { background: #131b2c !important; border-color: #243049 !important; }
        .ink { color: #e9eef7 !important; } .quiet { color: #b3bfd2 !important; } .link { color: #93c5fd !important; }
        .line { border-color: #243049 !important; }
      }
    </style>
  </head>
  <body class="bg" style="margin:0;padding:0;background:#f6f7f9;font-family:-apple-system,BlinkMacSystemFont,''Segoe UI'',Roboto,Helvetica,Arial,sans-serif;">
    <div style="display:none;max-height:0;overflow:hidden;">Maya Lind has a place in your class.</div>
    <table role="presentation" class="bg" width="100%" cellpadding="0" cellspacing="0" style="background:#f6f7f9;">
      <tr><td align="center" style="padding:24px 12px 40px;">
        <table role="presentation" width="100%" cellpadding="0" cellspacing="0" style="max-width:560px;">
          <tr><td class="ink" style="padding:8px 4px 18px;font-size:17px;font-weight:700;color:#111a2c;">
            Northside Strength
          </td></tr>
          <tr><td class="card" style="background:#ffffff;border:1px solid #e4e8ee;border-radius:16px;padding:28px 28px 24px;">
            <h1 class="ink" style="margin:0 0 12px;font-size:22px;line-height:1.3;color:#111a2c;">Maya Lind booked Evening Yoga, Mon 23 Nov 09:00</h1>
            
  <p class="ink" style="margin:0 0 16px;font-size:16px;line-height:1.55;color:#111a2c;">Hello Trainer,</p>
  <p class="ink" style="margin:0 0 16px;font-size:16px;line-height:1.55;color:#111a2c;">Maya Lind has a place in your class.</p>
  <table role="presentation" class="line" width="100%" cellpadding="0" cellspacing="0" style="margin:0 0 18px;border-top:1px solid #e4e8ee;"><tr><td class="quiet line" style="padding:10px 12px 10px 0;border-bottom:1px solid #e4e8ee;font-size:15px;color:#46536a;">Class</td><td class="ink line" align="right" style="padding:10px 0;border-bottom:1px solid #e4e8ee;font-size:15px;font-weight:600;color:#111a2c;">Evening Yoga</td></tr><tr><td class="quiet line" style="padding:10px 12px 10px 0;border-bottom:1px solid #e4e8ee;font-size:15px;color:#46536a;">When</td><td class="ink line" align="right" style="padding:10px 0;border-bottom:1px solid #e4e8ee;font-size:15px;font-weight:600;color:#111a2c;">Mon 23 Nov 09:00, London time</td></tr></table>
  <table role="presentation" cellpadding="0" cellspacing="0" style="margin:8px 0 20px;"><tr><td style="background:#066fd1;border-radius:11px;"><a href="http://localhost:8000/s/northside/desk/sessions/01a22ad2-d9b5-726e-8918-7449101a259a" style="display:inline-block;padding:14px 24px;font-size:16px;font-weight:600;color:#ffffff;text-decoration:none;">Open the roster</a></td></tr></table>
  
  
          </td></tr>
          <tr><td class="quiet" style="padding:18px 8px 0;font-size:13px;line-height:1.5;color:#5b677d;text-align:center;">
            Northside Strength
            
          </td></tr>
        </table>
      </td></tr>
    </table>
  </body>
</html>
', '/s/northside/desk/sessions/01a22ad2-d9b5-726e-8918-7449101a259a', '[]', '01a22ad2-d9d6-7323-9119-1b9b384b1f81', 'new:01a22ad2-d9d6-7323-9119-1b9b384b1f81', 'suppressed', 'no_address', '2026-11-20 09:00:00+00', '2026-11-20 09:00:00+00', NULL, NULL, 0, NULL, '01a22ad2-d9af-7295-a058-3adb996cc673', NULL);
INSERT INTO public.organizations_client VALUES ('01a22ad2-d97f-7110-8c26-1174ed8100bb', '01a22ad2-d964-7290-acfb-b62938c4d8d1', 'Maya Lind', 'maya.lind@northside.test', '', 'active', NULL, 'maya lind maya.lind@northside.test', '', '', '2026-01-01 00:00:00+00', NULL, NULL);
INSERT INTO public.organizations_client VALUES ('01a22ad2-d984-7634-950d-23c11f0af238', '01a22ad2-d964-7290-acfb-b62938c4d8d1', 'Noah Berg', 'noah.berg@northside.test', '', 'active', NULL, 'noah berg noah.berg@northside.test', '', '', '2026-01-01 00:00:00+00', NULL, NULL);
INSERT INTO public.organizations_location VALUES ('01a22ad2-d966-76dd-b8c6-c2161033e8ce', '01a22ad2-d964-7290-acfb-b62938c4d8d1', 'Main studio', '', false, true);
INSERT INTO public.organizations_membership VALUES ('01a22ad2-d96f-7430-b14c-3e29f57a36bf', '01a22ad2-d964-7290-acfb-b62938c4d8d1', 'owner', '2026-01-01 00:00:00+00', NULL, '01a22ad2-d968-73de-aff9-4bd480dbd948', '01a22ad2-d96f-7430-b14c-3e2818041d45');
INSERT INTO public.organizations_membership VALUES ('01a22ad2-d978-734e-98f4-903f6cfed43c', '01a22ad2-d964-7290-acfb-b62938c4d8d1', 'manager', '2026-01-01 00:00:00+00', NULL, '01a22ad2-d974-777b-bb95-3e6ce6159d7a', '01a22ad2-d977-70ac-b8bc-69f5b74e1936');
INSERT INTO public.organizations_membership VALUES ('01a22ad2-d980-73a2-86f9-8778c8bc732f', '01a22ad2-d964-7290-acfb-b62938c4d8d1', 'client', '2026-01-01 00:00:00+00', '01a22ad2-d97f-7110-8c26-1174ed8100bb', '01a22ad2-d97e-7183-846e-e3d241e648fb', NULL);
INSERT INTO public.organizations_membership VALUES ('01a22ad2-d985-730d-bcc8-2075d8b69729', '01a22ad2-d964-7290-acfb-b62938c4d8d1', 'client', '2026-01-01 00:00:00+00', '01a22ad2-d984-7634-950d-23c11f0af238', '01a22ad2-d983-72e9-a47b-176b377b9c8f', NULL);
INSERT INTO public.organizations_membershipscope VALUES ('01a22ad2-d97d-72c9-bc1f-4e9f3ec89e18', '01a22ad2-d964-7290-acfb-b62938c4d8d1', '01a22ad2-d966-76dd-b8c6-c2161033e8ce', '01a22ad2-d978-734e-98f4-903f6cfed43c', NULL);
INSERT INTO public.organizations_organization VALUES ('01a22ad2-d964-7290-acfb-b62938c4d8d1', 'northside', 'Northside Strength', 'Europe/London', 'GBP', 'en-gb', 1, 'studio', '{}', '{"cancel.tiers": [[24, 100], [12, 50]], "cancel.policy": "tiered", "hold.duration": 600, "booking.window": 3, "branding.color": "#066fd1", "hold.rate_limit": 5, "attendance.grace": 600, "booking.one_step": false, "credits.rounding": "exact", "credits.validity": 3, "calendar.color_by": "type", "features.sessions": true, "features.waitlist": true, "reminders.offsets": [86400, 3600], "booking.show_spots": "exact", "branding.logo_text": "", "class.cost_credits": "1.00", "notify.quiet_hours": "22:00-07:00", "clients.self_signup": true, "booking.mistap_grace": 300, "cancel.cutoff_before": 43200, "credits.refund_grace": 1209600, "waitlist.late_window": 7200, "class.default_capacity": 12, "waitlist.hold_duration": 1800, "waitlist.promote_until": 900, "attendance.auto_no_show": true, "clients.welcome_credits": "0.00", "class.late_cancel_cutoff": null, "class.registration_opens": null, "class.registration_closes": 0, "waitlist.late_hold_duration": 300, "booking.client_min_notice.class": 0}', '2026-01-01 00:00:00+00');
INSERT INTO public.organizations_staff VALUES ('01a22ad2-d96f-7430-b14c-3e2818041d45', '01a22ad2-d964-7290-acfb-b62938c4d8d1', 'Olive Owner', '', '', '#2563eb', false, true);
INSERT INTO public.organizations_staff VALUES ('01a22ad2-d977-70ac-b8bc-69f5b74e1936', '01a22ad2-d964-7290-acfb-b62938c4d8d1', 'Mona Manager', '', '', '#2563eb', false, true);
INSERT INTO public.organizations_staff VALUES ('01a22ad2-d9af-7295-a058-3adb996cc673', '01a22ad2-d964-7290-acfb-b62938c4d8d1', 'Trainer of Evening Yoga', '', '', '#2563eb', true, true);
INSERT INTO public.organizations_staff VALUES ('01a22ad2-dcbe-75b9-8b92-9a82dd010348', '01a22ad2-d964-7290-acfb-b62938c4d8d1', 'Trainer of Morning Strength', '', '', '#2563eb', true, true);
INSERT INTO public.schedule_calendar VALUES ('01a22ad2-d9bd-73aa-8e3a-d0b1ff505e56', '01a22ad2-d964-7290-acfb-b62938c4d8d1', '01a22ad2-d9af-7295-a058-3adb996cc673');
INSERT INTO public.schedule_calendar VALUES ('01a22ad2-dcc8-7237-a572-4ce941738e29', '01a22ad2-d964-7290-acfb-b62938c4d8d1', '01a22ad2-dcbe-75b9-8b92-9a82dd010348');
INSERT INTO public.schedule_calendarclaim VALUES ('01a22ad2-d9c2-7459-aa0e-9739c3d5509d', '01a22ad2-d964-7290-acfb-b62938c4d8d1', '2026-11-23 09:00:00+00', '2026-11-23 10:00:00+00', 1, true, 'session', '', '01a22ad2-d9bd-73aa-8e3a-d0b1ff505e56', '01a22ad2-d9b5-726e-8918-7449101a259a');
INSERT INTO public.schedule_calendarclaim VALUES ('01a22ad2-dccb-74ab-a5fd-dd04fa9fed60', '01a22ad2-d964-7290-acfb-b62938c4d8d1', '2026-11-22 09:00:00+00', '2026-11-22 10:00:00+00', 1, true, 'session', '', '01a22ad2-dcc8-7237-a572-4ce941738e29', '01a22ad2-dcc2-773f-92f5-8abe8ffeccad');
INSERT INTO public.schedule_classtype VALUES ('01a22ad2-d9b0-70db-b28f-68d5f74e982e', '01a22ad2-d964-7290-acfb-b62938c4d8d1', 'Evening Yoga', '', '#2563eb', 60, 12, NULL, NULL, NULL, NULL, true, '01a22ad2-d966-76dd-b8c6-c2161033e8ce', NULL, '01a22ad2-d9af-7295-a058-3adb996cc673', '');
INSERT INTO public.schedule_classtype VALUES ('01a22ad2-dcbf-7549-af57-7e1530e2232f', '01a22ad2-d964-7290-acfb-b62938c4d8d1', 'Morning Strength', '', '#2563eb', 60, 12, NULL, NULL, NULL, NULL, true, '01a22ad2-d966-76dd-b8c6-c2161033e8ce', NULL, '01a22ad2-dcbe-75b9-8b92-9a82dd010348', '');
INSERT INTO public.schedule_session VALUES ('01a22ad2-d9b5-726e-8918-7449101a259a', '01a22ad2-d964-7290-acfb-b62938c4d8d1', 'class', 'published', '2026-11-23 09:00:00+00', '2026-11-23 10:00:00+00', 1, NULL, '2026-11-20 09:00:00+00', '2026-11-23 09:00:00+00', NULL, NULL, false, NULL, '', '', '', 0, '01a22ad2-d9b0-70db-b28f-68d5f74e982e', '01a22ad2-d966-76dd-b8c6-c2161033e8ce', NULL, NULL, '01a22ad2-d9af-7295-a058-3adb996cc673');
INSERT INTO public.schedule_session VALUES ('01a22ad2-dcc2-773f-92f5-8abe8ffeccad', '01a22ad2-d964-7290-acfb-b62938c4d8d1', 'class', 'published', '2026-11-22 09:00:00+00', '2026-11-22 10:00:00+00', 1, NULL, '2026-11-20 09:00:00+00', '2026-11-22 09:00:00+00', NULL, NULL, false, NULL, '', '', '', 1, '01a22ad2-dcbf-7549-af57-7e1530e2232f', '01a22ad2-d966-76dd-b8c6-c2161033e8ce', NULL, NULL, '01a22ad2-dcbe-75b9-8b92-9a82dd010348');
SELECT pg_catalog.setval('public.account_emailaddress_id_seq', 4, true);
SELECT pg_catalog.setval('public.account_emailconfirmation_id_seq', 1, false);
SELECT pg_catalog.setval('public.accounts_failedsignin_id_seq', 1, false);
SELECT pg_catalog.setval('public.auth_group_id_seq', 1, false);
SELECT pg_catalog.setval('public.auth_group_permissions_id_seq', 1, false);
SELECT pg_catalog.setval('public.auth_permission_id_seq', 176, true);
SELECT pg_catalog.setval('public.core_delivery_id_seq', 5, true);
SELECT pg_catalog.setval('public.core_timer_id_seq', 12, true);
SELECT pg_catalog.setval('public.django_content_type_id_seq', 44, true);
SELECT pg_catalog.setval('public.django_migrations_id_seq', 60, true);
SELECT pg_catalog.setval('public.mfa_authenticator_id_seq', 1, false);
SELECT pg_catalog.setval('public.usersessions_usersession_id_seq', 1, false);
ALTER TABLE ONLY public.account_emailaddress
    ADD CONSTRAINT account_emailaddress_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.account_emailaddress
    ADD CONSTRAINT account_emailaddress_user_id_email_987c8728_uniq UNIQUE (user_id, email);
ALTER TABLE ONLY public.account_emailconfirmation
    ADD CONSTRAINT account_emailconfirmation_key_key UNIQUE (key);
ALTER TABLE ONLY public.account_emailconfirmation
    ADD CONSTRAINT account_emailconfirmation_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.billing_creditaccount
    ADD CONSTRAINT account_one_per_client UNIQUE (client_id);
ALTER TABLE ONLY public.accounts_failedsignin
    ADD CONSTRAINT accounts_failedsignin_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.accounts_user
    ADD CONSTRAINT accounts_user_email_key UNIQUE (email);
ALTER TABLE ONLY public.accounts_user
    ADD CONSTRAINT accounts_user_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.booking_attendance
    ADD CONSTRAINT attendance_one_per_booking UNIQUE (booking_id);
ALTER TABLE ONLY public.auth_group
    ADD CONSTRAINT auth_group_name_key UNIQUE (name);
ALTER TABLE ONLY public.auth_group_permissions
    ADD CONSTRAINT auth_group_permissions_group_id_permission_id_0cd325b0_uniq UNIQUE (group_id, permission_id);
ALTER TABLE ONLY public.auth_group_permissions
    ADD CONSTRAINT auth_group_permissions_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.auth_group
    ADD CONSTRAINT auth_group_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.auth_permission
    ADD CONSTRAINT auth_permission_content_type_id_codename_01ab375a_uniq UNIQUE (content_type_id, codename);
ALTER TABLE ONLY public.auth_permission
    ADD CONSTRAINT auth_permission_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.billing_creditaccount
    ADD CONSTRAINT billing_creditaccount_org_id UNIQUE (organization_id, id);
ALTER TABLE ONLY public.billing_creditaccount
    ADD CONSTRAINT billing_creditaccount_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.billing_creditlot
    ADD CONSTRAINT billing_creditlot_org_id UNIQUE (organization_id, id);
ALTER TABLE ONLY public.billing_creditlot
    ADD CONSTRAINT billing_creditlot_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.billing_ledgerentry
    ADD CONSTRAINT billing_ledgerentry_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.billing_posting
    ADD CONSTRAINT billing_posting_org_id UNIQUE (organization_id, id);
ALTER TABLE ONLY public.billing_posting
    ADD CONSTRAINT billing_posting_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.booking_attendance
    ADD CONSTRAINT booking_attendance_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.booking_booking
    ADD CONSTRAINT booking_booking_org_id UNIQUE (organization_id, id);
ALTER TABLE ONLY public.booking_booking
    ADD CONSTRAINT booking_booking_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.booking_calendarfeed
    ADD CONSTRAINT booking_calendarfeed_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.booking_cancelrun
    ADD CONSTRAINT booking_cancelrun_org_id UNIQUE (organization_id, id);
ALTER TABLE ONLY public.booking_cancelrun
    ADD CONSTRAINT booking_cancelrun_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.booking_cancelrunitem
    ADD CONSTRAINT booking_cancelrunitem_org_id UNIQUE (organization_id, id);
ALTER TABLE ONLY public.booking_cancelrunitem
    ADD CONSTRAINT booking_cancelrunitem_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.booking_booking
    ADD CONSTRAINT booking_one_per_hold UNIQUE (hold_id);
ALTER TABLE ONLY public.booking_spot
    ADD CONSTRAINT booking_spot_pkey PRIMARY KEY (session_id, number);
ALTER TABLE ONLY public.booking_spothold
    ADD CONSTRAINT booking_spothold_org_id UNIQUE (organization_id, id);
ALTER TABLE ONLY public.booking_spothold
    ADD CONSTRAINT booking_spothold_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.booking_waitlistentry
    ADD CONSTRAINT booking_waitlistentry_org_id UNIQUE (organization_id, id);
ALTER TABLE ONLY public.booking_waitlistentry
    ADD CONSTRAINT booking_waitlistentry_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.booking_waitlistskip
    ADD CONSTRAINT booking_waitlistskip_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.schedule_calendar
    ADD CONSTRAINT calendar_one_per_trainer UNIQUE (trainer_id);
ALTER TABLE ONLY public.booking_cancelrunitem
    ADD CONSTRAINT cancel_run_names_a_session_once UNIQUE (run_id, session_id);
ALTER TABLE ONLY public.schedule_calendarclaim
    ADD CONSTRAINT claim_one_per_session UNIQUE (session_id);
ALTER TABLE ONLY public.core_cache
    ADD CONSTRAINT core_cache_pkey PRIMARY KEY (cache_key);
ALTER TABLE ONLY public.core_delivery
    ADD CONSTRAINT core_delivery_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.core_event
    ADD CONSTRAINT core_event_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.core_idempotencykey
    ADD CONSTRAINT core_idempotencykey_pkey PRIMARY KEY (organization_id, principal, key);
ALTER TABLE ONLY public.core_subscription
    ADD CONSTRAINT core_subscription_pkey PRIMARY KEY (type, consumer);
ALTER TABLE ONLY public.core_timer
    ADD CONSTRAINT core_timer_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.core_delivery
    ADD CONSTRAINT delivery_once_per_consumer UNIQUE (event_id, consumer);
ALTER TABLE ONLY public.django_content_type
    ADD CONSTRAINT django_content_type_app_label_model_76bd3d3b_uniq UNIQUE (app_label, model);
ALTER TABLE ONLY public.django_content_type
    ADD CONSTRAINT django_content_type_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.django_migrations
    ADD CONSTRAINT django_migrations_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.django_session
    ADD CONSTRAINT django_session_pkey PRIMARY KEY (session_key);
ALTER TABLE ONLY public.billing_ledgerentry
    ADD CONSTRAINT entry_one_per_posting_and_lot UNIQUE (posting_id, lot_id);
ALTER TABLE ONLY public.booking_calendarfeed
    ADD CONSTRAINT feed_one_per_client UNIQUE (client_id);
ALTER TABLE ONLY public.booking_calendarfeed
    ADD CONSTRAINT feed_one_per_staff UNIQUE (staff_id);
ALTER TABLE ONLY public.organizations_membership
    ADD CONSTRAINT membership_one_login_per_client UNIQUE (client_id);
ALTER TABLE ONLY public.organizations_membership
    ADD CONSTRAINT membership_role_once UNIQUE (user_id, organization_id, role);
ALTER TABLE ONLY public.notify_message
    ADD CONSTRAINT message_said_once UNIQUE (organization_id, dedupe_key, channel);
ALTER TABLE ONLY public.mfa_authenticator
    ADD CONSTRAINT mfa_authenticator_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.notify_message
    ADD CONSTRAINT notify_message_org_id UNIQUE (organization_id, id);
ALTER TABLE ONLY public.notify_message
    ADD CONSTRAINT notify_message_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.notify_preference
    ADD CONSTRAINT notify_preference_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.organizations_client
    ADD CONSTRAINT organizations_client_org_id UNIQUE (organization_id, id);
ALTER TABLE ONLY public.organizations_client
    ADD CONSTRAINT organizations_client_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.organizations_clientnote
    ADD CONSTRAINT organizations_clientnote_org_id UNIQUE (organization_id, id);
ALTER TABLE ONLY public.organizations_clientnote
    ADD CONSTRAINT organizations_clientnote_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.organizations_invitation
    ADD CONSTRAINT organizations_invitation_org_id UNIQUE (organization_id, id);
ALTER TABLE ONLY public.organizations_invitation
    ADD CONSTRAINT organizations_invitation_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.organizations_location
    ADD CONSTRAINT organizations_location_org_id UNIQUE (organization_id, id);
ALTER TABLE ONLY public.organizations_location
    ADD CONSTRAINT organizations_location_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.organizations_membership
    ADD CONSTRAINT organizations_membership_org_id UNIQUE (organization_id, id);
ALTER TABLE ONLY public.organizations_membership
    ADD CONSTRAINT organizations_membership_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.organizations_membershipscope
    ADD CONSTRAINT organizations_membershipscope_org_id UNIQUE (organization_id, id);
ALTER TABLE ONLY public.organizations_membershipscope
    ADD CONSTRAINT organizations_membershipscope_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.organizations_organization
    ADD CONSTRAINT organizations_organization_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.organizations_organization
    ADD CONSTRAINT organizations_organization_slug_key UNIQUE (slug);
ALTER TABLE ONLY public.organizations_staff
    ADD CONSTRAINT organizations_staff_org_id UNIQUE (organization_id, id);
ALTER TABLE ONLY public.organizations_staff
    ADD CONSTRAINT organizations_staff_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.billing_posting
    ADD CONSTRAINT posting_one_of_a_kind_per_reference UNIQUE (organization_id, kind, reference);
ALTER TABLE ONLY public.notify_preference
    ADD CONSTRAINT preference_one_per_topic UNIQUE (organization_id, user_id, topic, channel);
ALTER TABLE ONLY public.schedule_calendar
    ADD CONSTRAINT schedule_calendar_org_id UNIQUE (organization_id, id);
ALTER TABLE ONLY public.schedule_calendar
    ADD CONSTRAINT schedule_calendar_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.schedule_calendarclaim
    ADD CONSTRAINT schedule_calendarclaim_org_id UNIQUE (organization_id, id);
ALTER TABLE ONLY public.schedule_calendarclaim
    ADD CONSTRAINT schedule_calendarclaim_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.schedule_cancellationpolicy
    ADD CONSTRAINT schedule_cancellationpolicy_org_id UNIQUE (organization_id, id);
ALTER TABLE ONLY public.schedule_cancellationpolicy
    ADD CONSTRAINT schedule_cancellationpolicy_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.schedule_classtype
    ADD CONSTRAINT schedule_classtype_org_id UNIQUE (organization_id, id);
ALTER TABLE ONLY public.schedule_classtype
    ADD CONSTRAINT schedule_classtype_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.schedule_series
    ADD CONSTRAINT schedule_series_org_id UNIQUE (organization_id, id);
ALTER TABLE ONLY public.schedule_series
    ADD CONSTRAINT schedule_series_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.schedule_session
    ADD CONSTRAINT schedule_session_org_id UNIQUE (organization_id, id);
ALTER TABLE ONLY public.schedule_session
    ADD CONSTRAINT schedule_session_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.schedule_session
    ADD CONSTRAINT session_one_per_series_and_day UNIQUE (series_id, series_on);
ALTER TABLE ONLY public.booking_spot
    ADD CONSTRAINT spot_one_claim_per_client UNIQUE (session_id, client_id);
ALTER TABLE ONLY public.core_timer
    ADD CONSTRAINT timer_one_per_key UNIQUE (kind, entity_id, key);
ALTER TABLE ONLY public.usersessions_usersession
    ADD CONSTRAINT usersessions_usersession_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.usersessions_usersession
    ADD CONSTRAINT usersessions_usersession_session_key_key UNIQUE (session_key);
ALTER TABLE ONLY public.booking_waitlistentry
    ADD CONSTRAINT waitlist_place_once UNIQUE (session_id, place);
CREATE INDEX account_emailaddress_email_03be32b2 ON public.account_emailaddress USING btree (email);
CREATE INDEX account_emailaddress_email_03be32b2_like ON public.account_emailaddress USING btree (email varchar_pattern_ops);
CREATE INDEX account_emailaddress_user_id_2c513194 ON public.account_emailaddress USING btree (user_id);
CREATE INDEX account_emailconfirmation_email_address_id_5b7f8c58 ON public.account_emailconfirmation USING btree (email_address_id);
CREATE INDEX account_emailconfirmation_key_f43612bd_like ON public.account_emailconfirmation USING btree (key varchar_pattern_ops);
CREATE INDEX accounts_user_email_b2644a56_like ON public.accounts_user USING btree (email varchar_pattern_ops);
CREATE INDEX auth_group_name_a6ea08ec_like ON public.auth_group USING btree (name varchar_pattern_ops);
CREATE INDEX auth_group_permissions_group_id_b120cbf9 ON public.auth_group_permissions USING btree (group_id);
CREATE INDEX auth_group_permissions_permission_id_84c5c92e ON public.auth_group_permissions USING btree (permission_id);
CREATE INDEX auth_permission_content_type_id_2f476e4b ON public.auth_permission USING btree (content_type_id);
CREATE INDEX booking_attendance_booking_id_726b28a4 ON public.booking_attendance USING btree (booking_id);
CREATE INDEX booking_cancelled_of_session ON public.booking_booking USING btree (session_id) WHERE ((status)::text = 'cancelled'::text);
CREATE INDEX booking_cancelrunitem_run_id_5abb6821 ON public.booking_cancelrunitem USING btree (run_id);
CREATE INDEX booking_cancelrunitem_session_id_ca6530da ON public.booking_cancelrunitem USING btree (session_id);
CREATE INDEX booking_of_client ON public.booking_booking USING btree (client_id, starts_at);
CREATE UNIQUE INDEX booking_one_live_per_client_and_session ON public.booking_booking USING btree (session_id, client_id) WHERE (NOT ((status)::text = 'cancelled'::text));
CREATE INDEX booking_waitlistentry_client_id_28fecf31 ON public.booking_waitlistentry USING btree (client_id);
CREATE INDEX booking_waitlistskip_entry_id_e0728095 ON public.booking_waitlistskip USING btree (entry_id);
CREATE INDEX claim_on_calendar ON public.schedule_calendarclaim USING btree (calendar_id, starts_at);
CREATE UNIQUE INDEX class_type_name_once_per_studio ON public.schedule_classtype USING btree (organization_id, lower((name)::text));
CREATE INDEX client_by_address ON public.organizations_client USING btree (email) WHERE (NOT ((email)::text = ''::text));
CREATE UNIQUE INDEX client_email_once_per_studio ON public.organizations_client USING btree (organization_id, email) WHERE (NOT ((email)::text = ''::text));
CREATE INDEX client_in_order ON public.organizations_client USING btree (organization_id, search, id);
CREATE INDEX core_cache_expires ON public.core_cache USING btree (expires);
CREATE INDEX delivery_dead ON public.core_delivery USING btree (organization_id) WHERE ((state)::text = 'dead'::text);
CREATE INDEX delivery_due ON public.core_delivery USING btree (due_at) WHERE ((state)::text = 'due'::text);
CREATE INDEX django_session_expire_date_a5c62663 ON public.django_session USING btree (expire_date);
CREATE INDEX django_session_session_key_c0390e0f_like ON public.django_session USING btree (session_key varchar_pattern_ops);
CREATE INDEX event_entity ON public.core_event USING btree (entity_id, at);
CREATE INDEX event_newest ON public.core_event USING btree (organization_id, at DESC);
CREATE INDEX failed_sign_in_age ON public.accounts_failedsignin USING btree (at);
CREATE INDEX failed_sign_in_newest ON public.accounts_failedsignin USING btree (key, at DESC);
CREATE INDEX hold_of_client ON public.booking_spothold USING btree (client_id, created_at);
CREATE INDEX hold_to_sweep ON public.booking_spothold USING btree (organization_id, expires_at) WHERE ((status)::text = 'active'::text);
CREATE INDEX idempotency_age ON public.core_idempotencykey USING btree (created_at, organization_id);
CREATE UNIQUE INDEX invitation_one_unanswered_per_person ON public.organizations_invitation USING btree (staff_id) WHERE ((accepted_at IS NULL) AND (withdrawn_at IS NULL));
CREATE UNIQUE INDEX location_name_once_per_studio ON public.organizations_location USING btree (organization_id, lower((name)::text));
CREATE INDEX lot_soonest_expiry ON public.billing_creditlot USING btree (account_id, valid_until);
CREATE INDEX message_about ON public.notify_message USING btree (about_id);
CREATE INDEX message_inbox ON public.notify_message USING btree (user_id, created_at DESC) WHERE ((channel)::text = 'in_app'::text);
CREATE INDEX message_newest ON public.notify_message USING btree (organization_id, created_at DESC);
CREATE INDEX mfa_authenticator_user_id_0c3a50c0 ON public.mfa_authenticator USING btree (user_id);
CREATE INDEX notify_message_client_id_a65490e0 ON public.notify_message USING btree (client_id);
CREATE INDEX organizations_client_location_id_d691e995 ON public.organizations_client USING btree (location_id);
CREATE INDEX organizations_client_trainer_id_9bfa24ec ON public.organizations_client USING btree (trainer_id);
CREATE INDEX organizations_clientnote_author_id_fe3db592 ON public.organizations_clientnote USING btree (author_id);
CREATE INDEX organizations_clientnote_client_id_e3366379 ON public.organizations_clientnote USING btree (client_id);
CREATE INDEX organizations_invitation_staff_id_d7922864 ON public.organizations_invitation USING btree (staff_id);
CREATE INDEX organizations_membership_client_id_004099d5 ON public.organizations_membership USING btree (client_id);
CREATE INDEX organizations_membership_staff_id_3c6b9ba4 ON public.organizations_membership USING btree (staff_id);
CREATE INDEX organizations_membership_user_id_a8e72055 ON public.organizations_membership USING btree (user_id);
CREATE INDEX organizations_membershipscope_location_id_57ce9177 ON public.organizations_membershipscope USING btree (location_id);
CREATE INDEX organizations_membershipscope_membership_id_274525df ON public.organizations_membershipscope USING btree (membership_id);
CREATE INDEX organizations_membershipscope_trainer_id_d35a7a21 ON public.organizations_membershipscope USING btree (trainer_id);
CREATE INDEX organizations_organization_slug_e36fd8f9_like ON public.organizations_organization USING btree (slug varchar_pattern_ops);
CREATE UNIQUE INDEX policy_name_once_per_studio ON public.schedule_cancellationpolicy USING btree (organization_id, lower((name)::text));
CREATE INDEX posting_of_account ON public.billing_posting USING btree (account_id, at DESC);
CREATE INDEX posting_of_studio ON public.billing_posting USING btree (organization_id, at DESC);
CREATE INDEX schedule_calendar_trainer_id_8d883b49 ON public.schedule_calendar USING btree (trainer_id);
CREATE INDEX schedule_calendarclaim_calendar_id_b2fc17ee ON public.schedule_calendarclaim USING btree (calendar_id);
CREATE INDEX schedule_calendarclaim_session_id_59bae245 ON public.schedule_calendarclaim USING btree (session_id);
CREATE INDEX schedule_classtype_location_id_d677cdce ON public.schedule_classtype USING btree (location_id);
CREATE INDEX schedule_classtype_policy_id_8d289d03 ON public.schedule_classtype USING btree (policy_id);
CREATE INDEX schedule_classtype_trainer_id_c15d7d20 ON public.schedule_classtype USING btree (trainer_id);
CREATE INDEX schedule_series_class_type_id_a5d8aa3d ON public.schedule_series USING btree (class_type_id);
CREATE INDEX schedule_series_location_id_f51e13f6 ON public.schedule_series USING btree (location_id);
CREATE INDEX schedule_series_trainer_id_afc61a28 ON public.schedule_series USING btree (trainer_id);
CREATE INDEX schedule_session_class_type_id_c9e05865 ON public.schedule_session USING btree (class_type_id);
CREATE INDEX schedule_session_location_id_e47c6cd2 ON public.schedule_session USING btree (location_id);
CREATE INDEX schedule_session_policy_id_09339c8a ON public.schedule_session USING btree (policy_id);
CREATE INDEX schedule_session_series_id_142ba04c ON public.schedule_session USING btree (series_id);
CREATE INDEX schedule_session_trainer_id_791a1bc9 ON public.schedule_session USING btree (trainer_id);
CREATE INDEX session_calendar ON public.schedule_session USING btree (organization_id, starts_at);
CREATE INDEX session_of_trainer ON public.schedule_session USING btree (trainer_id, starts_at);
CREATE INDEX timer_dead ON public.core_timer USING btree (organization_id) WHERE ((state)::text = 'dead'::text);
CREATE INDEX timer_due ON public.core_timer USING btree (due_at) WHERE ((state)::text = 'due'::text);
CREATE UNIQUE INDEX unique_authenticator_type ON public.mfa_authenticator USING btree (user_id, type) WHERE ((type)::text = ANY ((ARRAY['totp'::character varying, 'recovery_codes'::character varying])::text[]));
CREATE UNIQUE INDEX unique_primary_email ON public.account_emailaddress USING btree (user_id, "primary") WHERE "primary";
CREATE UNIQUE INDEX unique_verified_email ON public.account_emailaddress USING btree (email) WHERE verified;
CREATE INDEX usersessions_usersession_session_key_fd35de43_like ON public.usersessions_usersession USING btree (session_key varchar_pattern_ops);
CREATE INDEX usersessions_usersession_user_id_af5e0a6d ON public.usersessions_usersession USING btree (user_id);
CREATE INDEX waitlist_in_order ON public.booking_waitlistentry USING btree (session_id, place) WHERE ((status)::text = 'waiting'::text);
CREATE UNIQUE INDEX waitlist_one_live_entry ON public.booking_waitlistentry USING btree (session_id, client_id) WHERE ((status)::text = ANY ((ARRAY['waiting'::character varying, 'offered'::character varying])::text[]));
CREATE TRIGGER append_only BEFORE DELETE OR UPDATE ON public.billing_ledgerentry FOR EACH ROW EXECUTE FUNCTION public.refuse_change();
CREATE TRIGGER append_only BEFORE DELETE OR UPDATE ON public.billing_posting FOR EACH ROW EXECUTE FUNCTION public.refuse_change();
CREATE TRIGGER append_only BEFORE DELETE OR UPDATE ON public.core_event FOR EACH ROW EXECUTE FUNCTION public.refuse_change();
CREATE TRIGGER append_only_all BEFORE TRUNCATE ON public.billing_ledgerentry FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_change();
CREATE TRIGGER append_only_all BEFORE TRUNCATE ON public.billing_posting FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_change();
CREATE TRIGGER append_only_all BEFORE TRUNCATE ON public.core_event FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_change();
CREATE TRIGGER claimed_once BEFORE UPDATE OF client_id, hold_id, booking_id ON public.booking_spot FOR EACH ROW WHEN (((old.client_id IS NOT NULL) AND (new.client_id IS NOT NULL) AND (old.hold_id <> new.hold_id))) EXECUTE FUNCTION public.refuse_second_claim();
CREATE TRIGGER covers_its_spots BEFORE UPDATE OF capacity ON public.schedule_session FOR EACH ROW WHEN ((new.capacity < old.capacity)) EXECUTE FUNCTION public.refuse_low_capacity();
CREATE TRIGGER explained BEFORE UPDATE OF remaining ON public.billing_creditlot FOR EACH ROW WHEN (((old.remaining IS DISTINCT FROM new.remaining) AND (pg_trigger_depth() < 1))) EXECUTE FUNCTION public.refuse_unexplained();
CREATE TRIGGER keeps_its_entries BEFORE DELETE ON public.billing_creditlot FOR EACH ROW EXECUTE FUNCTION public.refuse_change();
CREATE TRIGGER keeps_its_lots BEFORE DELETE OR UPDATE ON public.billing_creditaccount FOR EACH ROW EXECUTE FUNCTION public.refuse_change();
CREATE CONSTRAINT TRIGGER keeps_its_place AFTER DELETE OR UPDATE OF booking_id ON public.booking_spot DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN ((old.booking_id IS NOT NULL)) EXECUTE FUNCTION public.refuse_lost_place();
CREATE TRIGGER keeps_its_terms BEFORE UPDATE OF organization_id, account_id, origin, quantity, valid_from, kinds ON public.billing_creditlot FOR EACH ROW EXECUTE FUNCTION public.refuse_change();
CREATE TRIGGER moves_the_lot AFTER INSERT ON public.billing_ledgerentry FOR EACH ROW EXECUTE FUNCTION public.move_lot();
CREATE TRIGGER no_overlap AFTER INSERT OR UPDATE OF calendar_id, starts_at, ends_at, exclusive, override_reason ON public.schedule_calendarclaim FOR EACH ROW EXECUTE FUNCTION public.refuse_overlap();
CREATE TRIGGER occupied_stays BEFORE DELETE ON public.booking_spot FOR EACH ROW WHEN ((old.client_id IS NOT NULL)) EXECUTE FUNCTION public.refuse_removing_occupied();
CREATE TRIGGER starts_empty BEFORE INSERT ON public.billing_creditlot FOR EACH ROW WHEN ((new.remaining <> (0)::numeric)) EXECUTE FUNCTION public.refuse_unexplained();
CREATE TRIGGER within_capacity BEFORE INSERT OR UPDATE OF number, session_id ON public.booking_spot FOR EACH ROW EXECUTE FUNCTION public.refuse_extra_spot();
ALTER TABLE ONLY public.account_emailaddress
    ADD CONSTRAINT account_emailaddress_user_id_2c513194_fk_accounts_user_id FOREIGN KEY (user_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.account_emailconfirmation
    ADD CONSTRAINT account_emailconfirm_email_address_id_5b7f8c58_fk_account_e FOREIGN KEY (email_address_id) REFERENCES public.account_emailaddress(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.auth_group_permissions
    ADD CONSTRAINT auth_group_permissio_permission_id_84c5c92e_fk_auth_perm FOREIGN KEY (permission_id) REFERENCES public.auth_permission(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.auth_group_permissions
    ADD CONSTRAINT auth_group_permissions_group_id_b120cbf9_fk_auth_group_id FOREIGN KEY (group_id) REFERENCES public.auth_group(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.auth_permission
    ADD CONSTRAINT auth_permission_content_type_id_2f476e4b_fk_django_co FOREIGN KEY (content_type_id) REFERENCES public.django_content_type(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.billing_creditaccount
    ADD CONSTRAINT billing_creditaccount_client_id_same_org FOREIGN KEY (organization_id, client_id) REFERENCES public.organizations_client(organization_id, id) DEFERRABLE;
ALTER TABLE ONLY public.billing_creditlot
    ADD CONSTRAINT billing_creditlot_account_id_same_org FOREIGN KEY (organization_id, account_id) REFERENCES public.billing_creditaccount(organization_id, id) DEFERRABLE;
ALTER TABLE ONLY public.billing_ledgerentry
    ADD CONSTRAINT billing_ledgerentry_lot_id_same_org FOREIGN KEY (organization_id, lot_id) REFERENCES public.billing_creditlot(organization_id, id) DEFERRABLE;
ALTER TABLE ONLY public.billing_ledgerentry
    ADD CONSTRAINT billing_ledgerentry_posting_id_same_org FOREIGN KEY (organization_id, posting_id) REFERENCES public.billing_posting(organization_id, id) DEFERRABLE;
ALTER TABLE ONLY public.billing_posting
    ADD CONSTRAINT billing_posting_account_id_same_org FOREIGN KEY (organization_id, account_id) REFERENCES public.billing_creditaccount(organization_id, id) DEFERRABLE;
ALTER TABLE ONLY public.booking_attendance
    ADD CONSTRAINT booking_attendance_booking_id_same_org FOREIGN KEY (organization_id, booking_id) REFERENCES public.booking_booking(organization_id, id) DEFERRABLE;
ALTER TABLE ONLY public.booking_booking
    ADD CONSTRAINT booking_booking_client_id_same_org FOREIGN KEY (organization_id, client_id) REFERENCES public.organizations_client(organization_id, id) DEFERRABLE;
ALTER TABLE ONLY public.booking_booking
    ADD CONSTRAINT booking_booking_hold_id_same_org FOREIGN KEY (organization_id, hold_id) REFERENCES public.booking_spothold(organization_id, id) DEFERRABLE;
ALTER TABLE ONLY public.booking_booking
    ADD CONSTRAINT booking_booking_rescheduled_from_id_same_org FOREIGN KEY (organization_id, rescheduled_from_id) REFERENCES public.booking_booking(organization_id, id) DEFERRABLE;
ALTER TABLE ONLY public.booking_booking
    ADD CONSTRAINT booking_booking_session_id_same_org FOREIGN KEY (organization_id, session_id) REFERENCES public.schedule_session(organization_id, id) DEFERRABLE;
ALTER TABLE ONLY public.booking_calendarfeed
    ADD CONSTRAINT booking_calendarfeed_client_id_same_org FOREIGN KEY (organization_id, client_id) REFERENCES public.organizations_client(organization_id, id) DEFERRABLE;
ALTER TABLE ONLY public.booking_calendarfeed
    ADD CONSTRAINT booking_calendarfeed_staff_id_same_org FOREIGN KEY (organization_id, staff_id) REFERENCES public.organizations_staff(organization_id, id) DEFERRABLE;
ALTER TABLE ONLY public.booking_cancelrunitem
    ADD CONSTRAINT booking_cancelrunitem_run_id_same_org FOREIGN KEY (organization_id, run_id) REFERENCES public.booking_cancelrun(organization_id, id) DEFERRABLE;
ALTER TABLE ONLY public.booking_cancelrunitem
    ADD CONSTRAINT booking_cancelrunitem_session_id_same_org FOREIGN KEY (organization_id, session_id) REFERENCES public.schedule_session(organization_id, id) DEFERRABLE;
ALTER TABLE ONLY public.booking_spot
    ADD CONSTRAINT booking_spot_booking_id_same_org FOREIGN KEY (organization_id, booking_id) REFERENCES public.booking_booking(organization_id, id) DEFERRABLE;
ALTER TABLE ONLY public.booking_spot
    ADD CONSTRAINT booking_spot_hold_id_same_org FOREIGN KEY (organization_id, hold_id) REFERENCES public.booking_spothold(organization_id, id) DEFERRABLE;
ALTER TABLE ONLY public.booking_spot
    ADD CONSTRAINT booking_spot_session_id_same_org FOREIGN KEY (organization_id, session_id) REFERENCES public.schedule_session(organization_id, id) DEFERRABLE;
ALTER TABLE ONLY public.booking_spothold
    ADD CONSTRAINT booking_spothold_client_id_same_org FOREIGN KEY (organization_id, client_id) REFERENCES public.organizations_client(organization_id, id) DEFERRABLE;
ALTER TABLE ONLY public.booking_spothold
    ADD CONSTRAINT booking_spothold_session_id_same_org FOREIGN KEY (organization_id, session_id) REFERENCES public.schedule_session(organization_id, id) DEFERRABLE;
ALTER TABLE ONLY public.booking_waitlistentry
    ADD CONSTRAINT booking_waitlistentry_client_id_same_org FOREIGN KEY (organization_id, client_id) REFERENCES public.organizations_client(organization_id, id) DEFERRABLE;
ALTER TABLE ONLY public.booking_waitlistentry
    ADD CONSTRAINT booking_waitlistentry_hold_id_same_org FOREIGN KEY (organization_id, hold_id) REFERENCES public.booking_spothold(organization_id, id) DEFERRABLE;
ALTER TABLE ONLY public.booking_waitlistentry
    ADD CONSTRAINT booking_waitlistentry_session_id_same_org FOREIGN KEY (organization_id, session_id) REFERENCES public.schedule_session(organization_id, id) DEFERRABLE;
ALTER TABLE ONLY public.booking_waitlistskip
    ADD CONSTRAINT booking_waitlistskip_entry_id_same_org FOREIGN KEY (organization_id, entry_id) REFERENCES public.booking_waitlistentry(organization_id, id) DEFERRABLE;
ALTER TABLE ONLY public.mfa_authenticator
    ADD CONSTRAINT mfa_authenticator_user_id_0c3a50c0_fk_accounts_user_id FOREIGN KEY (user_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.notify_message
    ADD CONSTRAINT notify_message_client_id_same_org FOREIGN KEY (organization_id, client_id) REFERENCES public.organizations_client(organization_id, id) DEFERRABLE;
ALTER TABLE ONLY public.notify_message
    ADD CONSTRAINT notify_message_staff_id_same_org FOREIGN KEY (organization_id, staff_id) REFERENCES public.organizations_staff(organization_id, id) DEFERRABLE;
ALTER TABLE ONLY public.organizations_client
    ADD CONSTRAINT organizations_client_location_id_same_org FOREIGN KEY (organization_id, location_id) REFERENCES public.organizations_location(organization_id, id) DEFERRABLE;
ALTER TABLE ONLY public.organizations_client
    ADD CONSTRAINT organizations_client_trainer_id_same_org FOREIGN KEY (organization_id, trainer_id) REFERENCES public.organizations_staff(organization_id, id) DEFERRABLE;
ALTER TABLE ONLY public.organizations_clientnote
    ADD CONSTRAINT organizations_clientnote_author_id_same_org FOREIGN KEY (organization_id, author_id) REFERENCES public.organizations_staff(organization_id, id) DEFERRABLE;
ALTER TABLE ONLY public.organizations_clientnote
    ADD CONSTRAINT organizations_clientnote_client_id_same_org FOREIGN KEY (organization_id, client_id) REFERENCES public.organizations_client(organization_id, id) DEFERRABLE;
ALTER TABLE ONLY public.organizations_invitation
    ADD CONSTRAINT organizations_invitation_staff_id_same_org FOREIGN KEY (organization_id, staff_id) REFERENCES public.organizations_staff(organization_id, id) DEFERRABLE;
ALTER TABLE ONLY public.organizations_membership
    ADD CONSTRAINT organizations_membership_client_id_same_org FOREIGN KEY (organization_id, client_id) REFERENCES public.organizations_client(organization_id, id) DEFERRABLE;
ALTER TABLE ONLY public.organizations_membership
    ADD CONSTRAINT organizations_membership_staff_id_same_org FOREIGN KEY (organization_id, staff_id) REFERENCES public.organizations_staff(organization_id, id) DEFERRABLE;
ALTER TABLE ONLY public.organizations_membership
    ADD CONSTRAINT organizations_membership_user_id_a8e72055_fk_accounts_user_id FOREIGN KEY (user_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.organizations_membershipscope
    ADD CONSTRAINT organizations_membershipscope_location_id_same_org FOREIGN KEY (organization_id, location_id) REFERENCES public.organizations_location(organization_id, id) DEFERRABLE;
ALTER TABLE ONLY public.organizations_membershipscope
    ADD CONSTRAINT organizations_membershipscope_membership_id_same_org FOREIGN KEY (organization_id, membership_id) REFERENCES public.organizations_membership(organization_id, id) DEFERRABLE;
ALTER TABLE ONLY public.organizations_membershipscope
    ADD CONSTRAINT organizations_membershipscope_trainer_id_same_org FOREIGN KEY (organization_id, trainer_id) REFERENCES public.organizations_staff(organization_id, id) DEFERRABLE;
ALTER TABLE ONLY public.schedule_calendar
    ADD CONSTRAINT schedule_calendar_trainer_id_same_org FOREIGN KEY (organization_id, trainer_id) REFERENCES public.organizations_staff(organization_id, id) DEFERRABLE;
ALTER TABLE ONLY public.schedule_calendarclaim
    ADD CONSTRAINT schedule_calendarclaim_calendar_id_same_org FOREIGN KEY (organization_id, calendar_id) REFERENCES public.schedule_calendar(organization_id, id) DEFERRABLE;
ALTER TABLE ONLY public.schedule_calendarclaim
    ADD CONSTRAINT schedule_calendarclaim_session_id_same_org FOREIGN KEY (organization_id, session_id) REFERENCES public.schedule_session(organization_id, id) DEFERRABLE;
ALTER TABLE ONLY public.schedule_classtype
    ADD CONSTRAINT schedule_classtype_location_id_same_org FOREIGN KEY (organization_id, location_id) REFERENCES public.organizations_location(organization_id, id) DEFERRABLE;
ALTER TABLE ONLY public.schedule_classtype
    ADD CONSTRAINT schedule_classtype_policy_id_same_org FOREIGN KEY (organization_id, policy_id) REFERENCES public.schedule_cancellationpolicy(organization_id, id) DEFERRABLE;
ALTER TABLE ONLY public.schedule_classtype
    ADD CONSTRAINT schedule_classtype_trainer_id_same_org FOREIGN KEY (organization_id, trainer_id) REFERENCES public.organizations_staff(organization_id, id) DEFERRABLE;
ALTER TABLE ONLY public.schedule_series
    ADD CONSTRAINT schedule_series_class_type_id_same_org FOREIGN KEY (organization_id, class_type_id) REFERENCES public.schedule_classtype(organization_id, id) DEFERRABLE;
ALTER TABLE ONLY public.schedule_series
    ADD CONSTRAINT schedule_series_location_id_same_org FOREIGN KEY (organization_id, location_id) REFERENCES public.organizations_location(organization_id, id) DEFERRABLE;
ALTER TABLE ONLY public.schedule_series
    ADD CONSTRAINT schedule_series_trainer_id_same_org FOREIGN KEY (organization_id, trainer_id) REFERENCES public.organizations_staff(organization_id, id) DEFERRABLE;
ALTER TABLE ONLY public.schedule_session
    ADD CONSTRAINT schedule_session_class_type_id_same_org FOREIGN KEY (organization_id, class_type_id) REFERENCES public.schedule_classtype(organization_id, id) DEFERRABLE;
ALTER TABLE ONLY public.schedule_session
    ADD CONSTRAINT schedule_session_location_id_same_org FOREIGN KEY (organization_id, location_id) REFERENCES public.organizations_location(organization_id, id) DEFERRABLE;
ALTER TABLE ONLY public.schedule_session
    ADD CONSTRAINT schedule_session_policy_id_same_org FOREIGN KEY (organization_id, policy_id) REFERENCES public.schedule_cancellationpolicy(organization_id, id) DEFERRABLE;
ALTER TABLE ONLY public.schedule_session
    ADD CONSTRAINT schedule_session_series_id_same_org FOREIGN KEY (organization_id, series_id) REFERENCES public.schedule_series(organization_id, id) DEFERRABLE;
ALTER TABLE ONLY public.schedule_session
    ADD CONSTRAINT schedule_session_trainer_id_same_org FOREIGN KEY (organization_id, trainer_id) REFERENCES public.organizations_staff(organization_id, id) DEFERRABLE;
ALTER TABLE ONLY public.usersessions_usersession
    ADD CONSTRAINT usersessions_usersession_user_id_af5e0a6d_fk_accounts_user_id FOREIGN KEY (user_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE public.billing_creditaccount ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.billing_creditlot ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.billing_ledgerentry ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.billing_posting ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.booking_attendance ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.booking_booking ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.booking_calendarfeed ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.booking_cancelrun ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.booking_cancelrunitem ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.booking_spot ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.booking_spothold ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.booking_waitlistentry ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.booking_waitlistskip ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.core_event ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.core_idempotencykey ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.notify_message ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.notify_preference ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.organizations_client ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.organizations_clientnote ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.organizations_invitation ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.organizations_location ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.organizations_membership ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.organizations_membershipscope ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.organizations_staff ENABLE ROW LEVEL SECURITY;
CREATE POLICY own_address ON public.organizations_client FOR SELECT USING (((email)::text = ( SELECT public.tenant_address() AS tenant_address)));
ALTER TABLE public.schedule_calendar ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.schedule_calendarclaim ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.schedule_cancellationpolicy ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.schedule_classtype ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.schedule_series ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.schedule_session ENABLE ROW LEVEL SECURITY;
CREATE POLICY tenant ON public.billing_creditaccount USING ((organization_id = ( SELECT public.tenant() AS tenant))) WITH CHECK ((organization_id = ( SELECT public.tenant() AS tenant)));
CREATE POLICY tenant ON public.billing_creditlot USING ((organization_id = ( SELECT public.tenant() AS tenant))) WITH CHECK ((organization_id = ( SELECT public.tenant() AS tenant)));
CREATE POLICY tenant ON public.billing_ledgerentry USING ((organization_id = ( SELECT public.tenant() AS tenant))) WITH CHECK ((organization_id = ( SELECT public.tenant() AS tenant)));
CREATE POLICY tenant ON public.billing_posting USING ((organization_id = ( SELECT public.tenant() AS tenant))) WITH CHECK ((organization_id = ( SELECT public.tenant() AS tenant)));
CREATE POLICY tenant ON public.booking_attendance USING ((organization_id = ( SELECT public.tenant() AS tenant))) WITH CHECK ((organization_id = ( SELECT public.tenant() AS tenant)));
CREATE POLICY tenant ON public.booking_booking USING ((organization_id = ( SELECT public.tenant() AS tenant))) WITH CHECK ((organization_id = ( SELECT public.tenant() AS tenant)));
CREATE POLICY tenant ON public.booking_calendarfeed USING ((organization_id = ( SELECT public.tenant() AS tenant))) WITH CHECK ((organization_id = ( SELECT public.tenant() AS tenant)));
CREATE POLICY tenant ON public.booking_cancelrun USING ((organization_id = ( SELECT public.tenant() AS tenant))) WITH CHECK ((organization_id = ( SELECT public.tenant() AS tenant)));
CREATE POLICY tenant ON public.booking_cancelrunitem USING ((organization_id = ( SELECT public.tenant() AS tenant))) WITH CHECK ((organization_id = ( SELECT public.tenant() AS tenant)));
CREATE POLICY tenant ON public.booking_spot USING ((organization_id = ( SELECT public.tenant() AS tenant))) WITH CHECK ((organization_id = ( SELECT public.tenant() AS tenant)));
CREATE POLICY tenant ON public.booking_spothold USING ((organization_id = ( SELECT public.tenant() AS tenant))) WITH CHECK ((organization_id = ( SELECT public.tenant() AS tenant)));
CREATE POLICY tenant ON public.booking_waitlistentry USING ((organization_id = ( SELECT public.tenant() AS tenant))) WITH CHECK ((organization_id = ( SELECT public.tenant() AS tenant)));
CREATE POLICY tenant ON public.booking_waitlistskip USING ((organization_id = ( SELECT public.tenant() AS tenant))) WITH CHECK ((organization_id = ( SELECT public.tenant() AS tenant)));
CREATE POLICY tenant ON public.core_event USING ((organization_id = ( SELECT public.tenant() AS tenant))) WITH CHECK ((organization_id = ( SELECT public.tenant() AS tenant)));
CREATE POLICY tenant ON public.core_idempotencykey USING ((organization_id = ( SELECT public.tenant() AS tenant))) WITH CHECK ((organization_id = ( SELECT public.tenant() AS tenant)));
CREATE POLICY tenant ON public.notify_message USING ((organization_id = ( SELECT public.tenant() AS tenant))) WITH CHECK ((organization_id = ( SELECT public.tenant() AS tenant)));
CREATE POLICY tenant ON public.notify_preference USING ((organization_id = ( SELECT public.tenant() AS tenant))) WITH CHECK ((organization_id = ( SELECT public.tenant() AS tenant)));
CREATE POLICY tenant ON public.organizations_client USING ((organization_id = ( SELECT public.tenant() AS tenant))) WITH CHECK ((organization_id = ( SELECT public.tenant() AS tenant)));
CREATE POLICY tenant ON public.organizations_clientnote USING ((organization_id = ( SELECT public.tenant() AS tenant))) WITH CHECK ((organization_id = ( SELECT public.tenant() AS tenant)));
CREATE POLICY tenant ON public.organizations_invitation USING ((organization_id = ( SELECT public.tenant() AS tenant))) WITH CHECK ((organization_id = ( SELECT public.tenant() AS tenant)));
CREATE POLICY tenant ON public.organizations_location USING ((organization_id = ( SELECT public.tenant() AS tenant))) WITH CHECK ((organization_id = ( SELECT public.tenant() AS tenant)));
CREATE POLICY tenant ON public.organizations_membership USING (((organization_id = ( SELECT public.tenant() AS tenant)) OR (user_id = ( SELECT public.tenant_user() AS tenant_user)))) WITH CHECK ((organization_id = ( SELECT public.tenant() AS tenant)));
CREATE POLICY tenant ON public.organizations_membershipscope USING ((organization_id = ( SELECT public.tenant() AS tenant))) WITH CHECK ((organization_id = ( SELECT public.tenant() AS tenant)));
CREATE POLICY tenant ON public.organizations_staff USING ((organization_id = ( SELECT public.tenant() AS tenant))) WITH CHECK ((organization_id = ( SELECT public.tenant() AS tenant)));
CREATE POLICY tenant ON public.schedule_calendar USING ((organization_id = ( SELECT public.tenant() AS tenant))) WITH CHECK ((organization_id = ( SELECT public.tenant() AS tenant)));
CREATE POLICY tenant ON public.schedule_calendarclaim USING ((organization_id = ( SELECT public.tenant() AS tenant))) WITH CHECK ((organization_id = ( SELECT public.tenant() AS tenant)));
CREATE POLICY tenant ON public.schedule_cancellationpolicy USING ((organization_id = ( SELECT public.tenant() AS tenant))) WITH CHECK ((organization_id = ( SELECT public.tenant() AS tenant)));
CREATE POLICY tenant ON public.schedule_classtype USING ((organization_id = ( SELECT public.tenant() AS tenant))) WITH CHECK ((organization_id = ( SELECT public.tenant() AS tenant)));
CREATE POLICY tenant ON public.schedule_series USING ((organization_id = ( SELECT public.tenant() AS tenant))) WITH CHECK ((organization_id = ( SELECT public.tenant() AS tenant)));
CREATE POLICY tenant ON public.schedule_session USING ((organization_id = ( SELECT public.tenant() AS tenant))) WITH CHECK ((organization_id = ( SELECT public.tenant() AS tenant)));
GRANT USAGE ON SCHEMA public TO fitflow_app;
GRANT ALL ON FUNCTION public.audit_bookings() TO fitflow_app;
GRANT ALL ON FUNCTION public.claim_spot(p_org uuid, p_client uuid, p_session uuid, p_spot integer, p_by uuid, p_staff boolean, p_queue_settled boolean, OUT answer text, OUT hold_id uuid, OUT number integer, OUT label text, OUT kind text, OUT expires_at timestamp with time zone, OUT retry_after integer, OUT deliveries integer) TO fitflow_app;
GRANT ALL ON FUNCTION public.client_records(p_email text) TO fitflow_app;
GRANT ALL ON FUNCTION public.close_door() TO fitflow_app;
GRANT ALL ON FUNCTION public.confirm_facts(p_hold uuid, OUT session_id uuid, OUT client_id uuid, OUT hold_kind text, OUT number integer, OUT label text, OUT is_live boolean, OUT booking_id uuid, OUT at timestamp with time zone, OUT kind text, OUT session_status text, OUT starts_at timestamp with time zone, OUT ends_at timestamp with time zone, OUT late_cancel_at timestamp with time zone, OUT moved_at timestamp with time zone, OUT trainer_id uuid, OUT location_id uuid, OUT cost numeric, OUT session_policy json, OUT type_policy json, OUT may_book boolean, OUT has_booking boolean, OUT "overlaps" boolean, OUT spendable numeric) TO fitflow_app;
GRANT ALL ON FUNCTION public.engine_now() TO fitflow_app;
GRANT ALL ON FUNCTION public.hold_by_key(p_user uuid, p_key_version integer, p_slug text, p_key text, p_fingerprint bytea, p_session uuid, p_spot integer, OUT problem text, OUT status integer, OUT body text, OUT replayed boolean, OUT retry_after integer, OUT deliveries integer) TO fitflow_app;
GRANT ALL ON FUNCTION public.lapse_hold(p_org uuid, p_hold uuid, p_now timestamp with time zone) TO fitflow_app;
GRANT ALL ON FUNCTION public.move_lot() TO fitflow_app;
GRANT ALL ON FUNCTION public.net_of(p_reference text, p_lot uuid) TO fitflow_app;
GRANT ALL ON FUNCTION public.new_id() TO fitflow_app;
GRANT ALL ON FUNCTION public.occupy_spot(p_org uuid, p_session uuid, p_client uuid, p_number integer, p_kind text, p_by uuid, p_now timestamp with time zone, p_until timestamp with time zone, OUT hold_id uuid, OUT deliveries integer) TO fitflow_app;
GRANT ALL ON FUNCTION public.only_append(p_table regclass) TO fitflow_app;
GRANT ALL ON FUNCTION public.open_door(p_user uuid, p_key_version integer, p_slug text, p_local boolean, OUT problem text, OUT organization_id uuid, OUT slug text, OUT name text, OUT timezone text, OUT currency text, OUT locale text, OUT week_start integer, OUT settings text, OUT roles text[], OUT client_id uuid, OUT staff_id uuid, OUT scope_locations uuid[], OUT scope_trainers uuid[]) TO fitflow_app;
GRANT ALL ON FUNCTION public.open_key(p_org uuid, p_principal text, p_key text, p_fingerprint bytea, OUT status integer, OUT body text, OUT replayed boolean) TO fitflow_app;
GRANT ALL ON FUNCTION public.record_event(p_org uuid, p_type text, p_entity uuid, p_actor uuid, p_at timestamp with time zone, p_payload jsonb) TO fitflow_app;
GRANT ALL ON FUNCTION public.refuse_change() TO fitflow_app;
GRANT ALL ON FUNCTION public.refuse_extra_spot() TO fitflow_app;
GRANT ALL ON FUNCTION public.refuse_lost_place() TO fitflow_app;
GRANT ALL ON FUNCTION public.refuse_low_capacity() TO fitflow_app;
GRANT ALL ON FUNCTION public.refuse_overlap() TO fitflow_app;
GRANT ALL ON FUNCTION public.refuse_removing_occupied() TO fitflow_app;
GRANT ALL ON FUNCTION public.refuse_second_claim() TO fitflow_app;
GRANT ALL ON FUNCTION public.refuse_unexplained() TO fitflow_app;
GRANT ALL ON FUNCTION public.session_cost(p_session uuid) TO fitflow_app;
GRANT ALL ON FUNCTION public.spendable_credits(p_client uuid, p_kind text, p_now timestamp with time zone) TO fitflow_app;
GRANT ALL ON FUNCTION public.spot_label(p_class_type uuid, p_number integer) TO fitflow_app;
GRANT ALL ON FUNCTION public.store_answer(p_org uuid, p_principal text, p_key text, p_fingerprint bytea, p_status integer, p_body text) TO fitflow_app;
GRANT ALL ON FUNCTION public.tenant() TO fitflow_app;
GRANT ALL ON FUNCTION public.tenant_address() TO fitflow_app;
GRANT ALL ON FUNCTION public.tenant_user() TO fitflow_app;
GRANT ALL ON FUNCTION public.write_booking(p_org uuid, p_booking uuid, p_hold uuid, p_session uuid, p_client uuid, p_number integer, p_kind text, p_starts timestamp with time zone, p_ends timestamp with time zone, p_credits numeric, p_policy jsonb, p_by uuid, p_at timestamp with time zone) TO fitflow_app;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.account_emailaddress TO fitflow_app;
GRANT USAGE ON SEQUENCE public.account_emailaddress_id_seq TO fitflow_app;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.account_emailconfirmation TO fitflow_app;
GRANT USAGE ON SEQUENCE public.account_emailconfirmation_id_seq TO fitflow_app;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.accounts_failedsignin TO fitflow_app;
GRANT USAGE ON SEQUENCE public.accounts_failedsignin_id_seq TO fitflow_app;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.accounts_user TO fitflow_app;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.auth_group TO fitflow_app;
GRANT USAGE ON SEQUENCE public.auth_group_id_seq TO fitflow_app;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.auth_group_permissions TO fitflow_app;
GRANT USAGE ON SEQUENCE public.auth_group_permissions_id_seq TO fitflow_app;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.auth_permission TO fitflow_app;
GRANT USAGE ON SEQUENCE public.auth_permission_id_seq TO fitflow_app;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.billing_creditaccount TO fitflow_app;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.billing_creditlot TO fitflow_app;
GRANT SELECT,INSERT ON TABLE public.billing_ledgerentry TO fitflow_app;
GRANT SELECT,INSERT ON TABLE public.billing_posting TO fitflow_app;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.booking_attendance TO fitflow_app;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.booking_booking TO fitflow_app;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.booking_calendarfeed TO fitflow_app;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.booking_cancelrun TO fitflow_app;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.booking_cancelrunitem TO fitflow_app;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.booking_spot TO fitflow_app;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.booking_spothold TO fitflow_app;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.booking_waitlistentry TO fitflow_app;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.booking_waitlistskip TO fitflow_app;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.core_cache TO fitflow_app;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.core_delivery TO fitflow_app;
GRANT USAGE ON SEQUENCE public.core_delivery_id_seq TO fitflow_app;
GRANT SELECT,INSERT ON TABLE public.core_event TO fitflow_app;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.core_idempotencykey TO fitflow_app;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.core_subscription TO fitflow_app;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.core_timer TO fitflow_app;
GRANT USAGE ON SEQUENCE public.core_timer_id_seq TO fitflow_app;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.django_content_type TO fitflow_app;
GRANT USAGE ON SEQUENCE public.django_content_type_id_seq TO fitflow_app;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.django_migrations TO fitflow_app;
GRANT USAGE ON SEQUENCE public.django_migrations_id_seq TO fitflow_app;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.django_session TO fitflow_app;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.mfa_authenticator TO fitflow_app;
GRANT USAGE ON SEQUENCE public.mfa_authenticator_id_seq TO fitflow_app;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.notify_message TO fitflow_app;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.notify_preference TO fitflow_app;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.organizations_client TO fitflow_app;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.organizations_clientnote TO fitflow_app;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.organizations_invitation TO fitflow_app;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.organizations_location TO fitflow_app;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.organizations_membership TO fitflow_app;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.organizations_membershipscope TO fitflow_app;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.organizations_organization TO fitflow_app;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.organizations_staff TO fitflow_app;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.schedule_calendar TO fitflow_app;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.schedule_calendarclaim TO fitflow_app;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.schedule_cancellationpolicy TO fitflow_app;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.schedule_classtype TO fitflow_app;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.schedule_series TO fitflow_app;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.schedule_session TO fitflow_app;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.usersessions_usersession TO fitflow_app;
GRANT USAGE ON SEQUENCE public.usersessions_usersession_id_seq TO fitflow_app;
ALTER DEFAULT PRIVILEGES FOR ROLE fitflow_owner IN SCHEMA public GRANT USAGE ON SEQUENCES  TO fitflow_app;
ALTER DEFAULT PRIVILEGES FOR ROLE fitflow_owner IN SCHEMA public GRANT ALL ON FUNCTIONS  TO fitflow_app;
ALTER DEFAULT PRIVILEGES FOR ROLE fitflow_owner IN SCHEMA public GRANT SELECT,INSERT,DELETE,UPDATE ON TABLES  TO fitflow_app;

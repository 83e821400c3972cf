-- Confirming in three steps: lock and read the facts, decide in Python (`rules/eligibility.py`), write.

-- Everything a confirm has to know, under the client's lock and the spot's. The clock is read when the row is ours: a
-- confirm that waited for the spot is judged by the moment at which it got it. p_shown as in `claim_spot`.
CREATE OR REPLACE FUNCTION confirm_facts(p_hold uuid, p_shown jsonb, OUT session_id uuid, OUT client_id uuid,
  OUT hold_kind text,
  OUT number int, OUT label text, OUT is_live boolean, OUT booking_id uuid, OUT at timestamptz, OUT kind text,
  OUT session_status text, OUT starts_at timestamptz, OUT ends_at timestamptz, OUT late_cancel_at timestamptz,
  OUT moved_at timestamptz, OUT cost numeric, OUT session_policy json, OUT type_policy json, OUT may_book boolean,
  OUT has_booking boolean, OUT "overlaps" boolean, OUT entitlement text, OUT facts json, OUT shown json,
  OUT changed text[], OUT offered uuid[])
  LANGUAGE plpgsql SET enable_seqscan = off AS $$
#variable_conflict use_column
DECLARE h record; se record; sp record; v_facts jsonb; v_shown jsonb;
BEGIN
  SELECT x.session_id, x.client_id, x.kind, x.shown INTO h FROM booking_spothold x WHERE x.id = p_hold;
  IF NOT FOUND THEN RETURN; END IF;
  -- The same order of locks as in `claim_spot`: the client, then the spot.
  PERFORM pg_advisory_xact_lock(hashtextextended(h.client_id::text, 2));
  SELECT s.number, s.label, s.booking_id, s.client_id, s.expires_at INTO sp FROM booking_spot s
    WHERE s.session_id = h.session_id AND s.client_id = h.client_id AND s.hold_id = p_hold FOR NO KEY UPDATE;
  at := engine_now();
  number := sp.number; label := sp.label; booking_id := sp.booking_id;
  is_live := sp.booking_id IS NULL AND NOT spot_is_free(sp.client_id, sp.expires_at, at);
  session_id := h.session_id; client_id := h.client_id; hold_kind := h.kind;
  SELECT s.kind, s.status, s.starts_at, s.ends_at, s.late_cancel_at, s.moved_at,
      session_price(s.cost_credits, t.cost_credits, studio_price(o.settings)) AS cost,
      is_paid_at_studio(o.settings) AS at_studio,
      policy_json(s.policy_id) AS own, policy_json(t.policy_id) AS of_type, s.trainer_id, s.location_id,
      cancel_terms(s.kind, s.policy_id, t.policy_id, s.starts_at - s.late_cancel_at, o.settings) AS terms
    INTO se FROM schedule_session s JOIN organizations_organization o ON o.id = s.organization_id
    LEFT JOIN schedule_classtype t ON t.id = s.class_type_id WHERE s.id = h.session_id;
  kind := se.kind; session_status := se.status; starts_at := se.starts_at; ends_at := se.ends_at;
  late_cancel_at := se.late_cancel_at; moved_at := se.moved_at; cost := se.cost;
  session_policy := se.own; type_policy := se.of_type;
  v_facts := with_spot(agreed_facts(se.starts_at, se.ends_at, se.trainer_id, se.location_id, se.cost, se.terms),
    sp.label);
  -- What is said now counts for more than what the hold remembers.
  v_shown := h.shown || coalesce(p_shown, '{}');
  changed := changed_facts(v_shown, v_facts); facts := v_facts::json; shown := v_shown::json;
  SELECT client_may_book(c.status, c.archived_at) INTO may_book FROM organizations_client c WHERE c.id = h.client_id;
  entitlement := what_pays(h.client_id, se.kind, se.cost, se.at_studio, at);
  has_booking := EXISTS (SELECT FROM booking_booking b WHERE b.session_id = h.session_id AND b.client_id = h.client_id
    AND b.status <> 'cancelled');
  "overlaps" := EXISTS (SELECT FROM booking_booking b WHERE b.client_id = h.client_id AND b.status = 'confirmed'
    AND b.session_id <> h.session_id AND b.starts_at < se.ends_at AND b.ends_at > se.starts_at);
  -- What is offered to the client elsewhere: this booking may stand in its way.
  offered := ARRAY(SELECT w.session_id FROM booking_waitlistentry w JOIN booking_spothold o ON o.id = w.hold_id
    WHERE w.client_id = h.client_id AND w.status = 'offered' AND w.session_id <> h.session_id AND o.expires_at > at);
END $$;

-- The booking, its spot, its hold, the queue entry it ends, and the two events. The caller holds the spot's row.
CREATE OR REPLACE FUNCTION write_booking(p_org uuid, p_booking uuid, p_hold uuid, p_session uuid, p_client uuid,
  p_number int, p_kind text, p_starts timestamptz, p_ends timestamptz, p_credits numeric, p_settlement text,
  p_policy jsonb, p_by uuid, p_at timestamptz) RETURNS int LANGUAGE plpgsql SET enable_seqscan = off AS $$
DECLARE v_deliveries int;
BEGIN
  INSERT INTO booking_booking (id, organization_id, session_id, client_id, hold_id, number, status, starts_at, ends_at,
      credits, settlement, policy, confirmed_at, booked_by, cancel_reason, agreed_starts_at)
    VALUES (p_booking, p_org, p_session, p_client, p_hold, p_number, 'confirmed', p_starts, p_ends,
      p_credits, p_settlement, p_policy, p_at, p_by, '', p_starts);
  UPDATE booking_spot SET booking_id = p_booking, expires_at = NULL WHERE session_id = p_session AND number = p_number;
  UPDATE booking_spothold SET status = 'confirmed' WHERE id = p_hold;
  IF p_kind = 'priority' THEN
    UPDATE booking_waitlistentry SET status = 'booked', closed_at = p_at
      WHERE session_id = p_session AND client_id = p_client AND status = 'offered';
  END IF;
  v_deliveries := record_event(p_org, 'hold.confirmed', p_hold, p_by, p_at,
    jsonb_build_object('hold_id', p_hold, 'booking_id', p_booking, 'kind', p_kind));
  RETURN v_deliveries + record_event(p_org, 'booking.confirmed', p_booking, p_by, p_at, jsonb_build_object(
    'booking_id', p_booking, 'session_id', p_session, 'client_id', p_client, 'number', p_number,
    'credits', p_credits::text, 'settlement', p_settlement));
END $$;

-- Booking's audit: every broken promise of the studio on the connection, one row each (P1, P4-P6). Nothing = all kept.
-- Each table is asked for the studio by its id, and planned for it: the policies hide from the planner how much it has.
-- Spots have no index that begins with the studio; they are found by its sessions.
CREATE OR REPLACE FUNCTION audit_booking() RETURNS TABLE (rule text, entity_id uuid)
  LANGUAGE plpgsql STABLE SET plan_cache_mode = force_custom_plan AS $$
#variable_conflict use_column
DECLARE v_org uuid := tenant();
BEGIN
  RETURN QUERY
  SELECT 'session_has_its_spots', s.id FROM schedule_session s
    WHERE s.organization_id = v_org
      AND s.capacity <> (SELECT count(*) FROM booking_spot p WHERE p.organization_id = v_org AND p.session_id = s.id)
      -- Withdrawn before anybody was in it: its spots went with it.
      AND NOT (s.status = 'cancelled' AND s.cancel_reason = '')
  UNION ALL
  SELECT 'session_not_overbooked', b.session_id FROM booking_booking b
    JOIN schedule_session s ON s.organization_id = b.organization_id AND s.id = b.session_id
    WHERE b.organization_id = v_org AND b.status IN ('confirmed', 'completed')
    GROUP BY b.session_id, s.capacity HAVING count(*) > s.capacity
  UNION ALL
  SELECT 'live_booking_has_its_spot', b.id FROM booking_booking b
    WHERE b.organization_id = v_org AND b.status IN ('confirmed', 'completed') AND 1 <> (
      SELECT count(*) FROM booking_spot p WHERE p.organization_id = v_org AND p.session_id = b.session_id
        AND p.number = b.number AND p.booking_id = b.id AND p.client_id = b.client_id AND p.hold_id = b.hold_id)
  UNION ALL
  SELECT 'spot_names_a_live_booking', p.booking_id FROM schedule_session s
    JOIN booking_spot p ON p.organization_id = s.organization_id AND p.session_id = s.id
    JOIN booking_booking b ON b.organization_id = p.organization_id AND b.id = p.booking_id
    WHERE s.organization_id = v_org
      AND (b.session_id <> p.session_id OR b.client_id <> p.client_id OR b.status = 'cancelled')
  UNION ALL
  SELECT 'spot_and_hold_agree', h.id FROM schedule_session s
    JOIN booking_spot p ON p.organization_id = s.organization_id AND p.session_id = s.id
    JOIN booking_spothold h ON h.organization_id = p.organization_id AND h.id = p.hold_id
    WHERE s.organization_id = v_org AND (h.session_id <> p.session_id OR h.client_id <> p.client_id
      OR h.number <> p.number OR h.status <> (CASE WHEN p.booking_id IS NULL THEN 'active' ELSE 'confirmed' END))
  UNION ALL
  SELECT 'active_hold_has_its_spot', h.id FROM booking_spothold h
    WHERE h.organization_id = v_org AND h.status = 'active' AND NOT EXISTS (
      SELECT FROM booking_spot p WHERE p.organization_id = v_org AND p.session_id = h.session_id AND p.hold_id = h.id)
  UNION ALL
  SELECT 'nobody_waits_beside_a_free_spot', w.id FROM booking_waitlistentry w
    JOIN schedule_session s ON s.organization_id = w.organization_id AND s.id = w.session_id
    WHERE w.organization_id = v_org AND w.status = 'waiting' AND w.skip_reason = '' AND s.status = 'published'
      AND s.starts_at > clock_timestamp() AND EXISTS (SELECT FROM booking_spot p
        WHERE p.organization_id = v_org AND p.session_id = w.session_id AND p.client_id IS NULL)
  UNION ALL
  SELECT 'offer_has_its_spot', w.id FROM booking_waitlistentry w
    WHERE w.organization_id = v_org AND w.status = 'offered' AND NOT EXISTS (SELECT FROM booking_spot p
      WHERE p.organization_id = v_org AND p.session_id = w.session_id AND p.hold_id = w.hold_id
        AND p.client_id = w.client_id)
  UNION ALL
  SELECT 'booking_is_when_its_session_is', b.id FROM booking_booking b
    JOIN schedule_session s ON s.organization_id = b.organization_id AND s.id = b.session_id
    WHERE b.organization_id = v_org AND b.status = 'confirmed' AND (b.starts_at, b.ends_at) <> (s.starts_at, s.ends_at)
  UNION ALL
  SELECT 'bookings_of_a_client_do_not_overlap', b.id FROM booking_booking b
    JOIN booking_booking o ON o.organization_id = b.organization_id AND o.client_id = b.client_id AND o.id > b.id
      AND o.starts_at < b.ends_at AND o.ends_at > b.starts_at AND o.confirmed_at <> b.confirmed_at
    WHERE b.organization_id = v_org AND b.status = 'confirmed' AND o.status = 'confirmed'
      -- The studio has moved neither of the two since, perhaps onto the other.
      AND NOT EXISTS (SELECT FROM schedule_session s WHERE s.organization_id = v_org
        AND s.id IN (b.session_id, o.session_id) AND s.sequence_at >= greatest(b.confirmed_at, o.confirmed_at))
  UNION ALL
  SELECT 'booking_is_paid_once', b.id FROM booking_booking b
    WHERE b.organization_id = v_org AND b.credits <> coalesce((
      SELECT -sum(e.amount) FROM billing_posting q
        JOIN billing_ledgerentry e ON e.organization_id = q.organization_id AND e.posting_id = q.id
      WHERE q.organization_id = v_org AND q.kind = 'charge' AND q.reference = 'booking:' || b.id), 0)
  UNION ALL
  SELECT 'refund_is_as_told', b.id FROM booking_booking b
    WHERE b.organization_id = v_org AND b.status = 'cancelled' AND b.credits_refunded <> coalesce((
      SELECT sum(e.amount) FROM billing_posting q
        JOIN billing_ledgerentry e ON e.organization_id = q.organization_id AND e.posting_id = q.id
      WHERE q.organization_id = v_org AND q.kind = 'refund' AND q.reference = 'booking:' || b.id), 0)
  UNION ALL
  SELECT 'booking_has_its_event', b.id FROM booking_booking b
    WHERE b.organization_id = v_org AND (1 <> (SELECT count(*) FROM core_event v
        WHERE v.organization_id = v_org AND v.entity_id = b.id AND v.type = 'booking.confirmed')
      OR (b.status = 'cancelled') <> EXISTS (SELECT FROM core_event v
        WHERE v.organization_id = v_org AND v.entity_id = b.id AND v.type = 'booking.cancelled'))
  UNION ALL
  SELECT 'client_is_found_where_they_booked', b.id FROM booking_booking b
    JOIN schedule_session s ON s.organization_id = b.organization_id AND s.id = b.session_id
    WHERE b.organization_id = v_org AND NOT EXISTS (SELECT FROM booking_clienttie x
      WHERE x.organization_id = v_org AND x.client_id = b.client_id AND x.location_id = s.location_id
        AND x.trainer_id = s.trainer_id)
  UNION ALL
  SELECT 'event_reaches_its_consumers', v.id FROM core_event v
    JOIN core_eventsubscription c ON c.type = v.type AND c.since < v.at
    WHERE v.organization_id = v_org AND v.type LIKE 'booking.%' AND v.at > clock_timestamp() - interval '1 day'
      AND NOT EXISTS (SELECT FROM core_delivery d WHERE d.event_id = v.id AND d.consumer = c.consumer);
END $$;

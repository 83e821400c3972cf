-- The ledger's audit: every broken promise of the studio on the connection, one row each (P5). Nothing = all kept.
CREATE OR REPLACE FUNCTION audit_billing() RETURNS TABLE (rule text, entity_id uuid)
  LANGUAGE plpgsql STABLE SET plan_cache_mode = force_custom_plan AS $$
#variable_conflict use_column
DECLARE v_org uuid := tenant();
BEGIN
  RETURN QUERY
  SELECT 'lot_is_the_sum_of_its_entries', l.id FROM billing_creditlot l
    WHERE l.organization_id = v_org AND l.remaining <> (SELECT coalesce(sum(e.amount), 0) FROM billing_ledgerentry e
      WHERE e.organization_id = v_org AND e.lot_id = l.id);

  -- Each day by its own postings, its balance by the days until then; the last balance by everything posted until then.
  RETURN QUERY
  SELECT 'day_is_the_sum_of_its_entries', d.id FROM (
    SELECT d.id, d.starts_at, d.ends_at, d.balance, own.summed, sum(own.summed) OVER so_far AS until_then,
      row_number() OVER (ORDER BY d.starts_at DESC) = 1 AS is_last
    FROM billing_ledgerday d CROSS JOIN LATERAL (
      SELECT coalesce(sum(t.value::numeric), 0) AS summed FROM jsonb_each_text(d.totals) AS t) AS own
    WHERE d.organization_id = v_org WINDOW so_far AS (ORDER BY d.starts_at)) AS d
  WHERE d.balance <> d.until_then OR d.summed <> moved_between(d.starts_at, d.ends_at)
    OR d.is_last AND d.balance <> moved_between('-infinity', d.ends_at);
END $$;

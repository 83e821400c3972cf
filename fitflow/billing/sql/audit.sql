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
END $$;

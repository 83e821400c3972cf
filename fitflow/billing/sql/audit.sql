-- The ledger's audit: every broken promise of the studio on the connection, one row each (P5). Nothing = all kept.
CREATE OR REPLACE FUNCTION audit_billing() RETURNS TABLE (rule text, entity_id uuid) LANGUAGE sql STABLE AS $$
  SELECT 'lot_is_the_sum_of_its_entries', l.id FROM billing_creditlot l
    WHERE l.remaining <> (SELECT coalesce(sum(e.amount), 0) FROM billing_ledgerentry e WHERE e.lot_id = l.id)
$$;

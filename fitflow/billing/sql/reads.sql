-- What a client could spend on a kind of session at a moment: the facts of `rules.spendable`, for callers that only
-- need the sum. The claim of a spot is one of them: it sets the tenant, and row-level security keeps the rest away.
CREATE OR REPLACE FUNCTION spendable_credits(p_client uuid, p_kind text, p_now timestamptz) RETURNS numeric
  LANGUAGE sql STABLE AS $$
  SELECT coalesce(sum(l.remaining), 0) FROM billing_creditaccount a JOIN billing_creditlot l ON l.account_id = a.id
    WHERE a.client_id = p_client AND l.remaining > 0 AND l.valid_from <= p_now
      AND (l.valid_until IS NULL OR l.valid_until > p_now)
      AND (l.kinds = '[]' OR l.kinds ? p_kind) $$;

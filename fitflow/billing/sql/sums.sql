-- Finished days of the ledger are kept as sums (LedgerDay). Postings are dated when they are made, so that a finished
-- day stays as it is; should one be dated back (a clock that was wrong), what it falsifies is forgotten.
-- The trigger is made by migrations/0007_summed_days.py.
CREATE OR REPLACE FUNCTION forget_sums_behind() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  DELETE FROM billing_ledgerday d WHERE d.organization_id = NEW.organization_id AND d.ends_at > NEW.at;
  RETURN NULL;
END $$;

-- What moved in the studio on the connection from a moment up to another one.
CREATE OR REPLACE FUNCTION moved_between(p_since timestamptz, p_until timestamptz) RETURNS numeric
  LANGUAGE sql STABLE AS $$
  SELECT coalesce(sum(e.amount), 0) FROM billing_posting p
    JOIN billing_ledgerentry e ON e.organization_id = p.organization_id AND e.posting_id = p.id
  WHERE p.organization_id = (SELECT tenant()) AND p.at >= p_since AND p.at < p_until $$;

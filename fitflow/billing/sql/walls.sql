-- P5: every credit is explained. A lot's remaining moves only with a ledger entry, entries are never changed, and no
-- reference gets back more than it was charged - lot by lot. Charges come often, so what they run through is short.
-- The triggers that run these functions are made by migrations/0002_walls.py.

CREATE OR REPLACE FUNCTION move_lot() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE p record;
BEGIN
  UPDATE billing_creditlot l SET remaining = l.remaining + NEW.amount FROM billing_posting q
    WHERE q.id = NEW.posting_id AND l.id = NEW.lot_id AND l.account_id = q.account_id
      RETURNING q.kind, q.reference, l.quantity INTO p;
  IF NOT FOUND THEN
    RAISE EXCEPTION 'the posting is about another account'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'entry_stays_in_its_account';
  END IF;
  IF p.kind IN ('charge', 'expiry') AND NEW.amount > 0
     OR p.kind IN ('grant', 'refund', 'waiver') AND NEW.amount < 0 THEN
    RAISE EXCEPTION 'a % may not move % credits', p.kind, NEW.amount
      USING ERRCODE = 'check_violation', CONSTRAINT = 'entry_moves_the_right_way';
  END IF;
  IF p.kind = 'grant' AND NEW.amount <> p.quantity THEN
    RAISE EXCEPTION 'a lot of % is granted whole, not %', p.quantity, NEW.amount
      USING ERRCODE = 'check_violation', CONSTRAINT = 'entry_grants_the_whole_lot';
  END IF;
  IF p.kind IN ('refund', 'waiver', 'correction') AND NEW.amount > 0 AND net_of(p.reference, NEW.lot_id) > 0 THEN
    RAISE EXCEPTION '% would get back more than it was charged', p.reference
      USING ERRCODE = 'check_violation', CONSTRAINT = 'entry_never_returns_more_than_charged';
  END IF;
  RETURN NULL;
END $$;

-- What a reference has moved in a lot so far: below zero while it still costs something.
CREATE OR REPLACE FUNCTION net_of(p_reference text, p_lot uuid) RETURNS numeric LANGUAGE sql STABLE AS $$
  SELECT coalesce(sum(e.amount), 0) FROM billing_posting p JOIN billing_ledgerentry e ON e.posting_id = p.id
    WHERE p.organization_id = (SELECT tenant()) AND p.kind IN ('charge', 'refund', 'waiver', 'correction')
      AND p.reference = p_reference AND e.lot_id = p_lot $$;

CREATE OR REPLACE FUNCTION refuse_unexplained() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'credits move by ledger entries only' USING ERRCODE = 'restrict_violation';
END $$;

-- A lot's end moves forward only, and only when credits came back to it after it had ended. Checked at the end of the
-- transaction: the lot is reopened before or after the posting.
CREATE OR REPLACE FUNCTION refuse_other_end() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE v_before text := see_as(NEW.organization_id::text);
BEGIN
  IF NEW.valid_until IS NULL OR OLD.valid_until IS NULL OR NEW.valid_until < OLD.valid_until OR NOT EXISTS (
      SELECT FROM billing_ledgerentry e JOIN billing_posting p ON p.id = e.posting_id
      WHERE e.lot_id = NEW.id AND e.amount > 0 AND p.kind <> 'grant' AND p.at >= OLD.valid_until) THEN
    RAISE EXCEPTION 'the end of a lot moves when credits come back after it'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'lot_keeps_its_end';
  END IF;
  PERFORM see_as(v_before);
  RETURN NULL;
END $$;

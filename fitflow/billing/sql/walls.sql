-- P5: every credit is explained. A lot's remaining moves only with a ledger entry, entries are never changed,
-- and no reference gets back more than it was charged - lot by lot.
CREATE OR REPLACE FUNCTION move_lot() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE p record; v_charged numeric; v_returned numeric;
BEGIN
  SELECT kind, reference INTO p FROM billing_posting WHERE id = NEW.posting_id;
  IF p.kind IN ('charge', 'expiry') AND NEW.amount > 0 OR p.kind IN ('grant', 'refund', 'waiver') AND NEW.amount < 0 THEN
    RAISE EXCEPTION 'a % may not move % credits', p.kind, NEW.amount USING ERRCODE = 'check_violation', CONSTRAINT = 'entry_moves_the_right_way';
  END IF;
  UPDATE billing_creditlot SET remaining = remaining + NEW.amount WHERE id = NEW.lot_id;
  IF p.kind IN ('refund', 'waiver') THEN
    SELECT coalesce(-sum(e.amount) FILTER (WHERE q.kind = 'charge'), 0), coalesce(sum(e.amount) FILTER (WHERE q.kind <> 'charge'), 0)
      INTO v_charged, v_returned
      FROM billing_posting q JOIN billing_ledgerentry e ON e.posting_id = q.id
      WHERE q.organization_id = NEW.organization_id AND q.reference = p.reference AND q.kind IN ('charge', 'refund', 'waiver') AND e.lot_id = NEW.lot_id;
    IF v_returned > v_charged THEN
      RAISE EXCEPTION '% would get back % of the % charged', p.reference, v_returned, v_charged
        USING ERRCODE = 'check_violation', CONSTRAINT = 'entry_never_returns_more_than_charged';
    END IF;
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER moves_the_lot AFTER INSERT ON billing_ledgerentry FOR EACH ROW EXECUTE FUNCTION move_lot();

CREATE OR REPLACE FUNCTION refuse_unexplained() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'credits move by ledger entries only' USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER explained BEFORE UPDATE OF remaining ON billing_creditlot FOR EACH ROW
  WHEN (OLD.remaining IS DISTINCT FROM NEW.remaining AND pg_trigger_depth() < 1) EXECUTE FUNCTION refuse_unexplained();
CREATE TRIGGER starts_empty BEFORE INSERT ON billing_creditlot FOR EACH ROW
  WHEN (NEW.remaining <> 0) EXECUTE FUNCTION refuse_unexplained();
CREATE TRIGGER keeps_its_entries BEFORE DELETE ON billing_creditlot FOR EACH ROW EXECUTE FUNCTION refuse_change();

CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON billing_ledgerentry FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER append_only_all BEFORE TRUNCATE ON billing_ledgerentry FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON billing_posting FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER append_only_all BEFORE TRUNCATE ON billing_posting FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
SELECT only_append('billing_ledgerentry');
SELECT only_append('billing_posting');

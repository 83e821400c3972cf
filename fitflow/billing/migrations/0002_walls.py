from django.db import migrations

from fitflow.core.tenancy import Isolate

#: The triggers, and what they run as it was then.
WALLS = """
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
  IF p.kind IN ('charge', 'expiry') AND NEW.amount > 0 OR p.kind IN ('grant', 'refund', 'waiver') AND NEW.amount < 0 THEN
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

CREATE OR REPLACE FUNCTION net_of(p_reference text, p_lot uuid) RETURNS numeric LANGUAGE sql STABLE AS $$
  SELECT coalesce(sum(e.amount), 0) FROM billing_posting p JOIN billing_ledgerentry e ON e.posting_id = p.id
    WHERE p.organization_id = (SELECT tenant()) AND p.kind IN ('charge', 'refund', 'waiver', 'correction')
      AND p.reference = p_reference AND e.lot_id = p_lot $$;

CREATE OR REPLACE FUNCTION refuse_unexplained() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'credits move by ledger entries only' USING ERRCODE = 'restrict_violation';
END $$;

CREATE TRIGGER moves_the_lot AFTER INSERT ON billing_ledgerentry FOR EACH ROW EXECUTE FUNCTION move_lot();
CREATE TRIGGER explained BEFORE UPDATE OF remaining ON billing_creditlot FOR EACH ROW
  WHEN (OLD.remaining IS DISTINCT FROM NEW.remaining AND pg_trigger_depth() < 1) EXECUTE FUNCTION refuse_unexplained();
CREATE TRIGGER starts_empty BEFORE INSERT ON billing_creditlot FOR EACH ROW
  WHEN (NEW.remaining <> 0) EXECUTE FUNCTION refuse_unexplained();
CREATE TRIGGER keeps_its_terms
  BEFORE UPDATE OF organization_id, account_id, origin, quantity, valid_from, kinds ON billing_creditlot
  FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER keeps_its_entries BEFORE DELETE ON billing_creditlot FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER keeps_its_lots BEFORE DELETE OR UPDATE ON billing_creditaccount
  FOR EACH ROW EXECUTE FUNCTION refuse_change();

CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON billing_ledgerentry
  FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER append_only_all BEFORE TRUNCATE ON billing_ledgerentry
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON billing_posting
  FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER append_only_all BEFORE TRUNCATE ON billing_posting
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
SELECT only_append('billing_ledgerentry');
SELECT only_append('billing_posting');
"""


class Migration(migrations.Migration):
    dependencies = [("billing", "0001_initial"), ("organizations", "0002_walls")]

    operations = [
        Isolate("CreditAccount"),
        Isolate("CreditLot"),
        Isolate("Posting"),
        Isolate("LedgerEntry", referenced=False),
        migrations.RunSQL(WALLS, migrations.RunSQL.noop),
    ]

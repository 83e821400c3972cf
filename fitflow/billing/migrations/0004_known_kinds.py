from django.db import migrations, models

#: The trigger, and what it runs as it was then.
KEEPS_ITS_END = """
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

CREATE CONSTRAINT TRIGGER keeps_its_end AFTER UPDATE OF valid_until ON billing_creditlot
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW
  WHEN (OLD.valid_until IS DISTINCT FROM NEW.valid_until) EXECUTE FUNCTION refuse_other_end();
"""


class Migration(migrations.Migration):
    """A posting is of a kind whose rules the ledger knows; the end of a lot moves when credits come back after it."""

    dependencies = [("billing", "0003_found_by_index"), ("core", "0008_see_as")]

    operations = [
        migrations.AddConstraint(
            "posting",
            models.CheckConstraint(
                condition=models.Q(kind__in=["charge", "refund", "waiver", "correction", "grant", "expiry"]),
                name="posting_kind_is_known",
            ),
        ),
        migrations.RunSQL(KEEPS_ITS_END, migrations.RunSQL.noop),
    ]

from django.db import migrations

#: As it was then: the triggers of later migrations call it.
SEE_AS = """
CREATE OR REPLACE FUNCTION see_as(p_organization text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE v_before text := coalesce(current_setting('fitflow.organization', true), '');
BEGIN
  PERFORM set_config('fitflow.organization', p_organization, true);
  RETURN v_before;
END $$;
"""


class Migration(migrations.Migration):
    """Checks at the end of a transaction see the rows of their studio, whoever is the tenant by then."""

    dependencies = [("core", "0007_events_in_their_order")]

    operations = [migrations.RunSQL(SEE_AS, migrations.RunSQL.noop)]

from django.db import migrations

#: `client_records()` reads other studios with the owner's rights from now on.
WITHOUT = "DROP POLICY own_address ON organizations_client; DROP FUNCTION tenant_address()"
WITH = """
CREATE FUNCTION tenant_address() RETURNS text LANGUAGE sql STABLE PARALLEL SAFE
  RETURN nullif(current_setting('fitflow.address', true), '');
CREATE POLICY own_address ON organizations_client FOR SELECT USING (email = (SELECT tenant_address()));
"""


class Migration(migrations.Migration):
    dependencies = [("organizations", "0010_found_by_index")]

    operations = [migrations.RunSQL(WITHOUT, WITH)]

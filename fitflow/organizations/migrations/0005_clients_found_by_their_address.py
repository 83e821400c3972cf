from django.db import migrations, models

#: The policy, and what it stands on as it was then.
OWN_ADDRESS = """
CREATE OR REPLACE FUNCTION tenant_address() RETURNS text LANGUAGE sql STABLE PARALLEL SAFE
  RETURN nullif(current_setting('fitflow.address', true), '');
CREATE POLICY own_address ON organizations_client FOR SELECT USING (email = (SELECT tenant_address()));
"""


class Migration(migrations.Migration):
    dependencies = [("organizations", "0004_invitations_offer_several_roles")]

    operations = [
        migrations.AddIndex(
            model_name="client",
            index=models.Index(
                condition=models.Q(("email", ""), _negated=True), fields=["email"], name="client_by_address"
            ),
        ),
        migrations.RunSQL(OWN_ADDRESS, "DROP POLICY own_address ON organizations_client"),
    ]

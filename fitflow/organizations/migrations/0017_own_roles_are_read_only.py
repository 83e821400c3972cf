from django.db import migrations

from fitflow.core.tenancy import POLICY

#: A login sees its own roles in every studio: that is how a door without a studio's name finds the studio. What is
#: written there is written in that studio alone.
OWN_ROLES = "user_id = (SELECT tenant_user())"
NARROW = f"""
ALTER POLICY tenant ON organizations_studiorole USING ({POLICY}) WITH CHECK ({POLICY});
CREATE POLICY own_roles ON organizations_studiorole FOR SELECT USING ({OWN_ROLES});
"""
BEFORE = f"""
DROP POLICY own_roles ON organizations_studiorole;
ALTER POLICY tenant ON organizations_studiorole USING ({POLICY} OR {OWN_ROLES}) WITH CHECK ({POLICY});
"""


class Migration(migrations.Migration):
    dependencies = [("organizations", "0016_founders")]

    operations = [migrations.RunSQL(NARROW, BEFORE)]

from django.db import migrations

from fitflow.core.tenancy import POLICY, Isolate

#: A login also sees its own roles in every studio: that is how a door without a studio's name finds the studio.
OWN_ROLES = f"{POLICY} OR user_id = (SELECT tenant_user())"


class Migration(migrations.Migration):
    dependencies = [("organizations", "0001_initial"), ("core", "0002_walls"), ("accounts", "0001_initial")]

    operations = [
        Isolate("Location"),
        Isolate("Staff"),
        Isolate("Client"),
        Isolate("ClientNote"),
        Isolate("Membership", policy=OWN_ROLES),
        Isolate("MembershipScope"),
        Isolate("Invitation"),
    ]

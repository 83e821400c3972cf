from django.db import migrations, models
from django.db.models import Q

import fitflow.core.tenancy

#: Keys that `Isolate` named after the table and the column: they take the new names with the tables.
KEYS = [
    ("studiorole", "membership_org_id", "studiorole_org_id"),
    ("studiorole", "membership_client_id_same_org", "studiorole_client_id_same_org"),
    ("studiorole", "membership_staff_id_same_org", "studiorole_staff_id_same_org"),
    ("studiorolescope", "membershipscope_org_id", "studiorolescope_org_id"),
    ("studiorolescope", "membershipscope_membership_id_same_org", "studiorolescope_studio_role_id_same_org"),
    ("studiorolescope", "membershipscope_location_id_same_org", "studiorolescope_location_id_same_org"),
    ("studiorolescope", "membershipscope_trainer_id_same_org", "studiorolescope_trainer_id_same_org"),
]


def rename_key(table, old, new):
    statement = "ALTER TABLE organizations_{} RENAME CONSTRAINT organizations_{} TO organizations_{}"
    return migrations.RunSQL(statement.format(table, old, new), statement.format(table, new, old))


class Migration(migrations.Migration):
    """The role of a login in a studio is a StudioRole: a membership is what a client buys."""

    dependencies = [("organizations", "0005_clients_found_by_their_address")]

    operations = [
        migrations.RemoveConstraint("membership", "membership_role_once"),
        migrations.RemoveConstraint("membership", "membership_one_login_per_client"),
        migrations.RemoveConstraint("membership", "membership_names_its_record"),
        migrations.RenameModel("Membership", "StudioRole"),
        migrations.RenameModel("MembershipScope", "StudioRoleScope"),
        migrations.RenameField("studiorolescope", "membership", "studio_role"),
        migrations.AlterField(
            "studiorole",
            "user",
            models.ForeignKey("accounts.User", models.PROTECT, related_name="studio_roles"),
        ),
        migrations.AlterField(
            "studiorole",
            "client",
            fitflow.core.tenancy.TenantForeignKey("organizations.client", null=True, related_name="studio_roles"),
        ),
        migrations.AlterField(
            "studiorole",
            "staff",
            fitflow.core.tenancy.TenantForeignKey("organizations.staff", null=True, related_name="studio_roles"),
        ),
        migrations.AddConstraint(
            "studiorole",
            models.UniqueConstraint(fields=("user", "organization_id", "role"), name="studio_role_once"),
        ),
        migrations.AddConstraint(
            "studiorole",
            models.UniqueConstraint(fields=("client",), name="studio_role_one_login_per_client"),
        ),
        migrations.AddConstraint(
            "studiorole",
            models.CheckConstraint(
                condition=Q(role="client", client__isnull=False, staff__isnull=True)
                | ~Q(role="client") & Q(client__isnull=True, staff__isnull=False),
                name="studio_role_names_its_record",
            ),
        ),
        *(rename_key(*names) for names in KEYS),
    ]

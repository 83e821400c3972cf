from django.db import migrations, models
from django.db.models import Q

#: Until now a role was limited by having rows that say to what.
FILL = """
UPDATE organizations_studiorole r SET is_limited = true WHERE r.role = 'manager'
  AND EXISTS (SELECT FROM organizations_studiorolescope s WHERE s.studio_role_id = r.id)
"""
#: The trigger, and what it runs as it was then.
WALL = """
CREATE OR REPLACE FUNCTION limit_role() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  UPDATE organizations_studiorole SET is_limited = true WHERE id = NEW.studio_role_id AND NOT is_limited;
  RETURN NULL;
END $$;
CREATE TRIGGER limits_its_role AFTER INSERT ON organizations_studiorolescope
  FOR EACH ROW EXECUTE FUNCTION limit_role();
"""


class Migration(migrations.Migration):
    """Whether a manager is limited is said by the role, also when nothing is left of what it was limited to."""

    dependencies = [("organizations", "0012_clients_by_date")]

    operations = [
        migrations.AddField("studiorole", "is_limited", models.BooleanField(db_default=False, default=False)),
        migrations.RunSQL(FILL, migrations.RunSQL.noop),
        migrations.AddConstraint(
            "studiorole",
            models.CheckConstraint(
                condition=Q(("is_limited", False), ("role", "manager"), _connector="OR"),
                name="studio_role_limits_managers_only",
            ),
        ),
        migrations.RunSQL(WALL, "DROP TRIGGER limits_its_role ON organizations_studiorolescope"),
    ]

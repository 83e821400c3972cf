import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import fitflow.core.ids
import fitflow.core.tenancy
from fitflow.core.tenancy import Isolate

#: The triggers, and what they run as it was then.
WALL = """
CREATE OR REPLACE FUNCTION keep_separated() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (SELECT FROM organizations_separation s JOIN organizations_studiorole r
      ON r.organization_id = s.organization_id AND r.client_id = s.client_id AND r.user_id = s.user_id
    WHERE s.client_id = NEW.client_id AND s.user_id = NEW.user_id) THEN
    RAISE EXCEPTION 'this login was separated from this record' USING ERRCODE = 'check_violation',
      CONSTRAINT = 'role_or_separation';
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER keeps_separated AFTER INSERT OR UPDATE OF client_id, user_id ON organizations_studiorole
  FOR EACH ROW WHEN (NEW.client_id IS NOT NULL) EXECUTE FUNCTION keep_separated();
CREATE TRIGGER separates AFTER INSERT OR UPDATE ON organizations_separation
  FOR EACH ROW EXECUTE FUNCTION keep_separated();
"""
UNDO = """
DROP TRIGGER keeps_separated ON organizations_studiorole;
DROP TRIGGER separates ON organizations_separation;
DROP FUNCTION keep_separated();
"""


class Migration(migrations.Migration):
    """A record proposes and the person joins: who said "not me", and how often access to a record ended.

    Who belongs to a studio already goes on belonging to it: roles of clients stay as they are.
    """

    dependencies = [
        ("organizations", "0014_clients_by_index_alone"),
        ("accounts", "0003_addresses_in_one_form"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField("client", "link_version", models.PositiveIntegerField(db_default=0, default=0)),
        migrations.AddField("staff", "link_version", models.PositiveIntegerField(db_default=0, default=0)),
        migrations.CreateModel(
            name="Separation",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=fitflow.core.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("organization_id", models.UUIDField(editable=False)),
                ("address", models.EmailField(blank=True, max_length=254)),
                ("by_person", models.BooleanField()),
                ("created_at", models.DateTimeField()),
                (
                    "client",
                    fitflow.core.tenancy.TenantForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="separations",
                        to="organizations.client",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
        ),
        migrations.AddConstraint(
            "separation", models.UniqueConstraint(fields=("client", "user"), name="separation_once")
        ),
        Isolate("Separation"),
        migrations.RunSQL(WALL, UNDO),
    ]

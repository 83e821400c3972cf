from django.db import migrations, models

import fitflow.core.ids
from fitflow.core.tenancy import Isolate, TenantForeignKey

#: The triggers, and what they run as it was then; and what was booked before.
TIES = """
INSERT INTO booking_clienttie (id, organization_id, client_id, location_id, trainer_id)
SELECT gen_random_uuid(), x.* FROM (SELECT DISTINCT s.organization_id, b.client_id, s.location_id, s.trainer_id
  FROM booking_booking b JOIN schedule_session s ON s.organization_id = b.organization_id AND s.id = b.session_id) x;

CREATE OR REPLACE FUNCTION note_tie() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO booking_clienttie (id, organization_id, client_id, location_id, trainer_id)
  SELECT new_id(), s.organization_id, NEW.client_id, s.location_id, s.trainer_id FROM schedule_session s
  WHERE s.id = NEW.session_id
  ON CONFLICT DO NOTHING;
  RETURN NULL;
END $$;

-- A session is elsewhere, or somebody else's: whoever booked it is found there, and no longer where nothing else that
-- they booked was.
CREATE OR REPLACE FUNCTION move_ties() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO booking_clienttie (id, organization_id, client_id, location_id, trainer_id)
  SELECT new_id(), NEW.organization_id, b.client_id, NEW.location_id, NEW.trainer_id
  FROM (SELECT DISTINCT client_id FROM booking_booking WHERE session_id = NEW.id) b
  ON CONFLICT DO NOTHING;
  DELETE FROM booking_clienttie x WHERE x.location_id = OLD.location_id AND x.trainer_id = OLD.trainer_id
    AND x.client_id IN (SELECT b.client_id FROM booking_booking b WHERE b.session_id = NEW.id)
    AND NOT EXISTS (SELECT FROM booking_booking b JOIN schedule_session s ON s.id = b.session_id
      WHERE b.client_id = x.client_id AND s.location_id = OLD.location_id AND s.trainer_id = OLD.trainer_id);
  RETURN NULL;
END $$;

CREATE TRIGGER notes_the_tie AFTER INSERT ON booking_booking FOR EACH ROW EXECUTE FUNCTION note_tie();
CREATE TRIGGER moves_ties AFTER UPDATE OF location_id, trainer_id ON schedule_session FOR EACH ROW
  WHEN ((OLD.location_id, OLD.trainer_id) IS DISTINCT FROM (NEW.location_id, NEW.trainer_id))
  EXECUTE FUNCTION move_ties();
"""


def reference(to: str) -> TenantForeignKey:
    return TenantForeignKey(db_index=False, on_delete=models.PROTECT, related_name="+", to=to)


class Migration(migrations.Migration):
    """Where and with whom clients have booked is kept in rows, not looked up in all their bookings."""

    dependencies = [
        ("booking", "0021_walls_of_bookings"),
        ("organizations", "0013_limited_roles"),
        ("schedule", "0012_session_and_claim"),
    ]

    operations = [
        migrations.CreateModel(
            "ClientTie",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=fitflow.core.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("organization_id", models.UUIDField(editable=False)),
                ("client", reference("organizations.client")),
                ("location", reference("organizations.location")),
                ("trainer", reference("organizations.staff")),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("client", "location", "trainer"), name="client_tie_once")
                ],
                "indexes": [
                    models.Index(fields=["location", "client"], name="client_tie_at"),
                    models.Index(fields=["trainer", "client"], name="client_tie_with"),
                ],
            },
        ),
        Isolate("ClientTie", referenced=False),
        migrations.RunSQL(TIES, migrations.RunSQL.noop),
    ]

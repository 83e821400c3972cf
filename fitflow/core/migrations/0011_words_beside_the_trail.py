from typing import Any

from django.db import migrations, models

import fitflow.core.ids
from fitflow.core.tenancy import Isolate

#: Events with a reason that somebody wrote; elsewhere a reason is a code.
REASONS = (
    "booking.penalty_waived", "client.status_changed", "credit.adjusted", "credit.granted", "series.ended",
    "session.cancelled", "session.capacity_changed", "sessions.cancel_asked",
)  # fmt: skip
#: Of changes {field: [old, new]} of these events, those that are facts.
FACTS = {
    "organization.changed": ["timezone", "currency", "locale", "week_start"],
    "location.changed": ["is_online"],
    "class_type.changed": [
        "color", "duration_minutes", "capacity", "cost_credits", "trainer_id", "location_id", "policy_id",
        "registration_opens", "registration_closes", "late_cancel_cutoff",
    ],
    "policy.changed": ["tiers"],
    "series.changed": [
        "weekdays", "starts_at_local", "starts_on", "ends_on", "duration_minutes", "capacity", "cost_credits",
        "trainer_id", "location_id",
    ],
}  # fmt: skip
TEXT_SETTINGS = ["branding.logo_text", "class.desk_price"]
#: A word with a space or an @ is somebody's. The constraint says it of all there is and will be.
IS_FREE = """{} @? '$.** ? (@.type() == "string" && @ like_regex "[\\\\s@]")'"""

MOVE = """
WITH moved AS ({moved}), kept AS (
  INSERT INTO core_eventwords (id, organization_id, words)
  SELECT id, organization_id, words FROM moved WHERE words NOT IN ('{{}}', '{{"reason": ""}}', '{{"reason": null}}')
  ON CONFLICT (id) DO UPDATE SET words = core_eventwords.words || excluded.words)
UPDATE core_event v SET payload = moved.payload FROM moved WHERE v.id = moved.id
"""
REASON = """
SELECT id, organization_id, payload - 'reason' AS payload, jsonb_build_object('reason', payload->'reason') AS words
FROM core_event WHERE type = ANY(%s) AND payload ? 'reason'"""
CHANGES = """
SELECT v.id, v.organization_id,
  jsonb_set(v.payload, '{changes}', jsonb_object_agg(c.key, CASE WHEN c.key = ANY(%s) THEN c.value ELSE 'null' END))
    AS payload,
  jsonb_build_object('changes', jsonb_object_agg(c.key, c.value) FILTER (WHERE c.key <> ALL(%s))) AS words
FROM core_event v, jsonb_each(v.payload->'changes') c WHERE v.type = %s
GROUP BY v.id HAVING bool_or(c.key <> ALL(%s))"""
SETTINGS = """
SELECT v.id, v.organization_id,
  jsonb_set(v.payload, '{changes}', (v.payload->'changes') - %s::text[])
    || jsonb_build_object('texts', jsonb_object_agg(c.key, 'null'::jsonb)) AS payload,
  jsonb_build_object('texts', jsonb_object_agg(c.key, c.value)) AS words
FROM core_event v, jsonb_each(v.payload->'changes') c
WHERE v.type = 'settings.changed' AND c.key = ANY(%s) GROUP BY v.id"""
#: Whatever else there is: events of types that the code no longer has, fields that were something else once.
REST = f"""
SELECT v.id, v.organization_id, v.payload - array_agg(c.key) AS payload, jsonb_object_agg(c.key, c.value) AS words
FROM core_event v, jsonb_each(v.payload) c WHERE {IS_FREE.format("v.payload")} AND {IS_FREE.format("c.value")}
GROUP BY v.id"""
CHECK = f"ALTER TABLE core_event ADD CONSTRAINT event_holds_no_text CHECK (NOT {IS_FREE.format('payload')})"


def move_words(_apps: Any, schema_editor: Any) -> None:
    """The trail cannot be changed, not even by its owner, but for this once."""
    with schema_editor.connection.cursor() as cursor:
        cursor.execute("ALTER TABLE core_event DISABLE TRIGGER append_only")
        cursor.execute(MOVE.format(moved=REASON), [list(REASONS)])
        for type_, facts in FACTS.items():
            cursor.execute(MOVE.format(moved=CHANGES), [facts, facts, type_, facts])
        cursor.execute(MOVE.format(moved=SETTINGS), [TEXT_SETTINGS, TEXT_SETTINGS])
        cursor.execute(MOVE.format(moved=REST))
        cursor.execute("ALTER TABLE core_event ENABLE TRIGGER append_only")


class Migration(migrations.Migration):
    dependencies = [("core", "0010_free_clock")]

    operations = [
        migrations.CreateModel(
            name="EventWords",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=fitflow.core.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("organization_id", models.UUIDField(editable=False)),
                ("words", models.JSONField()),
            ],
            options={"abstract": False},
        ),
        Isolate("EventWords", referenced=False),
        migrations.RunPython(move_words, migrations.RunPython.noop, elidable=False),
        migrations.RunSQL(CHECK, "ALTER TABLE core_event DROP CONSTRAINT event_holds_no_text"),
    ]

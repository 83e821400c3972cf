from django.db import migrations

#: A studio that is there goes on as before: with credits, whatever its kind would answer by itself.
ANSWER = """
UPDATE organizations_organization SET
  overrides = overrides || '{"class.payment": "credits"}'::jsonb,
  settings = settings || '{"class.payment": "credits"}'::jsonb
WHERE NOT overrides ? 'class.payment'
"""


class Migration(migrations.Migration):
    """How people pay is a choice; whoever has a studio has made it."""

    dependencies = [("organizations", "0013_limited_roles"), ("schedule", "0012_session_and_claim")]

    operations = [migrations.RunSQL(ANSWER, migrations.RunSQL.noop)]

from django.db import migrations

#: As `key_of` in adapters/session_keys.py does: sessions that are open go on.
HASH = "UPDATE {} SET session_key = left(encode(sha256(session_key::bytea), 'hex'), 40)"


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0005_refresh_tokens"),
        ("sessions", "0001_initial"),
        ("usersessions", "0001_initial"),
    ]

    operations = [
        migrations.RunSQL(HASH.format(table), migrations.RunSQL.noop)
        for table in ("django_session", "usersessions_usersession")
    ]

from django.db import migrations

from fitflow.core.addresses import NotAnAddress, read_address


def normalise(apps, schema_editor):
    """Logins made before a host of other letters was stored in ASCII. Where two become one, the later stays as it is."""
    using = schema_editor.connection.alias
    users = apps.get_model("accounts", "User").objects.using(using)
    addresses = apps.get_model("account", "EmailAddress").objects.using(using)
    for rows in (users, addresses):
        for row in rows.filter(email__regex=r"[^\x01-\x7f]").order_by("pk"):
            try:
                email = read_address(row.email)
            except NotAnAddress:
                continue
            if not rows.filter(email=email).exists():
                rows.filter(pk=row.pk).update(email=email)


class Migration(migrations.Migration):
    """Addresses of logins have the form in which they are read now."""

    dependencies = [
        ("accounts", "0002_failed_sign_ins"),
        ("account", "0009_emailaddress_unique_primary_email"),
    ]

    operations = [migrations.RunPython(normalise, migrations.RunPython.noop)]

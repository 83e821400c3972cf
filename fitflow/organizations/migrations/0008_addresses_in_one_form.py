from django.db import migrations

from fitflow.core.addresses import NotAnAddress, read_address


def normalise(apps, schema_editor):
    """Staff and invitations written before a host of other letters was stored in ASCII."""
    using = schema_editor.connection.alias
    tables = [apps.get_model("organizations", name).objects.using(using) for name in ("Staff", "Invitation")]
    with schema_editor.connection.cursor() as cursor:
        for studio in apps.get_model("organizations", "Organization").objects.using(using).values_list("pk", flat=True):
            cursor.execute("SELECT set_config('fitflow.organization', %s, true)", [str(studio)])
            for rows in tables:
                normalise_rows(rows)
        cursor.execute("SELECT set_config('fitflow.organization', '', true)")


def normalise_rows(rows):
    for row in rows.filter(email__regex=r"[^\x01-\x7f]"):
        try:
            rows.filter(pk=row.pk).update(email=read_address(row.email))
        except NotAnAddress:
            continue


class Migration(migrations.Migration):
    """Addresses of staff and invitations have the form in which they are read now."""

    dependencies = [("organizations", "0007_status_before")]

    operations = [migrations.RunPython(normalise, migrations.RunPython.noop)]

import logging

from django.db import migrations

from fitflow.core.addresses import NotAnAddress, read_address
from fitflow.core.renewing import renew_lines
from fitflow.organizations.rules.clients import search_text

logger = logging.getLogger(__name__)
BATCH = 1000


def renew(apps, schema_editor):
    """Names and addresses as they are read now, and what lists of clients are searched by."""
    using = schema_editor.connection.alias
    studios = apps.get_model("organizations", "Organization").objects.using(using)
    tables = {
        name: apps.get_model("organizations", name).objects.using(using) for name in ("Location", "Staff", "Client")
    }
    renew_lines(studios, "name", "Studio", using)
    with schema_editor.connection.cursor() as cursor:
        for pk, slug in studios.values_list("pk", "slug"):
            cursor.execute("SELECT set_config('fitflow.organization', %s, true)", [str(pk)])
            for name, rows in tables.items():
                renew_lines(rows.filter(organization_id=pk), "name", f"{slug}: {name}", using)
            renew_clients(tables["Client"].filter(organization_id=pk), slug)
        cursor.execute("SELECT set_config('fitflow.organization', '', true)")


def renew_clients(rows, slug):
    last = None
    while batch := list((rows.filter(pk__gt=last) if last else rows).order_by("pk")[:BATCH]):
        last = batch[-1].pk
        for client in batch:
            client.email = renewed(client, rows, slug)
            client.search = search_text(client.name, client.email, client.phone)
        rows.bulk_update(batch, ["email", "search"])


def renewed(client, rows, slug):
    """Two records that become equal stay two, each with its own spelling."""
    if client.email.isascii():
        return client.email
    try:
        email = read_address(client.email)
    except NotAnAddress:
        logger.warning("%s: the address of client %s cannot be read, and stays as it is.", slug, client.pk)
        return client.email
    if rows.filter(email=email).exclude(pk=client.pk).exists():
        logger.warning("%s: another client has the address of client %s in its other spelling.", slug, client.pk)
        return client.email
    return email


class Migration(migrations.Migration):
    """Names and addresses of records have the form in which accounts, forms, API and lists read them."""

    dependencies = [("organizations", "0017_own_roles_are_read_only")]

    operations = [migrations.RunPython(renew, migrations.RunPython.noop)]

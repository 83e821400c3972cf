import logging

from django.db import migrations
from django.db.models import Q

from fitflow.core.countries import country_of_zone
from fitflow.core.phones import NotAPhone, read_phone
from fitflow.organizations.rules.clients import search_text

logger = logging.getLogger(__name__)
BATCH = 1000


def normalise(apps, schema_editor):
    """Numbers of clients as E.164, read in the country of the studio's zone, and what lists are searched by."""
    using = schema_editor.connection.alias
    clients = apps.get_model("organizations", "Client").objects.using(using)
    studios = apps.get_model("organizations", "Organization").objects.using(using)
    with schema_editor.connection.cursor() as cursor:
        for pk, slug, timezone in studios.values_list("pk", "slug", "timezone"):
            cursor.execute("SELECT set_config('fitflow.organization', %s, true)", [str(pk)])
            left = normalise_clients(clients.filter(organization_id=pk), country_of_zone(timezone))
            if left:
                logger.warning(
                    "%s: telephone numbers of %d clients could not be read and stay as they were typed."
                    " Pages show them so, and whoever changes one is asked for a number that can be dialled.",
                    slug,
                    left,
                )
        cursor.execute("SELECT set_config('fitflow.organization', '', true)")


def normalise_clients(rows, country):
    """Gives how many numbers could not be read."""
    left, last = 0, None
    wanted = rows.filter(~Q(phone="") | Q(email__contains="xn--")).order_by("pk")
    while batch := list((wanted.filter(pk__gt=last) if last else wanted)[:BATCH]):
        last = batch[-1].pk
        for client in batch:
            try:
                client.phone = read_phone(client.phone, country) if client.phone else ""
            except NotAPhone:
                left += 1
            client.search = search_text(client.name, client.email, client.phone)
        rows.bulk_update(batch, ["phone", "search"])
    return left


class Migration(migrations.Migration):
    """Telephone numbers of clients have the form in which they are read now."""

    dependencies = [("organizations", "0008_addresses_in_one_form")]

    operations = [migrations.RunPython(normalise, migrations.RunPython.noop)]

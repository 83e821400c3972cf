import logging
from decimal import Decimal

from django.contrib.postgres.operations import AddConstraintNotValid
from django.db import migrations, models
from django.db.models import Q

from fitflow.core.renewing import renew_lines

logger = logging.getLogger(__name__)
MOST_PRICE, MOST_SPOTS = Decimal(1_000), 1_000


def renew(apps, schema_editor):
    """Names as they are read now. Prices beyond the bound are named and stay; whoever changes the row corrects them."""
    using = schema_editor.connection.alias
    tables = {
        name: apps.get_model("schedule", name).objects.using(using) for name in ("ClassType", "CancellationPolicy")
    }
    dear = {name: apps.get_model("schedule", name).objects.using(using) for name in ("ClassType", "Series", "Session")}
    studios = apps.get_model("organizations", "Organization").objects.using(using)
    with schema_editor.connection.cursor() as cursor:
        for pk, slug in studios.values_list("pk", "slug"):
            cursor.execute("SELECT set_config('fitflow.organization', %s, true)", [str(pk)])
            for name, rows in tables.items():
                renew_lines(rows.filter(organization_id=pk), "name", f"{slug}: {name}", using)
            for name, rows in dear.items():
                for row in rows.filter(organization_id=pk, cost_credits__gt=MOST_PRICE).values_list("pk", flat=True):
                    logger.warning("%s: %s %s costs more than %s credits, and stays so.", slug, name, row, MOST_PRICE)
        cursor.execute("SELECT set_config('fitflow.organization', '', true)")


def within_bounds(name, *, spots):
    price = Q(cost_credits=None) | Q(cost_credits__lte=MOST_PRICE)
    return models.CheckConstraint(condition=price & Q(capacity__lte=MOST_SPOTS) if spots else price, name=name)


class Migration(migrations.Migration):
    """Links of 2,000 characters, prices of 1,000 credits, everywhere."""

    dependencies = [
        ("organizations", "0017_own_roles_are_read_only"),
        ("schedule", "0013_existing_studios_take_credits"),
    ]

    operations = [
        migrations.RunPython(renew, migrations.RunPython.noop),
        migrations.AlterField("series", "online_url", models.CharField(blank=True, max_length=2_000)),
        migrations.AlterField("session", "online_url", models.CharField(blank=True, max_length=2_000)),
        AddConstraintNotValid("classtype", within_bounds("class_type_within_bounds", spots=True)),
        AddConstraintNotValid(
            "series",
            models.CheckConstraint(
                condition=(Q(cost_credits=None) | Q(cost_credits__gte=0, cost_credits__lte=MOST_PRICE))
                & Q(capacity__lte=MOST_SPOTS),
                name="series_within_bounds",
            ),
        ),
        AddConstraintNotValid("session", within_bounds("session_within_bounds", spots=False)),
    ]

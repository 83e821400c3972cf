import logging

from django.db import migrations

from fitflow.core.renewing import renew_lines

logger = logging.getLogger(__name__)


def renew(apps, schema_editor):
    """Names as they are read now; addresses that an earlier step had to leave as they are get named."""
    using = schema_editor.connection.alias
    users = apps.get_model("accounts", "User").objects.using(using)
    renew_lines(users.exclude(name=""), "name", "Login", using)
    for pk in users.filter(email__regex=r"[^\x01-\x7f]").values_list("pk", flat=True):
        logger.warning("Login %s: another login has its address in another spelling, or it cannot be read.", pk)


class Migration(migrations.Migration):
    """Names of logins have the form in which records have them."""

    dependencies = [("accounts", "0007_account_events")]

    operations = [migrations.RunPython(renew, migrations.RunPython.noop)]

from django.db import migrations, models


class Migration(migrations.Migration):
    """A topic is called a kind of message. The rows, their keys and their wall stay."""

    dependencies = [("notify", "0004_channels_by_name")]

    operations = [
        migrations.RemoveConstraint(model_name="preference", name="preference_one_per_topic"),
        migrations.RenameField(model_name="preference", old_name="topic", new_name="kind"),
        migrations.AddConstraint(
            model_name="preference",
            constraint=models.UniqueConstraint(
                fields=("organization_id", "user_id", "kind", "channel"), name="preference_once_per_kind"
            ),
        ),
    ]

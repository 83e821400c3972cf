from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("schedule", "0003_series_leave_dates_out")]

    operations = [
        migrations.AddField(
            model_name="series",
            name="override_reason",
            field=models.CharField(blank=True, default="", max_length=300),
            preserve_default=False,
        )
    ]

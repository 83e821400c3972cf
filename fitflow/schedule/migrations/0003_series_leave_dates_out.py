from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("schedule", "0002_walls")]

    operations = [migrations.AddField(model_name="series", name="except_on", field=models.JSONField(default=list))]

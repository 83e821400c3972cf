from django.db import migrations

from fitflow.core.sqlfiles import run_file


class Migration(migrations.Migration):
    """Holding and confirming read by index, however small the tables were when the plan was made."""

    dependencies = [("booking", "0009_look_again")]

    operations = [
        run_file("booking", "claim", digest="b91deb382581"),
        run_file("booking", "confirm", digest="c464f8c83e4d"),
        run_file("booking", "hold_by_key", digest="b36167497b0a"),
    ]

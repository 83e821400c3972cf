from django.apps import AppConfig


class PlanningConfig(AppConfig):
    """Many sessions at once: series, cancelling and replacing in bulk, the desk's calendar."""

    name = "fitflow.planning"
    default_auto_field = "django.db.models.BigAutoField"

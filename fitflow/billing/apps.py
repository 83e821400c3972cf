from django.apps import AppConfig


class BillingConfig(AppConfig):
    """Credits. Each app above says in its `parts.py` what its references stand for."""

    name = "fitflow.billing"
    default_auto_field = "django.db.models.BigAutoField"

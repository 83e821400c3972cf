from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class BillingConfig(AppConfig):
    """Credits. Each app above says in its `describers.py` what its references stand for."""

    name = "fitflow.billing"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        autodiscover_modules("describers")

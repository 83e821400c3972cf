from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class OrganizationsConfig(AppConfig):
    """Studios and their people. Once every app is loaded, what they add to a record and to the audit trail is known."""

    name = "fitflow.organizations"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        autodiscover_modules("parts", "client_parts", "studio_parts", "sentences")

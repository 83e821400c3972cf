from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class CoreConfig(AppConfig):
    """The kernel. Once every app is loaded, its event and timer doors are known too."""

    name = "fitflow.core"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        autodiscover_modules("consumers", "tasks", "checks")

from django.apps import AppConfig

from fitflow.core.discovery import load_modules


class CoreConfig(AppConfig):
    """The kernel. Once every app is loaded, it loads what each of them offers."""

    name = "fitflow.core"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        load_modules()

from django.apps import AppConfig


class LockersConfig(AppConfig):
    """Who has which locker."""

    name = "fitflow.lockers"
    default_auto_field = "django.db.models.BigAutoField"

from django.apps import AppConfig


class NotifyConfig(AppConfig):
    name = "fitflow.notify"
    default_auto_field = "django.db.models.BigAutoField"

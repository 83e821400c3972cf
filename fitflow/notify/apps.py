from django.apps import AppConfig


class NotifyConfig(AppConfig):
    """Messages. Each app says in its `messages.py` what people can be told about."""

    name = "fitflow.notify"
    default_auto_field = "django.db.models.BigAutoField"

from django.apps import AppConfig


class CalendarsConfig(AppConfig):
    """The studio in other people's calendars: secret addresses of feeds."""

    name = "fitflow.calendars"
    default_auto_field = "django.db.models.BigAutoField"

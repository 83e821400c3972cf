from django.apps import AppConfig


class InsightsConfig(AppConfig):
    """What staff see about the whole: the first page, figures, the check-list, the proof."""

    name = "fitflow.insights"
    default_auto_field = "django.db.models.BigAutoField"

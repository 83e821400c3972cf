from django.apps import AppConfig


class OrganizationsConfig(AppConfig):
    """Studios and their people. Apps say in `parts.py` and `history.py` what they add."""

    name = "fitflow.organizations"
    default_auto_field = "django.db.models.BigAutoField"

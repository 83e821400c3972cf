from django.apps import AppConfig


class UiConfig(AppConfig):
    """The kit: layouts, components, tokens. It knows no domain app."""

    name = "fitflow.ui"
    label = "ui"

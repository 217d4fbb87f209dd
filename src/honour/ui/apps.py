"""How Django finds the app."""

from django.apps import AppConfig


class UiConfig(AppConfig):
    """The app ``honour.ui``."""

    name = "honour.ui"
    label = "ui"

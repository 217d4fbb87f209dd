"""How Django finds the app."""

from django.apps import AppConfig


class IntakeConfig(AppConfig):
    """The app ``honour.intake``."""

    name = "honour.intake"
    label = "intake"

"""How Django finds the app."""

from django.apps import AppConfig


class ApiConfig(AppConfig):
    """The app ``honour.api``."""

    name = "honour.api"
    label = "api"

"""How Django finds the app."""

from django.apps import AppConfig


class WebConfig(AppConfig):
    """The app ``honour.web``."""

    name = "honour.web"
    label = "web"

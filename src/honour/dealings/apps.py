"""How Django finds the app."""

from django.apps import AppConfig


class DealingsConfig(AppConfig):
    """The app ``honour.dealings``."""

    name = "honour.dealings"
    label = "dealings"

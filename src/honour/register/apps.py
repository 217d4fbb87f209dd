"""How Django finds the app."""

from django.apps import AppConfig


class RegisterConfig(AppConfig):
    """The app ``honour.register``."""

    name = "honour.register"
    label = "register"

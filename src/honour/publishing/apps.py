"""How Django finds the app."""

from django.apps import AppConfig


class PublishingConfig(AppConfig):
    """The app ``honour.publishing``."""

    name = "honour.publishing"
    label = "publishing"

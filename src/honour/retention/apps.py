"""How Django finds the app."""

from django.apps import AppConfig


class RetentionConfig(AppConfig):
    """The app ``honour.retention``."""

    name = "honour.retention"
    label = "retention"

"""How Django finds the app."""

from django.apps import AppConfig


class OutreachConfig(AppConfig):
    """The app ``honour.outreach``."""

    name = "honour.outreach"
    label = "outreach"

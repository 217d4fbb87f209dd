"""How Django finds the app."""

from django.apps import AppConfig


class MailroomConfig(AppConfig):
    """The app ``honour.mailroom``."""

    name = "honour.mailroom"
    label = "mailroom"

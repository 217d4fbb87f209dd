"""How Django finds the app."""

from django.apps import AppConfig


class StaffConfig(AppConfig):
    """The app ``honour.staff``."""

    name = "honour.staff"
    label = "staff"

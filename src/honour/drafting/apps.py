"""How Django finds the app."""

from django.apps import AppConfig


class DraftingConfig(AppConfig):
    """The app ``honour.drafting``."""

    name = "honour.drafting"
    label = "drafting"

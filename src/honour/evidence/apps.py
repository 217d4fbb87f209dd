"""How Django finds the app."""

from django.apps import AppConfig


class EvidenceConfig(AppConfig):
    """The app ``honour.evidence``."""

    name = "honour.evidence"
    label = "evidence"

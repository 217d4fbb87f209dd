"""How Django finds the app."""

from django.apps import AppConfig


class DealingsConfig(AppConfig):
    """The app ``honour.dealings``."""

    name = "honour.dealings"
    label = "dealings"

    def ready(self) -> None:
        """Sign up what an erasure takes."""
        from honour.dealings import holding  # noqa: F401 - importing it signs it up

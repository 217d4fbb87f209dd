"""How Django finds the app."""

from django.apps import AppConfig


class PublishingConfig(AppConfig):
    """The app ``honour.publishing``."""

    name = "honour.publishing"
    label = "publishing"

    def ready(self) -> None:
        """Sign up what is forgotten on erasure, what waits on Today, and what is examined."""
        from honour.publishing import (  # noqa: F401 - importing them signs them up
            from_elsewhere,
            provers,
            reviewing,
            telling,
            waiting,
        )

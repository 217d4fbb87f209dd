"""How Django finds the app."""

from django.apps import AppConfig


class SystemsConfig(AppConfig):
    """The app ``honour.systems``."""

    name = "honour.systems"
    label = "systems"

    def ready(self) -> None:
        """Sign up to be told of decisions, and to say what waits."""
        from honour.systems import ending  # noqa: F401 - importing it signs it up
        from honour.systems.webhooks import telling  # noqa: F401 - as above

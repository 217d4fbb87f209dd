"""How Django finds the app."""

from django.apps import AppConfig


class RetentionConfig(AppConfig):
    """The app ``honour.retention``."""

    name = "honour.retention"
    label = "retention"

    def ready(self) -> None:
        """Sign up what stands on other apps' pages."""
        from honour.retention import signing_up  # noqa: F401 - importing it signs it up

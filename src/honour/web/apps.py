"""How Django finds the app."""

from django.apps import AppConfig


class WebConfig(AppConfig):
    """The app ``honour.web``."""

    name = "honour.web"
    label = "web"

    def ready(self) -> None:
        """Sign up what the site examines of itself."""
        from honour.web import provers  # noqa: F401 - importing them signs them up

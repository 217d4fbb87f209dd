"""How Django finds the app."""

from django.apps import AppConfig


class WebConfig(AppConfig):
    """The app ``honour.web``."""

    name = "honour.web"
    label = "web"

    def ready(self) -> None:
        """Sign up what the site examines of itself, and what follows when a version comes into use."""
        from honour.web import cookie_prover, provers  # noqa: F401 - importing them signs them up
        from honour.web.console import looking_after  # noqa: F401 - as above
        from honour.web.console.publishing import published  # noqa: F401 - as above

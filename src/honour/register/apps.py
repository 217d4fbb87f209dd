"""How Django finds the app."""

from django.apps import AppConfig


class RegisterConfig(AppConfig):
    """The app ``honour.register``."""

    name = "honour.register"
    label = "register"

    def ready(self) -> None:
        """Sign up what the register examines and the work it leaves to the worker."""
        from honour.register import provers  # noqa: F401 - importing them signs them up

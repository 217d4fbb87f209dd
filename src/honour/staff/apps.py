"""How Django finds the app."""

from django.apps import AppConfig


class StaffConfig(AppConfig):
    """The app ``honour.staff``."""

    name = "honour.staff"
    label = "staff"

    def ready(self) -> None:
        """Listen to signing in, out and failing."""
        from honour.staff import events, lockout  # noqa: F401 - importing them connects their receivers

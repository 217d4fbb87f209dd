"""How Django finds the app."""

from django.apps import AppConfig


class MailroomConfig(AppConfig):
    """The app ``honour.mailroom``."""

    name = "honour.mailroom"
    label = "mailroom"

    def ready(self) -> None:
        """Declare what is written on the ledger about messages, also where none is sent: pages tell of them."""
        from honour.mailroom import sending  # noqa: F401

"""How Django finds the app."""

from django.apps import AppConfig


class IntakeConfig(AppConfig):
    """The app ``honour.intake``."""

    name = "honour.intake"
    label = "intake"

    def ready(self) -> None:
        """Sign up what a form opens, what goes with an erasure, what waits, and what is proved."""
        from honour.intake import forgetting, own_words, panels, provers, waiting, work  # noqa: F401 - importing signs them up
        from honour.intake.enquiries import opening  # noqa: F401 - as above

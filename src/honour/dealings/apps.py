"""How Django finds the app."""

from django.apps import AppConfig


class DealingsConfig(AppConfig):
    """The app ``honour.dealings``."""

    name = "honour.dealings"
    label = "dealings"

    def ready(self) -> None:
        """Sign up what an erasure takes, what stands on a person's page, and what is proved."""
        from honour.dealings import holding, own_words, provers  # noqa: F401 - importing signs them up
        from honour.dealings.companies import panels  # noqa: F401 - as above
        from honour.dealings.matters import panels as of_matters  # noqa: F401 - as above

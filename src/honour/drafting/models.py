"""The rows of drafts. A notice's text is nobody's personal data: it is written to be read by everybody."""

from __future__ import annotations

from django.db import models


class Draft(models.Model):
    """A next version of the notice, being written: its file byte for byte, and what became of it.

    ``text`` always reads as a notice, whatever the check may find in it; ``based_on`` is the label of the published
    version it began with, empty for one that began with nothing.
    """

    class State(models.TextChoices):
        """What became of a draft."""

        OPEN = "open"
        THROWN_AWAY = "thrown-away"
        PUBLISHED = "published"

    name = models.CharField(max_length=100)
    text = models.TextField()
    based_on = models.CharField(max_length=60, blank=True)
    state = models.CharField(max_length=20, choices=State, default=State.OPEN)
    published_as = models.CharField(max_length=60, blank=True)
    started_at = models.DateTimeField()
    started_by = models.CharField(max_length=100)
    changed_at = models.DateTimeField()
    changed_by = models.CharField(max_length=100)

    def __str__(self) -> str:
        return self.name

    @property
    def is_open(self) -> bool:
        """Whether it can still be changed."""
        return self.state == self.State.OPEN

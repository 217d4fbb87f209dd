"""By whose calendar dates were reckoned."""

from __future__ import annotations

from django.db import models


class Calendar(models.Model):
    """The time zone in whose days the dates of all records were reckoned: one row, see ``honour.register.due.zone``."""

    zone = models.CharField(max_length=100)

    def __str__(self) -> str:
        return self.zone

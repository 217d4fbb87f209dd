"""Work that takes time, as rows: who is at it, until when it is theirs, and when it is due again."""

from __future__ import annotations

from django.db import models


class Work(models.Model):
    """What every row of work has; the tables of work that apps keep are made from it.

    ``run_after`` is when it is due; ``holder`` and ``lease_until`` say who has it, and until when; ``attempts`` counts
    the tries since it last succeeded, and ``failure`` names the kind of error that ended the last (never its text,
    which could hold somebody's data).
    """

    run_after = models.DateTimeField()
    lease_until = models.DateTimeField(null=True)
    holder = models.CharField(max_length=80, default="")
    attempts = models.IntegerField(default=0)
    failure = models.CharField(max_length=80, default="")

    class Meta:
        abstract = True


class Duty(Work):
    """Something done again and again; ``name`` is the one it is declared under, ``done_at`` when it last succeeded."""

    name = models.CharField(max_length=64, primary_key=True)
    done_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name_plural = "duties"

    def __str__(self) -> str:
        return self.name

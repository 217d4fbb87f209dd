"""What the web keeps of its own: how far the first set-up has come."""

from __future__ import annotations

from django.db import models


class FirstRun(models.Model):
    """The set-up of this installation: there is one at most, begun by whoever opened the link first.

    ``answers``, by step, as given on its form; ``kit``, the places of the recovery kit that were asked for, with hashes
    of what stands there; ``uploaded``, whether the notice came as a file instead.
    """

    id = models.SmallIntegerField(primary_key=True, default=1)
    begun_at = models.DateTimeField()
    answers = models.JSONField(default=dict)
    kit = models.JSONField(default=list)
    kit_kept_at = models.DateTimeField(null=True)
    passed = models.JSONField(default=list)
    uploaded = models.BooleanField(default=False)

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(id=1), name="one_first_run")]

    def __str__(self) -> str:
        return f"set-up begun {self.begun_at:%Y-%m-%d}"

"""Projects and services: while one runs, the data of the people in it are kept; when it ends, their time begins."""

from __future__ import annotations

from django.db import models


class Service(models.Model):
    """A project or a service that we do for somebody.

    ``reference`` is our own number of it, which names no person; ``ended_at`` is empty while it runs.
    """

    class Kind(models.TextChoices):
        """What it is, in the words of the notice's triggers."""

        PROJECT = "project", "Project"
        SERVICE = "service", "Service"

    kind = models.CharField(max_length=10, choices=Kind.choices)
    reference = models.CharField(max_length=60, unique=True)
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.kind} {self.reference}"


class Involvement(models.Model):
    """A person's tie to a project or service: who uses it, works in it, is named in it."""

    service = models.ForeignKey(Service, models.CASCADE, related_name="people")
    subject = models.ForeignKey("register.Subject", models.PROTECT, related_name="involvements")
    since = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["service", "subject"], name="one_involvement_per_service")]

    def __str__(self) -> str:
        return f"involvement {self.pk}"

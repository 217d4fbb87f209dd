"""What may be downloaded, and who asked for it."""

from __future__ import annotations

import secrets

from django.db import models


def opaque_code() -> str:
    """Make the name of a request in a link: 100 random bits in the letters of base 32."""
    return "".join(secrets.choice("abcdefghijklmnopqrstuvwxyz234567") for _ in range(20))


class Asset(models.Model):
    """A data sheet, a case study, a video: a file in the home, by its SHA-256, with the words that offer it.

    ``slug`` is its address and never changes; ``form`` the short id of the form that is filled in for it, empty where
    anybody may take it as it is.
    """

    class Kind(models.TextChoices):
        """What it is."""

        DATA_SHEET = "data-sheet", "Data sheet"
        CASE_STUDY = "case-study", "Case study"
        VIDEO = "video", "Video"
        OTHER = "other", "Guide"

    slug = models.SlugField(max_length=60, unique=True)
    kind = models.CharField(max_length=20, choices=Kind.choices)
    title = models.CharField(max_length=150)
    text = models.TextField(max_length=2000, blank=True)
    form = models.CharField(max_length=60, blank=True)
    file_name = models.CharField(max_length=100)
    media_type = models.CharField(max_length=60)
    size = models.BigIntegerField()
    sha256 = models.CharField(max_length=64)
    added_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["kind", "title"]

    def __str__(self) -> str:
        return self.title


class Download(models.Model):
    """One person's wish for an asset, and the link that it gets: ``code`` stands in it, ``expires_at`` ends it.

    A fresh link is a row of its own. ``collection`` is the form that was filled in; with the person it goes.
    """

    code = models.CharField(max_length=20, unique=True, default=opaque_code)
    asset = models.ForeignKey(Asset, models.PROTECT, related_name="downloads")
    collection = models.ForeignKey("register.Collection", models.CASCADE, related_name="downloads")
    asked_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    taken_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"download {self.pk}"

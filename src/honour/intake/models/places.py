"""Where forms stand besides their own pages, and by which way each filled-in form came."""

from __future__ import annotations

from django.db import models


class LandingPage(models.Model):
    """A page for a campaign, at ``/go/<slug>``: words of its own above a form of the notice.

    It collects nothing by itself: questions, short notice and choice are the form's. ``asset``: what is sent to whoever
    fills it in. It is open from ``opens_at`` to ``closes_at``.
    """

    slug = models.SlugField(max_length=60, unique=True)
    heading = models.CharField(max_length=150)
    text = models.TextField(max_length=5000, blank=True)
    form = models.CharField(max_length=60)
    asset = models.ForeignKey("intake.Asset", models.PROTECT, null=True, blank=True)
    opens_at = models.DateTimeField()
    closes_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-opens_at"]

    def __str__(self) -> str:
        return self.heading


class EmbeddingSite(models.Model):
    """Another site whose pages may show a form of ours in a frame: ``origin`` as RFC 6454 writes it."""

    form = models.CharField(max_length=60)
    origin = models.CharField(max_length=200)
    since = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["form", "origin"], name="one_embedding_per_form_and_origin")]
        ordering = ["form", "origin"]

    def __str__(self) -> str:
        return f"{self.form} on {self.origin}"


class Arrival(models.Model):
    """By which way a filled-in form came, where it was not the form's own page; it goes with its collection.

    ``wording``: the words of the landing page as they stood there then.
    """

    collection = models.OneToOneField("register.Collection", models.CASCADE, related_name="arrival")
    landing = models.CharField(max_length=60, blank=True)
    origin = models.CharField(max_length=200, blank=True)
    asset = models.ForeignKey("intake.Asset", models.PROTECT, null=True)
    wording = models.ForeignKey("register.Wording", models.PROTECT, null=True)

    def __str__(self) -> str:
        return f"arrival of collection {self.collection_id}"

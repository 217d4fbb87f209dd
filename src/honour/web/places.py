"""Every place at which a form stands now: its own page, a download's, a landing page, a frame on another site."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Q
from django.urls import reverse

from honour.intake.assets import offered
from honour.intake.forms import forms_of
from honour.intake.models import LandingPage
from honour.intake.places import embedding_origins
from honour.web.frame import address_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from honour.notice.model import Notice


@dataclass(frozen=True, slots=True)
class FormPlace:
    """A place: the form's short id, what the place is called, its address, and the origins that may frame it."""

    form: str
    name: str
    address: str
    framed_by: tuple[str, ...] = ()


def every_place(notice: Notice, at: datetime) -> list[FormPlace]:
    """Give every place at which forms of a notice stand at a moment."""
    return list(_places(notice, at))


def _places(notice: Notice, at: datetime) -> Iterator[FormPlace]:
    asked = forms_of(notice)
    for short, form in asked.items():
        origins = tuple(embedding_origins(short))
        if form.kind != "download":
            yield FormPlace(short, f"The form {short}", address_of(short))
            if origins:
                yield FormPlace(short, f"The framed form {short}", reverse("embed", args=[short]), origins)
            continue
        for asset in offered(short):
            yield FormPlace(short, f"The download {asset.slug}", reverse("asset", args=[asset.slug]))
            if origins:
                framed = reverse("embed-asset", args=[short, asset.slug])
                yield FormPlace(short, f"The framed download {asset.slug}", framed, origins)
    still_open = Q(closes_at=None) | Q(closes_at__gt=at)
    there = Q(asset=None) | Q(asset__withdrawn_at=None)
    for page in LandingPage.objects.filter(still_open, there, opens_at__lte=at, form__in=asked):
        yield FormPlace(page.form, f"The landing page {page.slug}", reverse("landing", args=[page.slug]))

"""What follows from a form that was filled in: by which way it came, and what its sender asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from honour.intake.models import Arrival, Asset, LandingPage
from honour.register.models import Collection
from honour.register.wordings import keep_wording

if TYPE_CHECKING:
    import datetime as dt

    from honour.intake.tickets import Place
    from honour.register.models import Wording
    from honour.register.receipts import Receipt


def arrive(receipt: Receipt, place: Place, at: dt.datetime) -> None:
    """Keep by which way a form came, and send what was asked for; a form taken before changes nothing.

    Call it in the transaction that takes the form.
    """
    collection = Collection.objects.get(entry=receipt.entry)
    if collection.at != at:
        return  # the same post came before
    asset = Asset.objects.filter(slug=place.asset).first() if place.asset else None
    if place.landing or place.origin or asset:
        Arrival.objects.get_or_create(
            collection=collection,
            defaults={
                "landing": place.landing,
                "origin": place.origin,
                "asset": asset,
                "wording": _landing_words(place.landing),
            },
        )


def _landing_words(slug: str) -> Wording | None:
    """Keep the words that a landing page has now, as evidence of what its visitors read."""
    page = LandingPage.objects.filter(slug=slug).first() if slug else None
    return keep_wording({"landing": {"id": slug, "heading": page.heading, "text": page.text}}) if page else None

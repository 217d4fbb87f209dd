"""What follows from a form that was filled in: by which way it came, and what its sender asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from honour.intake.choices import choice_awaiting
from honour.intake.downloads import address_on, send_link
from honour.intake.models import Arrival, Asset, LandingPage
from honour.mailroom.outbox import queue
from honour.register.known_keys import register_keyring
from honour.register.languages import written_in
from honour.register.receipts import collection_of
from honour.register.versions import versions
from honour.register.wordings import keep_wording

if TYPE_CHECKING:
    import datetime as dt

    from honour.intake.tickets import Place
    from honour.notice.model import Form, Notice
    from honour.register.models import Collection, Wording
    from honour.register.receipts import Receipt

CHOOSING = "honour-rights"  # whether a yes was somebody's own is asked about their choice, and sells nothing


def arrive(receipt: Receipt, place: Place, at: dt.datetime) -> None:
    """Keep by which way a form came, and send what was asked for; a form taken before changes nothing.

    Call it in the transaction that takes the form.
    """
    collection = collection_of(register_keyring(), receipt.token)
    if collection is None or collection.at != at:
        return  # the same post came before
    notice = versions().numbered(collection.version).notice
    form = notice.forms[collection.point]
    asset = Asset.objects.filter(slug=place.asset, withdrawn_at=None).first() if place.asset else None
    if place.landing or place.origin or asset:
        Arrival.objects.create(
            collection=collection,
            landing=place.landing,
            origin=place.origin,
            asset=asset,
            wording=_landing_words(place.landing),
        )
    language = str(receipt.wording.get("language", ""))
    if asset is not None:
        send_link(collection, asset, form.purposes[0], at, language)
    elif choice_awaiting(collection):
        _ask_to_confirm(collection, _served(notice, form) or CHOOSING, at, language)


def _served(notice: Notice, form: Form) -> str:
    """Give the first purpose of a form under which its sender is written to about a service; empty where there is none.

    A form that signs up to a newsletter serves marketing alone, and no question to a stranger may go out as that.
    """
    declared = ((short, notice.purposes[short]) for short in form.purposes)
    return next((short for short, one in declared if one.message == "service" and not one.is_marketing), "")


def _ask_to_confirm(collection: Collection, purpose: str, at: dt.datetime, language: str) -> None:
    """Queue the question whether it was the address's owner who sent the form."""
    address = address_on(collection)
    if address is None:
        return
    queue(
        "intake:confirm",
        at=at,
        person=collection.subject.public_id,
        identifier=address,
        context={"collection": collection.pk, "purpose": purpose, **written_in(language)},
        dedupe=f"confirm/{collection.pk}",
    )


def _landing_words(slug: str) -> Wording | None:
    """Keep the words that a landing page has now, as evidence of what its visitors read."""
    page = LandingPage.objects.filter(slug=slug).first() if slug else None
    return keep_wording({"landing": {"id": slug, "heading": page.heading, "text": page.text}}) if page else None

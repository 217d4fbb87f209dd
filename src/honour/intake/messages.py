"""What is sent because somebody filled in a form, and the answers that staff write."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils import timezone

from honour.gate.question import Actor
from honour.intake import new_address
from honour.intake.arriving import CHOOSING
from honour.intake.choices import choice_awaiting
from honour.intake.downloads import address_on
from honour.intake.enquiries.answering import KIND, SUBJECT
from honour.intake.links import CONFIRMING_LASTS, confirmation_token, download_token
from honour.intake.models import Download, Interaction
from honour.mailroom.errors import NothingToSayError
from honour.mailroom.letters import Letter, letter
from honour.mailroom.messages import IN_CONTEXT, message_kind
from honour.mailroom.models import Outgoing
from honour.notice.wording import say
from honour.register.models import Collection
from honour.register.reading import read

if TYPE_CHECKING:
    from honour.mailroom.queued import Queued


def _to_the_address_put_right(row: Outgoing) -> None:
    """Let what somebody asked for go to the address that stands in place of the one they typed, if it was put right."""
    found = Download.objects.select_related("collection").filter(pk=row.context["download"]).first()
    address = address_on(found.collection) if found else None
    if address is not None:
        Outgoing.objects.filter(pk=row.pk).update(identifier=address)


@message_kind("intake:download", purpose=IN_CONTEXT, again=_to_the_address_put_right)
def download(queued: Queued) -> Letter:
    """Write the message with the link to what somebody asked for."""
    found = (
        Download.objects.select_related("asset", "collection__subject").filter(pk=queued.context["download"]).first()
    )
    if found is None or found.asset.withdrawn_at is not None:
        raise NothingToSayError
    context = {
        "asset": found.asset,
        "link": queued.link(reverse("download-link", args=[download_token(found)])),
        "asked": timezone.localtime(found.asked_at),
        "ends": timezone.localtime(found.expires_at),
        "chosen": choice_awaiting(found.collection),
        "privacy": queued.link(reverse("privacy")),
    }
    return letter("intake/download", say("Your download: {title}", title=found.asset.title), context)


@message_kind("intake:confirm", purpose=IN_CONTEXT)
def confirm(queued: Queued) -> Letter:
    """Write that a form came, and ask whether the address on it is the reader's own."""
    collection = Collection.objects.select_related("subject").filter(pk=queued.context["collection"]).first()
    chosen = choice_awaiting(collection) if collection else None
    if collection is None or queued.identifier is None or not chosen:
        raise NothingToSayError
    context = {
        "sent": timezone.localtime(collection.at),
        "chosen": chosen,
        "answered": queued.purpose != CHOOSING,
        "link": queued.link(reverse("confirm", args=[confirmation_token(queued.identifier, queued.at)])),
        "ends": timezone.localtime(queued.at + CONFIRMING_LASTS),
        "privacy": queued.link(reverse("privacy")),
    }
    return letter("intake/confirm", say("We have what you sent. Is this address yours?"), context)


@message_kind(new_address.KIND, purpose="honour-rights")
def whose(queued: Queued) -> Letter:
    """Ask whether an address that was put in place of another is the reader's own."""
    if queued.identifier is None:
        raise NothingToSayError
    context = {
        "link": queued.link(reverse("confirm", args=[confirmation_token(queued.identifier, queued.at)])),
        "ends": timezone.localtime(queued.at + CONFIRMING_LASTS),
        "privacy": queued.link(reverse("privacy")),
    }
    return letter("intake/new_address", say("Is this address yours?"), context)


@message_kind(KIND, purpose=IN_CONTEXT)
def answer(queued: Queued) -> Letter:
    """Write the answer that staff put down, word by word, as the register hands it out when it leaves."""
    kept = Interaction.objects.filter(public_id=queued.context["interaction"]).first()
    if kept is None or queued.person is None or queued.purpose is None:
        raise NothingToSayError
    actor = Actor("mailroom", "service", {queued.purpose: frozenset({"contact"})})
    reading = read(actor, queued.person, queued.purpose, queued.at, action="contact")
    words = next(
        (str(value) for record in reading.records if record.id == kept.record_id for value in record.value.values()), ""
    )
    subject, _, text = words.partition("\n\n")
    if not text.strip():
        raise NothingToSayError
    return Letter(subject.removeprefix(SUBJECT), text, automatic=False)

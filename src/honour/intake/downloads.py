"""Sending somebody the link to what they asked for, renewing it, and letting them take it."""

from __future__ import annotations

import datetime as dt
from typing import IO, TYPE_CHECKING

from django.db import transaction

from honour.evidence.prepared import run_prepared
from honour.intake.assets import open_asset
from honour.intake.models import Asset, Download
from honour.mailroom.outbox import queue
from honour.register.confirming import confirm_address
from honour.register.languages import language_shown, written_in
from honour.register.models import Collection

if TYPE_CHECKING:
    from honour.notice.model import Form

LINK_LASTS = dt.timedelta(days=7)


def send_link(
    collection: Collection, asset: Asset, purpose: str, at: dt.datetime, language: str = ""
) -> Download | None:
    """Queue the message with a link to an asset, to the address that stood on the form; call it in a transaction.

    Arguments: ``purpose``, the one for which the address was given; ``at``, aware; ``language``, of the notice, to
    write in. Returns nothing when the address is gone.
    """
    address = address_on(collection)
    if address is None:
        return None
    download = Download.objects.create(asset=asset, collection=collection, asked_at=at, expires_at=at + LINK_LASTS)
    queue(
        "intake:download",
        at=at,
        person=collection.subject.public_id,
        identifier=address,
        context={"download": download.pk, "purpose": purpose, **written_in(language)},
        dedupe=f"download/{download.code}",
    )
    return download


def send_fresh_link(ended: Download, form: Form | None, at: dt.datetime) -> bool:
    """Send another link to the same address in place of one that ended; false when the address is gone."""
    if form is None or not form.purposes or ended.asset.withdrawn_at is not None:
        return False
    with transaction.atomic():
        return send_link(ended.collection, ended.asset, form.purposes[0], at, language_shown()) is not None


def take(download: Download, at: dt.datetime, *, confirms: bool = True) -> IO[bytes] | None:
    """Open the file that a link stands for, and so confirm the address that the link was sent to.

    Arguments: ``confirms``, false where the reader takes the file and does not say that what was chosen on the form
    was theirs. ``None`` when the file is not there any more.
    """
    opened = open_asset(download.asset)
    if opened is None:
        return None
    address = address_on(download.collection)
    if address is not None and confirms:
        confirm_address(address, how="download-link", at=at)
    Download.objects.filter(pk=download.pk, taken_at=None).update(taken_at=at)
    return opened


def address_on(collection: Collection) -> int | None:
    """Give the register's row of the email address that stood on a form, as put right since; ``None`` when gone."""
    found = run_prepared(_ADDRESS, (collection.pk,))
    return int(found[0][0]) if found else None


_ADDRESS = """
    SELECT i.id FROM register_record r JOIN register_identifier i ON i.record_id = r.id
    WHERE r.collection_id = %s AND r.superseded_by IS NULL AND i.kind = 'email' ORDER BY i.id LIMIT 1"""

"""A receipt in the standard form, for the receipt's page and for the interface."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from honour.notice.render.linked import Given, receipt_as_linked
from honour.register.errors import UnknownVersionError
from honour.register.versions import versions

if TYPE_CHECKING:
    from honour.register.receipts import Receipt


def linked_receipt(found: Receipt) -> dict[str, Any] | None:
    """Give a receipt as JSON-LD; ``None`` where its version of the notice is not here any more.

    It names the person, and itself, by a digest of the token: whoever is shown it cannot open the receipt with it.
    """
    try:
        version = versions().labelled(found.version, timezone.now())
    except UnknownVersionError:
        return None
    root = settings.HONOUR_PUBLIC_URL.rstrip("/")
    mark = hashlib.sha256(f"receipt {found.token}".encode()).hexdigest()
    given = Given(
        page=f"urn:honour:receipt:{mark[:32]}",
        notice_page=root + reverse("privacy-version", args=[version.label]),
        identifier=mark[:32],
        person=f"holder-of-{mark[32:48]}",
        at=found.at.isoformat(),
        wording=found.wording,
        answered=frozenset(found.answered),
        choice=found.choice,
        digest=found.version_digest,
    )
    return receipt_as_linked(version.notice, given)

"""How the root keys stand: whether each is there and whole, and when a recovery kit was last shown to be kept."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from django.conf import settings

from honour.evidence.models import Entry
from honour.keyring import check_keys
from honour.register.rotation import known_keys
from honour.staff.roles import Part
from honour.ui.tables import Column, Row, Table
from honour.web.console.page import page, show

if TYPE_CHECKING:
    from django.http import HttpResponse

    from honour.web.console.page import Visit

_FOR = {
    "wrapping": "Opens the keys under which data are stored",
    "lookup": "Finds people by their identifiers",
    "suppression": "Keeps stops after an erasure",
    "tokens": "Makes links and tokens",
    "signing": "Signs the ledger",
}


@page(Part.STAFF)
def keys(request: Visit) -> HttpResponse:
    """List the root keys."""
    findings = check_keys(Path(settings.HONOUR_HOME or "") / "keys", known_keys())
    rows = tuple(
        Row((_FOR.get(each.purpose, each.purpose), each.version, each.problem or "Whole", each.check[:8]))
        for each in findings
    )
    columns = (Column("What it does"), Column("Version", number=True), Column("State"), Column("Check value begins"))
    wrong = sum(bool(each.problem) for each in findings)
    context = {
        "wrong": wrong,
        "keys": Table("Root keys", columns, rows),
        "kit": Entry.objects.filter(kind="key:kit-kept").order_by("-pk").first(),
    }
    return show(request, "web/console/account/keys.html", context)

"""The ledger: its entries, the proof of each, the last checkpoint, and the whole of it as a file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse, StreamingHttpResponse
from django.urls import reverse
from django.utils import timezone

from honour.evidence.errors import NothingIntegrated, UnknownEntry
from honour.evidence.exporting import last_checkpoint, ledger_lines
from honour.evidence.models import Entry, Payload
from honour.evidence.proofs import proof_of
from honour.evidence.tree.signing import installed_keys
from honour.ledger.bundle import verify_bundle
from honour.ledger.checkpoint import read_checkpoint
from honour.ledger.errors import LedgerError
from honour.staff.roles import Part
from honour.ui.site import NavItem
from honour.web.console.entries import entry_table, says, told
from honour.web.console.naming import Names, trail
from honour.web.console.page import page, show
from honour.web.console.records_forms import LedgerFilter

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.http.response import HttpResponseBase

    from honour.web.console.page import Visit

A_PAGE = 50  # entries


def views(here: str) -> list[NavItem]:
    """Give the views of the records, as tabs."""
    items = (
        ("Ledger", "console:records"),
        ("Uses", "console:records-uses"),
        ("Disclosures", "console:records-disclosures"),
        ("Systems", "console:records-systems"),
        ("Certificates", "console:certificates"),
        ("Checkpoint", "console:checkpoint"),
        ("Exports", "console:records-exports"),
    )
    return [NavItem(label, reverse(url), current=url == here) for label, url in items]


@page(Part.RECORDS)
def records(request: Visit) -> HttpResponse:
    """List the ledger's entries, newest first, filtered by kind and day."""
    form = LedgerFilter(request.GET or None)
    rows = Entry.objects.order_by("-pk")
    if form.is_bound and form.is_valid():
        rows = form.narrow(rows)
    pages = Paginator(rows, A_PAGE)
    listed = pages.get_page(request.GET.get("page"))
    payloads = Payload.objects.in_bulk([entry.pk for entry in listed])
    context = {
        "form": form,
        "count": Entry.objects.count(),
        "narrowed": form.is_bound and form.is_valid() and any(form.cleaned_data.values()),
        "found": pages.count,
        "table": entry_table(listed, payloads, Names()),
        "pages": listed,
        "views": views("console:records"),
    }
    return show(request, "web/console/records.html", context, status=400 if form.errors else 200)


@page(Part.RECORDS)
def entry(request: Visit, number: int) -> HttpResponse:
    """Show one entry: what it says in words, and what it commits to."""
    found, names = _found(number), Names()
    kept = Payload.objects.filter(entry=found).first()
    context = {
        "entry": found,
        "says": says(found.kind),
        "commitment": bytes(found.commitment).hex(),
        "told": told(found, kept, names, may_open=Part.PEOPLE in request.parts),
        "expired": kept is None,
        "trail": _trail((f"Entry {number}", "")),
    }
    return show(request, "web/console/entry.html", context)


@page(Part.RECORDS)
def proof(request: Visit, number: int) -> HttpResponse:
    """Check the proof of an entry here and now, and offer it as a file that anybody can check offline."""
    found = _found(number)
    context: dict[str, object] = {"entry": found}
    try:
        bundle = proof_of(number)
        if "file" in request.GET:
            return _file(bundle.text().encode(), f"proof-of-entry-{number}.json", "application/json")
        proven = verify_bundle(bundle.text(), installed_keys())
        context |= {"proven": proven, "bundle": bundle, "place": proven.index + 1}
    except (UnknownEntry, NothingIntegrated) as waiting:
        context["waiting"] = str(waiting)
    except LedgerError as refused:
        context["refused"] = str(refused)
    steps = (f"Entry {number}", reverse("console:entry", args=[number]))
    return show(request, "web/console/proof.html", {**context, "trail": _trail(steps, ("Its proof", ""))})


@page(Part.RECORDS)
def checkpoint(request: Visit) -> HttpResponse:
    """Show the last signed checkpoint, to be kept somewhere else."""
    context: dict[str, object] = {"views": views("console:checkpoint")}
    try:
        last = last_checkpoint()
    except NothingIntegrated:
        return show(request, "web/console/checkpoint.html", context)
    if "file" in request.GET:
        return _file(last.note.encode(), f"checkpoint-{last.size}.txt", "text/plain; charset=utf-8")
    keys = [str(key) for key in installed_keys()]
    context |= {"last": last, "signed": read_checkpoint(last.note), "keys": keys}
    return show(request, "web/console/checkpoint.html", context)


@page(Part.RECORDS)
def export(request: Visit) -> HttpResponseBase:
    """Hand out the whole ledger as it stands at the last checkpoint; it holds nobody's data in clear."""
    try:
        last = last_checkpoint()
    except NothingIntegrated:
        return show(request, "web/console/checkpoint.html", {"views": views("console:checkpoint")}, status=404)
    lines = ledger_lines(last, installed_keys(), timezone.now())
    response = StreamingHttpResponse(lines, content_type="application/x-ndjson")
    response["Content-Disposition"] = f'attachment; filename="ledger-{last.size}.jsonl"'
    return response


def _found(number: int) -> Entry:
    found = Entry.objects.filter(pk=number).first()
    if found is None:
        raise Http404
    return found


def _file(content: bytes, name: str, kind: str) -> HttpResponse:
    return HttpResponse(content, content_type=kind, headers={"Content-Disposition": f'attachment; filename="{name}"'})


def _trail(*steps: tuple[str, str]) -> Sequence[NavItem]:
    return trail(("Records", reverse("console:records")), *steps)

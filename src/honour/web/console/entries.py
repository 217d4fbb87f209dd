"""Entries of the ledger in words: who, what, for which purpose; never whose data by name."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.text import capfirst
from pyroaring import BitMap

from honour.evidence.errors import UnknownKind
from honour.evidence.kinds import kind_named
from honour.register.models import Subject
from honour.ui.tables import Column, Row, Table

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from honour.evidence.models import Entry, Payload
    from honour.web.console.naming import Names

LABELS = {
    "by": "By",
    "member": "Member of staff",
    "purpose": "Purpose",
    "purposes": "For",
    "action": "Act",
    "outcome": "Outcome",
    "version": "Notice of",
    "form": "Form",
    "source": "Came from",
    "categories": "Data",
    "records": "Records",
    "recipient": "Passed to",
    "refused": "Withheld, by rule",
    "observed": "Let pass while observed",
    "kind": "Kind",
    "about": "About",
    "how": "Told us",
    "choice": "Chose",
    "found": "People found",
    "reason": "Why",
    "wording": "Words shown, SHA-256",
    "digest": "File’s SHA-256",
    "roles": "Roles",
    "grounds": "Grounds",
    "effective": "Applies from",
    "acknowledged": "Acknowledged as they are",
    "import": "Import",
    "batch": "Batch",
    "people": "People",
    "sources": "Came from",
    "versions": "Notices",
    "in_a_row": "Failures in a row",
    "hold": "Hold",
    "says": "What it says, SHA-256 with its salt",
    "until": "Until",
}
"""What the parts of a payload are called."""

SECTIONS = {"purpose": "purposes", "form": "forms", "source": "sources", "recipient": "recipients"}


def says(kind: str) -> str:
    """Say what a kind of entry records; a kind of an older release stands as its name."""
    try:
        return kind_named(kind).says
    except UnknownKind:
        return kind


def entry_table(entries: Iterable[Entry], payloads: Mapping[int, Payload], names: Names) -> Table:
    """Give a table of entries."""
    rows = []
    for entry in entries:
        payload = _read(payloads.get(entry.pk))
        who = payload.get("by") or payload.get("member")
        purpose = payload.get("purpose")
        rows.append(
            Row(
                (
                    f"{entry.pk:,}",
                    f"{timezone.localtime(entry.at):%-d %B %Y, %H:%M}",
                    says(entry.kind),
                    capfirst(names.who(str(who))) if who else None,
                    names.of("purposes", purpose) if purpose else None,
                ),
                reverse("console:entry", args=[entry.pk]),
            )
        )
    columns = (Column("Entry"), Column("When"), Column("What happened"), Column("By"), Column("For"))
    return Table("Entries, newest first", columns, tuple(rows), "No entry is like that. Widen the filter.")


def told(entry: Entry, payload: Payload | None, names: Names, *, may_open: bool) -> list[tuple[str, Any]]:
    """Give what an entry says, as labels and values.

    Arguments: ``may_open``, whether the reader may open the pages of people.
    """
    lines: list[tuple[str, Any]] = [("When", f"{timezone.localtime(entry.at):%-d %B %Y, %H:%M:%S}")]
    lines += [(LABELS.get(key, key), _words(key, value, names)) for key, value in _read(payload).items()]
    if payload is not None and payload.subject is not None:
        lines.append(("About", _person(payload.subject, may_open=may_open)))
    if payload is not None and payload.subjects is not None:
        lines.append(("About", f"{len(BitMap.deserialize(bytes(payload.subjects))):,} people"))
    return lines


def _person(number: int, *, may_open: bool) -> Any:
    person = Subject.objects.filter(pk=number).first()
    if person is None:
        return "one person"
    if not may_open or person.status == Subject.Status.ERASED:
        return f"one person, {person.public_id}" + (", erased since" if person.status else "")
    return format_html('<a href="{}">{}</a>', reverse("console:person", args=[person.public_id]), person.public_id)


def _read(payload: Payload | None) -> dict[str, Any]:
    return dict(json.loads(payload.content)) if payload else {}


def _words(key: str, value: Any, names: Names) -> str:
    """Write a part of a payload with the names that the notice and colleagues know."""
    if key in {"by", "member"} and value:
        return names.who(str(value))
    if key in SECTIONS and value:
        return names.of(SECTIONS[key], str(value))
    if key == "purposes" and isinstance(value, dict):
        value = sorted({purpose for purposes in value.values() for purpose in purposes})
    if key in {"categories", "purposes"} and isinstance(value, list):
        return "; ".join(names.of(key, each) for each in value) or "nothing"
    return _plain(value)


def _plain(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, dict):
        return "; ".join(f"{name}: {_plain(each)}" for name, each in value.items())
    if isinstance(value, list):
        return ", ".join(_plain(each) for each in value) or "nothing"
    return str(value) if value not in {None, ""} else "nothing"

"""Drafts of the next version: started, read, written anew, thrown away, published."""

from __future__ import annotations

import hashlib
from datetime import date, datetime
from itertools import chain, count
from typing import TYPE_CHECKING, NamedTuple, Protocol

from django.db import transaction

from honour.drafting.errors import ChangedMeanwhileError, DraftClosedError, NoSuchDraftError
from honour.drafting.models import Draft
from honour.evidence import entries
from honour.evidence.kinds import declare
from honour.notice.reading import LoadedNotice, load_notice
from honour.notice.source import read_source, write_source
from honour.register.models import NoticeVersion

if TYPE_CHECKING:
    from honour.notice.source import Source

declare("notice:draft-started", "A draft of the notice's next version was started.")
declare("notice:draft-changed", "A draft of the notice was changed.")
declare("notice:draft-thrown-away", "A draft of the notice was thrown away.")
declare("notice:draft-published", "A draft of the notice became a version.")


class Version(Protocol):
    """A published version: its label and its file."""

    @property
    def label(self) -> str:
        """What it is called."""
        ...

    @property
    def text(self) -> str:
        """Its file as it was published."""
        ...


class Beginning(NamedTuple):
    """What a first notice begins with: the registered name, the law (``uk`` or ``eu``), and the day it applies from."""

    organisation: str
    law: str
    effective: date


def text_of(draft: Draft) -> str:
    """Give a draft's file as it stands."""
    return draft.text


def file_name(draft: Draft) -> str:
    """Give what messages call a draft's file."""
    return f"draft-{draft.pk}.yaml"


def loaded(draft: Draft) -> LoadedNotice:
    """Give a draft as a notice, with its file."""
    return load_notice(draft.text.encode(), file_name(draft))


def find_draft(number: int) -> Draft:
    """Give a draft, open or not.

    Errors: ``NoSuchDraftError``.
    """
    found = Draft.objects.filter(pk=number).first()
    if found is None:
        raise NoSuchDraftError(f"There is no draft {number}. Open one from the list of drafts.")
    return found


def open_drafts() -> list[Draft]:
    """Give the drafts that are being written, the one changed last first."""
    return list(Draft.objects.filter(state=Draft.State.OPEN).order_by("-changed_at", "-pk"))


def start_from(version: Version, *, name: str, effective: date, by: str, at: datetime) -> Draft:
    """Start a draft from a published version: its file with a new label and day, every other byte as it was.

    Arguments: ``effective``, the day from which the draft is to apply, which becomes its label, told apart from those
    that are taken; ``by``, the opaque id of who starts it.
    Errors: those of reading a notice.
    """
    source = read_source(version.text.encode(), f"{version.label}.yaml")
    label = _label(effective)
    source = _with(source, "version", label)
    source = _with(source, "effective", effective.isoformat())
    source = _with(source, "replaces", version.label)
    if source.data.get("historical"):
        source = source.remove(("historical",))
    return _start(source, name, version.label, by, at)


def start_new(beginning: Beginning, *, name: str, by: str, at: datetime) -> Draft:
    """Start a draft from nothing: who is responsible, under which law, from when; the rest is to be written."""
    organisation, law, effective = beginning
    data = {
        "honour": 1,
        "id": "privacy",
        "title": f"{organisation} privacy notice",
        "version": effective.isoformat(),
        "effective": effective.isoformat(),
        "law": law,
        "language": "en-GB" if law == "uk" else "en-IE",
        "controller": {"name": organisation},
    }
    return _start(write_source(data, "new.yaml"), name, "", by, at)


def start_with(text: str, *, name: str, by: str, at: datetime) -> Draft:
    """Start a draft with a file somebody has.

    Errors: those of reading a notice.
    """
    return _start(read_source(text.encode(), "notice.yaml"), name, "", by, at)


def digest_of(text: str) -> str:
    """Give what a file is recognised by: SHA-256 of its bytes, as ``Published.digest`` has it."""
    return hashlib.sha256(text.encode()).hexdigest()


def write(number: int, text: str, *, seen: str, by: str, at: datetime) -> Draft:
    """Put another file in place of a draft's.

    Arguments: ``seen``, the digest of the file that the writer had before them.
    Errors: those of reading a notice; ``ChangedMeanwhileError`` when the draft's file is another by now;
    ``DraftClosedError``; ``NoSuchDraftError``.
    """
    load_notice(text.encode(), f"draft-{number}.yaml")
    with transaction.atomic():
        draft = locked(number)
        if digest_of(draft.text) != seen:
            raise ChangedMeanwhileError("notice", draft.text, draft.changed_by)
        return keep(draft, text, ["notice"], by=by, at=at)


def throw_away(number: int, *, by: str, at: datetime) -> Draft:
    """Give a draft up: it can be read, and changes no more.

    Errors: ``DraftClosedError``; ``NoSuchDraftError``.
    """
    with transaction.atomic():
        draft = locked(number)
        draft.state = Draft.State.THROWN_AWAY
        draft.changed_at, draft.changed_by = at, by
        draft.save()
        entries.append("notice:draft-thrown-away", {"draft": draft.pk, "by": by}, at=at)
    return draft


def mark_published(number: int, label: str, *, by: str, at: datetime) -> Draft:
    """Say that a draft became a version; part of the transaction that publishes it.

    Errors: ``DraftClosedError``; ``NoSuchDraftError``.
    """
    with transaction.atomic():
        draft = locked(number)
        draft.state, draft.published_as = Draft.State.PUBLISHED, label
        draft.changed_at, draft.changed_by = at, by
        draft.save()
        entries.append("notice:draft-published", {"draft": draft.pk, "version": label, "by": by}, at=at)
    return draft


def locked(number: int) -> Draft:
    """Give an open draft, held against everybody else until the transaction ends.

    Errors: ``DraftClosedError``; ``NoSuchDraftError``.
    """
    draft = Draft.objects.select_for_update().filter(pk=number).first()
    if draft is None:
        return find_draft(number)
    if not draft.is_open:
        what = "thrown away" if draft.state == Draft.State.THROWN_AWAY else f"published as {draft.published_as}"
        raise DraftClosedError(f"The draft “{draft.name}” was {what} and changes no more. Start another.")
    return draft


def keep(draft: Draft, text: str, parts: list[str], *, by: str, at: datetime) -> Draft:
    """Store a draft's new file and say on the ledger which parts changed; nothing where it is the same.

    Arguments: ``parts``, the ids of the clauses that changed, ``notice`` for the whole.
    """
    if text == draft.text:
        return draft
    draft.text, draft.changed_at, draft.changed_by = text, at, by
    draft.save()
    payload = {"draft": draft.pk, "parts": parts, "digest": digest_of(text), "by": by}
    entries.append("notice:draft-changed", payload, at=at)
    return draft


def _start(source: Source, name: str, based_on: str, by: str, at: datetime) -> Draft:
    text = source.save().decode()
    load_notice(text.encode(), source.name)
    with transaction.atomic():
        draft = Draft.objects.create(
            name=name, text=text, based_on=based_on, started_at=at, started_by=by, changed_at=at, changed_by=by
        )
        payload = {"draft": draft.pk, "based_on": based_on, "digest": digest_of(text), "by": by}
        entries.append("notice:draft-started", payload, at=at)
    return draft


def _with(source: Source, key: str, value: str) -> Source:
    return source.edit((key,), value) if key in source.data else source.insert((), key, value)


def _label(effective: date) -> str:
    """Give a label that no version has: the day from which the draft applies, numbered where one has that."""
    taken = set(NoticeVersion.objects.values_list("label", flat=True))
    day = effective.isoformat()
    candidates = chain([day], (f"{day}-{number}" for number in count(2)))
    return next(label for label in candidates if label not in taken)

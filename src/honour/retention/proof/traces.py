"""What there is of people in the files before they are erased: their values, and what these look like as they rest.

Values are opened for this and held in memory only, for as long as the erasure and its proof take. What may be kept
afterwards are marks: the random beginnings of sealed bytes, which say nothing of anybody.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import groupby

from honour.keyring import Keyring, Opener, SealBrokenError
from honour.register.attachments.placing import name_place
from honour.register.holding import held_records
from honour.register.known_keys import register_keyring
from honour.register.models import Attachment, AttachmentPiece, Erasure, Identifier, Record, StagedIdentifier
from honour.register.older import older_versions
from honour.register.own_words import all_own_words
from honour.register.sealed import identifier_place, key_place, open_value, record_place
from honour.register.staging import staged_about
from honour.register.suppressing import suppressed
from honour.retention.proof.needles import MARK, SHORTEST, Needle, forms_of_bytes, forms_of_text


@dataclass(frozen=True, slots=True)
class Mark:
    """By what something sealed is known again. ``of`` says what it is; ``key``, the row of the data key concerned."""

    kind: str
    of: str
    key: int
    data: bytes


@dataclass(slots=True)
class Traces:
    """What is looked for.

    ``short`` counts values too short to look for; ``common``, those that stand word for word in texts of the
    organisation's own, ``ours``: of other values the parts that do are not looked for.
    ``elsewhere``: hashes of identifiers that stay because somebody else, another record, or something staged that does
    not go has the same one;
    ``suppressed``, whether one of them is on the do-not-contact list, where it stays.
    """

    values: list[str] = field(default_factory=list, repr=False)
    ours: bytes = field(default=b"", repr=False)
    hashes: list[bytes] = field(default_factory=list, repr=False)
    marks: list[Mark] = field(default_factory=list)
    keys: list[int] = field(default_factory=list)
    subjects: list[int] = field(default_factory=list)
    short: int = 0
    common: int = 0
    elsewhere: int = 0
    suppressed: bool = False

    def seek(self, values: Iterable[str]) -> None:
        """Add values to look for, those that can be told from words of ours."""
        self.ours = all_own_words()
        for value in values:
            if len(value.encode()) < SHORTEST:
                self.short += 1
            elif value.encode() in self.ours:
                self.common += 1
            else:
                self.values.append(value)

    def needles(self) -> list[Needle]:
        """Give everything in every form; things are numbered values first, then hashes, then marks."""
        found = [
            Needle("value", n, form)
            for n, value in enumerate(self.values)
            for form in sorted(forms_of_text(value))
            if form not in self.ours
        ]
        first = len(self.values)
        found += [
            Needle("hash", first + n, form) for n, each in enumerate(self.hashes) for form in forms_of_bytes(each)
        ]
        return found + mark_needles(self.marks, first + len(self.hashes))


def mark_needles(marks: Sequence[Mark], first: int = 0) -> list[Needle]:
    """Give marks in every form, numbered from ``first``."""
    return [
        Needle("key" if mark.kind == "key" else "sealed", first + n, form)
        for n, mark in enumerate(marks)
        for form in forms_of_bytes(mark.data)
    ]


def traces_of(erasures: Iterable[Erasure]) -> Traces:
    """Gather what there is of those about to be erased. Errors: those of the keyring, when their keys are not here."""
    found, values = Traces(), dict[str, None]()
    keyring = register_keyring()
    for subject, group in groupby(sorted(erasures, key=_whose), _whose):
        found.subjects.append(subject)
        values |= dict.fromkeys(_gather(keyring, subject, [erasure.record for erasure in group], found))
    found.seek(values)
    return found


def _whose(erasure: Erasure) -> int:
    return erasure.subject_id


def _gather(keyring: Keyring, subject: int, going: Sequence[int | None], found: Traces) -> Iterator[str]:
    """Gather one person's traces. Arguments: ``going``, records, or ``None`` for everything."""
    records = Record.objects.filter(subject=subject)
    if None not in going:
        records = records.filter(pk__in=older_versions([record for record in going if record is not None]))
    rows = list(records.exclude(pk__in=list(held_records(subject))).select_related("key").order_by("pk"))
    numbers = [row.pk for row in rows]
    openers: dict[int, Opener] = {}
    for key in {row.key_id: row.key for row in rows}.values():
        openers[key.pk] = Opener(keyring.unwrap(key.root_version, bytes(key.wrapped), key_place(subject, key.category)))
        if not Record.objects.filter(subject=subject, key=key).exclude(pk__in=numbers).exists():
            found.keys.append(key.pk)
            found.marks.append(Mark("key", f"data key {key.pk}", key.pk, bytes(key.wrapped)[:MARK]))
    for row in rows:
        found.marks.append(Mark("sealed", f"record {row.pk}", row.key_id, bytes(row.value)[:MARK]))
        place = record_place(subject, row.category, row.pk, row.version)
        try:
            yield from (str(value) for value in open_value(openers[row.key_id], row.value, place).values() if value)
        except SealBrokenError:
            continue  # it opens for nobody; what it looks like is looked for all the same
    if None in going and (held := held_records(subject)):
        found.suppressed |= _is_suppressed(keyring, subject, held)
    staged = _staged(subject, found) if None in going else []
    yield from _identifiers(keyring, subject, numbers, openers, staged, found)
    yield from _files(subject, numbers, openers, found)


def _is_suppressed(keyring: Keyring, subject: int, records: Iterable[int]) -> bool:
    """Say whether somebody is on the do-not-contact list by what records are found by that stay for now."""
    opened: dict[int, Opener] = {}
    told = []
    for row in Identifier.objects.filter(subject=subject, record__in=list(records)).select_related("record__key"):
        key = row.record.key
        if key.pk not in opened:
            place = key_place(subject, key.category)
            opened[key.pk] = Opener(keyring.unwrap(key.root_version, bytes(key.wrapped), place))
        value = opened[key.pk](bytes(row.value), identifier_place(row.kind, row.record_id))
        told.append((row.kind, value.decode()))
    return suppressed(keyring, told)


def _identifiers(  # noqa: PLR0913, PLR0917 - whose, which, and what opens them
    keyring: Keyring, subject: int, records: list[int], openers: dict[int, Opener], staged: list[int], found: Traces
) -> Iterator[str]:
    for row in Identifier.objects.filter(subject=subject, record__in=records).select_related("record"):
        found.marks.append(
            Mark("sealed", f"identifier of record {row.record_id}", row.record.key_id, bytes(row.value)[:MARK])
        )
        others = Identifier.objects.filter(digest=row.digest, kind=row.kind).exclude(record__in=records)
        waiting = StagedIdentifier.objects.filter(digest=row.digest, kind=row.kind).exclude(staged__in=staged)
        if others.exists() or waiting.exists():
            found.elsewhere += 1
        elif bytes(row.digest) not in found.hashes:
            found.hashes.append(bytes(row.digest))
        value = openers[row.record.key_id](bytes(row.value), identifier_place(row.kind, row.record_id)).decode()
        found.suppressed |= suppressed(keyring, [(row.kind, value)])
        yield value


def _files(subject: int, records: list[int], openers: dict[int, Opener], found: Traces) -> Iterator[str]:
    for row in Attachment.objects.filter(subject=subject, record__in=records).select_related("record"):
        owner = subject, row.record.category, row.record_id
        yield openers[row.key_id](bytes(row.name), name_place(owner, row.pk, row.total, row.size)).decode()
        found.marks.append(Mark("sealed", f"name of file {row.pk}", row.key_id, bytes(row.name)[:MARK]))
        for number, value in AttachmentPiece.objects.filter(attachment=row).values_list("number", "value"):
            found.marks.append(Mark("sealed", f"piece {number} of file {row.pk}", row.key_id, bytes(value)[:MARK]))


def _staged(subject: int, found: Traces) -> list[int]:
    """Gather what is staged of somebody and goes with them; gives its rows."""
    theirs = Identifier.objects.filter(subject=subject).values_list("kind", "digest")
    going = staged_about(subject, [(kind, bytes(digest)) for kind, digest in theirs], held=not held_records(subject))
    for row in going:
        found.marks.append(Mark("key", f"key of staged item {row.pk}", 0, bytes(row.wrapped)[:MARK]))
        found.marks.append(Mark("sealed", f"staged item {row.pk}", 0, bytes(row.value)[:MARK]))
    return [row.pk for row in going]

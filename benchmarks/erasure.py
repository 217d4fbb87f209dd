"""`python -m benchmarks.erasure [MEGABYTES]`: erasing one person with a certificate in a store of a gigabyte.

The store holds people with a record of contact details and letters of a few kilobytes, sealed, with their keys and what
they are found by. Measured, on both databases, is ``erase_person`` as the command runs it: values opened, every file
searched before and after in every form, keys destroyed, rows deleted, files cleared, the certificate signed. Beside it
stands the same erasure with nobody looking, and the time in which the file is read once by ``grep``, for one value in
one form: what a sceptic would do.
"""

from __future__ import annotations

import datetime as dt
import os
import subprocess
import sys
import time
from typing import Any

from benchmarks.databases import NAMES, measure_each
from benchmarks.figures import Figure
from benchmarks.filling import AT, EXAMPLES, Rows, fill, moment, people, settle

MEGABYTES = 1_000
REACH = {"sqlite": 5.0, "postgresql": 10.0}  # seconds
_LETTER = 2_000  # bytes
_LETTERS = 3
_PERSON = _LETTERS * _LETTER + 1_400  # bytes that one person takes, keys and indexes included


def prepare(megabytes: int) -> list[str]:
    """Publish the notice, fill the store, and let two people write by the form, who will be erased; gives their ids."""
    from honour.register.models import Subject
    from honour.register.publishing import publish
    from honour.register.versions import versions

    version = publish((EXAMPLES / "2026-12-01.yaml").read_bytes(), "notice", actor="benchmark", at=AT).number
    clauses = versions().clauses
    contact, letters = (clauses.number("categories", each) for each in ("contact", "interactions"))
    many = megabytes * 1_000_000 // _PERSON
    fill("register_subject", people(many, clauses.number("kinds", "customer")))
    fill("register_datakey", _keys(many, contact, letters))
    fill("register_record", _records(many, contact, letters, version, clauses.bits("purposes", ["services"])))
    fill("register_identifier", _identifiers(many))
    erased = [_writes(f"asha.{number}@mill.example") for number in range(2)]
    return list(Subject.objects.filter(pk__in=erased).order_by("pk").values_list("public_id", flat=True))


def _writes(email: str) -> int:
    from honour.register.collecting import collect
    from honour.register.models import Collection

    answers = {"name": "Asha Müller-Preston", "email": email, "telephone": f"01632 960 11{email[5]}"}
    answers["message"] = f"A price, please, {email}. " * 60
    receipt = collect("get-in-touch", answers, version="2026-12-01", submission=email, at=AT, ticked=False)
    return Collection.objects.get(entry=receipt.entry).subject_id


def _keys(count: int, *categories: int) -> Rows:
    columns = ("id", "subject_id", "category", "root_version", "wrapped", "state")
    two = len(categories)
    return columns, (
        (n * two + m + 1, n + 1, category, 1, os.urandom(60), 0)
        for n in range(count)
        for m, category in enumerate(categories)
    )


def _records(count: int, contact: int, letters: int, version: int, purposes: int) -> Rows:
    columns = (
        "id", "subject_id", "category", "version", "purposes", "on_consent", "origin", "key_id", "value",
        "collected_at", "undated", "due_at", "lapsed",
    )  # fmt: skip
    of_one = _LETTERS + 1
    later = moment(AT + dt.timedelta(days=2000))

    def row(n: int) -> tuple[Any, ...]:
        person, which = divmod(n, of_one)
        first = which == 0
        value = os.urandom(160 if first else _LETTER)
        category, key = (contact, person * 2 + 1) if first else (letters, person * 2 + 2)
        return n + 1, person + 1, category, version, purposes, False, 0, key, value, moment(AT), False, later, 0

    return columns, (row(n) for n in range(count * of_one))


def _identifiers(count: int) -> Rows:
    columns = ("id", "subject_id", "record_id", "kind", "digest", "key_version", "value")
    of_one = _LETTERS + 1
    return columns, (
        (n * 2 + m + 1, n + 1, n * of_one + 1, kind, os.urandom(32), 1, os.urandom(50))
        for n in range(count)
        for m, kind in enumerate(("email", "telephone"))
    )


def measure(megabytes: int) -> list[Figure]:
    """Measure the database in use."""
    from django.db import connection

    from honour.ledger.certificate import open_certificate
    from honour.register import witnessing
    from honour.register.erasing import erase_person
    from honour.retention.models import Certificate

    unseen, seen = prepare(megabytes)
    settle()
    witnesses = list(witnessing._signed_up)  # noqa: SLF001 - the peer is an erasure that nobody looks into
    witnessing._signed_up.clear()  # noqa: SLF001 - as above
    begun = time.perf_counter()
    erase_person(unseen, reason="request", asked_by="benchmark", at=AT)
    bare = time.perf_counter() - begun
    witnessing._signed_up.extend(witnesses)  # noqa: SLF001 - as above
    begun = time.perf_counter()
    erase_person(seen, reason="request", asked_by="benchmark", at=AT)
    ours = time.perf_counter() - begun
    told = open_certificate(Certificate.objects.get().text).body
    assert told["nothing_found"], told["after"]
    assert told["control"]["stored_found_before"] == told["control"]["stored"]
    searched = sum(each["bytes"] for each in told["searched"])
    left = ", ".join(f"{kind} in the {place}" for place, kinds in told["after"].items() for kind in kinds) or "nothing"
    name = NAMES[connection.vendor]
    return [
        Figure(
            f"{name}: erased, searched twice and certified in {searched / 1e9:.2f} GB; found after: {left}",
            f"{ours:.2f} s",
            f"≤ {REACH[connection.vendor]:.0f} s",
            ours <= REACH[connection.vendor],
            f"{bare:.3f} s (nobody looks); grep, one value, once: {_grep():.2f} s",
        )
    ]


def _grep() -> float:
    """Give the seconds in which grep looks for one value in the database's files."""
    from honour.retention.proof.places import TABLES, installed_places

    files = [str(path) for path in installed_places().files[TABLES]]
    begun = time.perf_counter()
    command = ["/bin/grep", "-c", "-F", "-e", "asha.1@mill.example", *files]
    subprocess.run(command, capture_output=True, check=False)
    return time.perf_counter() - begun


if __name__ == "__main__":
    sys.exit(measure_each("erasure", measure, MEGABYTES, sys.argv[1:]))

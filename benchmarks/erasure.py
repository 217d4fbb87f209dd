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
import tempfile
import time
from pathlib import Path
from typing import Any

from benchmarks.figures import Figure, table
from benchmarks.retention import AT, EXAMPLES, _fill, _moment, _settle

MEGABYTES = 1_000
REACH = {"sqlite": 5.0, "postgresql": 10.0}  # seconds
_LETTER = 2_000  # bytes
_LETTERS = 3
_PERSON = _LETTERS * _LETTER + 1_400  # bytes that one person takes, keys and indexes included


def prepare(megabytes: int) -> list[str]:
    """Fill the store with people, and let two more write by the form, who will be erased; gives their ids."""
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    from honour.register.models import Subject
    from honour.register.publishing import publish
    from honour.register.versions import versions

    version = publish((EXAMPLES / "2026-12-01.yaml").read_bytes(), "notice", actor="benchmark", at=AT).number
    clauses = versions().clauses
    contact, letters = (clauses.number("categories", each) for each in ("contact", "interactions"))
    people = megabytes * 1_000_000 // _PERSON
    _fill("register_subject", _people(people, clauses.number("kinds", "customer")))
    _fill("register_datakey", _keys(people, contact, letters))
    _fill("register_record", _records(people, contact, letters, version, clauses.bits("purposes", ["services"])))
    _fill("register_identifier", _identifiers(people))
    erased = [_writes(f"asha.{number}@mill.example") for number in range(2)]
    return list(Subject.objects.filter(pk__in=erased).order_by("pk").values_list("public_id", flat=True))


def _writes(email: str) -> int:
    from honour.register.collecting import collect
    from honour.register.models import Collection

    answers = {"name": "Asha Müller-Preston", "email": email, "telephone": f"01632 960 11{email[5]}"}
    answers["message"] = f"A price, please, {email}. " * 60
    receipt = collect("get-in-touch", answers, version="2026-12-01", submission=email, at=AT, ticked=False)
    return Collection.objects.get(entry=receipt.entry).subject_id


def _people(count: int, kind: int) -> Any:
    from honour.register.models.subjects import opaque_ids

    columns = (
        "id", "public_id", "kind", "status", "consents", "objections", "marketing_objection", "restricted", "informed",
        "approvals", "stops", "subscriber", "created_at",
    )  # fmt: skip
    ids = opaque_ids(count)
    return columns, ((n + 1, ids[n], kind, 0, 0, 0, False, False, 1, 0, 0, 0, _moment(AT)) for n in range(count))


def _keys(count: int, *categories: int) -> Any:
    columns = ("id", "subject_id", "category", "root_version", "wrapped", "state")
    two = len(categories)
    return columns, (
        (n * two + m + 1, n + 1, category, 1, os.urandom(60), 0)
        for n in range(count)
        for m, category in enumerate(categories)
    )


def _records(count: int, contact: int, letters: int, version: int, purposes: int) -> Any:
    columns = (
        "id", "subject_id", "category", "version", "purposes", "on_consent", "origin", "key_id", "value",
        "collected_at", "undated", "due_at", "lapsed",
    )  # fmt: skip
    of_one = _LETTERS + 1
    later = _moment(AT + dt.timedelta(days=2000))

    def row(n: int) -> tuple[Any, ...]:
        person, which = divmod(n, of_one)
        first = which == 0
        value = os.urandom(160 if first else _LETTER)
        category, key = (contact, person * 2 + 1) if first else (letters, person * 2 + 2)
        return n + 1, person + 1, category, version, purposes, False, 0, key, value, _moment(AT), False, later, 0

    return columns, (row(n) for n in range(count * of_one))


def _identifiers(count: int) -> Any:
    columns = ("id", "subject_id", "record_id", "kind", "digest", "key_version", "value")
    of_one = _LETTERS + 1
    return columns, (
        (n * 2 + m + 1, n + 1, n * of_one + 1, kind, os.urandom(32), 1, os.urandom(50))
        for n in range(count)
        for m, kind in enumerate(("email", "telephone"))
    )


def measure(vendor: str, megabytes: int) -> list[Figure]:
    """Measure one database, in this process."""
    import django

    django.setup()
    from django.conf import settings
    from django.db import connection

    from honour import keyring
    from honour.ledger.certificate import open_certificate
    from honour.register import witnessing
    from honour.register.erasing import erase_person
    from honour.retention.models import Certificate

    keyring.make_keys(Path(settings.HONOUR_HOME) / "keys", AT)
    unseen, seen = prepare(megabytes)
    with connection.cursor() as cursor:
        _settle(cursor)
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
    name = {"sqlite": "SQLite, synchronous=FULL", "postgresql": "PostgreSQL"}[vendor]
    return [
        Figure(
            f"{name}: erased, searched twice and certified in {searched / 1e9:.2f} GB; found after: {left}",
            f"{ours:.2f} s",
            f"≤ {REACH[vendor]:.0f} s",
            ours <= REACH[vendor],
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


def main(arguments: list[str]) -> int:
    """Measure both databases, each in a process of its own, and print the table."""
    if arguments[:1] == ["--one"]:
        print("\n".join(table(measure(arguments[1], int(arguments[2]))).splitlines()[2:]))
        return 0
    from benchmarks.databases import empty_database

    megabytes = int(arguments[0]) if arguments else MEGABYTES
    print("\n".join(table([]).splitlines()[:2]))
    for vendor in ("sqlite", "postgresql"):
        with tempfile.TemporaryDirectory() as folder, empty_database(vendor, Path(folder)) as environment:
            command = [sys.executable, "-m", "benchmarks.erasure", "--one", vendor, str(megabytes)]
            ran = subprocess.run(command, env=os.environ | environment, capture_output=True, text=True, check=False)
            if ran.returncode:
                print(ran.stderr, file=sys.stderr)
                return 1
            print(ran.stdout, end="")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

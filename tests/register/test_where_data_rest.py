"""Customers' personal data rest sealed in the register or in staging, and nowhere else."""

import base64
import datetime as dt
import logging

import pytest
from django.apps import apps
from django.db import connection

from honour.evidence.provers import promises, provers
from honour.evidence.provers.proving import prove
from honour.register.deciding import decide
from honour.register.declared_columns import declared_columns
from honour.register.erasing import erase_person
from honour.register.errors import AnswersRefusedError
from honour.register.finding import find_anywhere
from honour.register.models import Permission, Record
from honour.register.overview import overview
from honour.register.reading import read
from honour.register.selecting import select
from honour.register.staging import stage, take_staged
from tests.register.conftest import SUPPORT


def test_every_column_of_every_installed_model_is_declared():
    declared = declared_columns()
    undeclared = [
        f"{model._meta.db_table}.{field.column}"
        for model in apps.get_models(include_auto_created=True)
        for field in model._meta.concrete_fields
        if field.column not in declared.get(model._meta.db_table, {})
    ]
    assert undeclared == [], "declare what it holds in src/honour/register/declared_columns.yaml"


def test_no_column_is_declared_that_does_not_exist():
    models = {
        model._meta.db_table: {field.column for field in model._meta.concrete_fields}
        for model in apps.get_models(include_auto_created=True)
    }
    by_others = {"django_migrations", "shared_cache", "sqlite_stat1"}  # Django, and SQLite itself
    for table, columns in declared_columns().items():
        if table not in by_others:
            assert set(columns) == models[table], table


def test_only_sealed_and_hashed_columns_are_bytes_about_people():
    from django.db.models import BinaryField

    declared = declared_columns()
    unsealed = {
        f"{model._meta.db_table}.{field.column}"
        for model in apps.get_models()
        for field in model._meta.concrete_fields
        if isinstance(field, BinaryField)
        and declared[model._meta.db_table][field.column] not in {"sealed", "hashed", "system"}
    }
    assert unsealed == {"evidence_payload.subjects", "publishing_keptconsequence.who"}  # whom, by number


@pytest.mark.django_db
def test_an_undeclared_column_in_the_database_is_seen(now):
    ours = [each for each in provers()["K03"] if each.examine.__name__ == "every_column_is_declared"]
    assert prove(promises()["K03"], ours, now).state == "kept"
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE register_subject ADD COLUMN nickname text")
    proof = prove(promises()["K03"], ours, now)
    assert proof.state == "broken"
    assert "register_subject.nickname" in proof.exhibits[0].words


CANARIES = {
    "name": "Canary Zephyrine Quillfeather",
    "email": "zephyrine.quillfeather@birdhouse.example",
    "company": "Quillfeather Birdhouses",
    "telephone": "01632 960 777",
    "message": "Zanzibarian birdseed for my quillfeathers",
}


def forms_of(value):
    """A value as it might lie about: as written, in other encodings, and in the normal form of identifiers."""
    plain = value.encode()
    written = {
        plain,
        value.lower().encode(),
        value.upper().encode(),
        value.encode("utf-16-le"),
        value.encode("utf-16-be"),
    }
    for start in range(3):  # base 64 looks different at each of three places
        coded = base64.b64encode(b"\0" * start + plain)[4 if start else 0 :]
        written.add(coded.rstrip(b"=")[:-1])
    written |= {plain.hex().encode(), plain.hex().upper().encode()}
    if value[0].isdigit():
        written |= {b"+44" + value.replace(" ", "")[1:].encode(), value.replace(" ", "").encode()}
    return written


NEEDLES = {needle: value for value in CANARIES.values() for needle in forms_of(value)}


def found_in(data):
    return {value for needle, value in NEEDLES.items() if needle in data}


@pytest.fixture
def journey(published, wrote, now, caplog):
    """A canary's whole life here: writes, is refused once, is found, read, selected, staged, stops."""
    caplog.set_level(logging.DEBUG)
    with pytest.raises(AnswersRefusedError):
        wrote(
            CANARIES["email"],
            **{key: value * 900 for key, value in CANARIES.items() if key not in {"email", "telephone"}},
        )
    more = {key: value for key, value in CANARIES.items() if key != "email"}
    person = wrote(CANARIES["email"], **more)
    find_anywhere(CANARIES["email"], actor=SUPPORT, at=now)
    find_anywhere(CANARIES["telephone"], actor=SUPPORT, at=now)
    overview(person)
    reading = read(SUPPORT, person, "enquiries", now)
    assert {value for record in reading.records for value in record.value.values()} == set(CANARIES.values())
    assert len(list(select(SUPPORT, "enquiries", now).values())) == 2
    staged = stage(
        "mailroom", "mail", CANARIES["message"].encode(), now, dt.timedelta(days=1),
        identifiers=[("email", CANARIES["email"])],
    )  # fmt: skip
    take_staged(staged, "mailroom", now)
    decide(person, Permission.Kind.MARKETING_STOP, at=now, how="mail", recorded_by="staff-1")
    return person


def every_stored_value():
    """Give every value of every column of every table, with its place."""
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{table}"')  # noqa: S608 - the database's own names
            columns = [column[0] for column in cursor.description]
            for row in cursor.fetchall():
                for column, value in zip(columns, row, strict=True):
                    if isinstance(value, memoryview | bytes):
                        yield f"{table}.{column}", bytes(value)
                    elif value is not None:
                        yield f"{table}.{column}", str(value).encode("utf-8", "surrogatepass")


def test_a_canarys_values_lie_in_no_table_file_or_log(journey, home, caplog, capfd):
    places = {place for place, data in every_stored_value() if found_in(data)}
    assert places == set()
    files = [path for path in home.rglob("*") if path.is_file()]
    assert any(path.name == "tombstones.jsonl" for path in files)
    assert [path.name for path in files if found_in(path.read_bytes())] == []
    assert found_in(caplog.text.encode()) == set()
    out, err = capfd.readouterr()
    assert found_in((out + err).encode()) == set()


def test_the_search_for_canaries_would_find_one(journey):
    """The test above is worth something only if it sees a value that does lie about."""
    Record.objects.update(value=base64.b64encode(b"xx" + CANARIES["message"].encode()))
    assert {place for place, data in every_stored_value() if found_in(data)} == {"register_record.value"}
    Record.objects.update(value=CANARIES["name"].encode("utf-16-le"))
    assert {place for place, data in every_stored_value() if found_in(data)} == {"register_record.value"}


def test_after_an_erasure_the_sealed_bytes_are_gone_too(journey, now):
    sealed = {bytes(value) for value in Record.objects.values_list("value", flat=True)}
    erase_person(journey, reason="request", asked_by="staff-1", at=now)
    stored = list(every_stored_value())
    assert not any(value in data for value in sealed for _, data in stored)


@pytest.mark.django_db(transaction=True)
def test_on_the_disk_neither_the_values_nor_the_erased_keys_remain(journey, now, home):
    """SQLite's own files, read as bytes: nothing in clear before, no wrapped key of theirs after."""
    from django.conf import settings

    from honour.register.models import DataKey

    wrapped = [bytes(key) for key in DataKey.objects.values_list("wrapped", flat=True)]
    assert found_in(database_files(settings)) == set()
    assert connection.vendor != "sqlite" or all(key in database_files(settings) for key in wrapped)
    erase_person(journey, reason="request", asked_by="staff-1", at=now)
    assert not any(key in database_files(settings) for key in wrapped)


def database_files(settings):
    """Give the bytes of the database's files; PostgreSQL's are not ours to read, so there it is its rows."""
    from pathlib import Path

    if connection.vendor != "sqlite":
        return b"".join(data for _, data in every_stored_value())
    name = Path(settings.DATABASES["default"]["NAME"])
    return b"".join(path.read_bytes() for path in name.parent.glob(f"{name.name}*"))

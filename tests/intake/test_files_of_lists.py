"""Whatever a list is written in, its good rows come in and its broken ones are named, with line and reason."""

from __future__ import annotations

import datetime as dt
import io
import time
import zipfile
from dataclasses import replace

import pytest
from openpyxl import Workbook

from honour.intake.importing.beginning import begin
from honour.intake.importing.errors import FileRefusedError
from honour.intake.importing.refused import refused_list
from honour.intake.importing.sniffing import Sniffer
from honour.intake.importing.staged_file import LARGEST, Pieces, StagedFile
from honour.intake.importing.workbook import rows_of
from honour.register.finding import find_people
from honour.register.models import Staged
from honour.register.reading import read
from tests.intake.conftest import HEADINGS, PLAIN, person, written
from tests.register.conftest import SUPPORT

pytestmark = [pytest.mark.django_db, pytest.mark.promise("S18")]


def value_of(now, email):
    (someone,) = find_people("email", email, actor=SUPPORT, at=now).people
    return read(SUPPORT, someone, "services", now).records[0].value


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_every_encoding_and_delimiter_that_programs_write(bring, now, encoding, delimiter):
    row = bring(written([person(1, Name="Zoë Müller-Ćanary" if "utf" in encoding else "Zoë Müller")],
                        encoding=encoding, delimiter=delimiter))  # fmt: skip
    assert row.counts["new"] == 1
    assert value_of(now, "ida1@canary.example")["name"].startswith("Zoë Müller")


def test_the_encoding_is_told_from_the_whole_file_not_its_beginning(bring, now):
    plain = [person(number) for number in range(1, 3000)]
    row = bring(written([*plain, person(3000, Name="Zoë")], encoding="cp1252"))
    assert (row.encoding, row.counts["new"]) == ("cp1252", 3000)
    assert value_of(now, "ida3000@canary.example")["name"] == "Zoë"


def test_damaged_letters_in_a_file_of_utf_8_spoil_their_own_rows_only(bring, now):
    whole = written([person(number, Name=f"Zoë Ünal {number}") for number in range(1, 30)])
    row = bring(whole.replace("Zoë Ünal 7,".encode(), b"Zo\xeb \xdcnal 7,"))
    assert row.encoding == "utf-8"
    assert (row.counts["new"], row.counts["refused"]) == (28, {"characters": 1})


def test_a_cell_in_quotes_may_span_lines_and_hold_the_delimiter(bring, now):
    data = b'Name,Email,Address\n"Canary, Ida",ida@canary.example,"1 Mill Lane\r\nThornbeck, Lancs ""Mill"""\n'
    mapping = replace(PLAIN, columns=("contact.name", "contact.email", "contact.address"), date="2026-12-02")
    bring(data, mapping)
    value = value_of(now, "ida@canary.example")
    assert value["name"] == "Canary, Ida"
    assert value["address"] == '1 Mill Lane\nThornbeck, Lancs "Mill"'


def test_a_quote_that_nobody_closed_spoils_one_line_and_not_the_rest(bring, now):
    rows = written([person(number) for number in range(1, 1001)]).decode().splitlines()
    rows[10] = rows[10].replace("Ida", '"Ida')
    rows[500] = rows[500].replace("Canary Mills", '"Canary Mills')
    row = bring("\r\n".join(rows).encode())
    assert (row.counts["new"], row.counts["refused"]) == (998, {"quotes": 2})
    listed = b"".join(refused_list(row, now)).decode("utf-8-sig").splitlines()
    assert [line.split(",")[0] for line in listed[1:]] == ["11", "501"]


def test_rows_with_too_many_or_too_few_cells_and_odd_line_ends(bring, now):
    good = ",".join(person(1))
    rows = [",".join(HEADINGS), good, "alone", good.replace("ida1", "ida2") + ",extra,cells", "", ",,,,,",
            good.replace("ida1", "ida3").replace("960001", "960003") + ",,"]  # fmt: skip
    row = bring("\r".join(rows).encode())
    assert (row.counts["new"], row.counts["refused"]) == (2, {"columns": 1, "columns/2": 1})


def test_a_list_without_headings_is_seen_to_have_none(bring, now):
    row = bring(written([person(1), person(2)], headings=None))
    assert row.counts["new"] == 2


def test_a_title_over_the_headings_is_taken_for_none(bring, now):
    title = b"Our customers\r\n,,,,,\r\n"
    row = bring(title + written([person(1), person(2)]))
    assert (row.counts["new"], row.counts["rows"]) == (2, 2)
    row = begin([b"Email\r\nida3@canary.example\r\n"], by="staff-1", at=now)
    assert list(row.mapping["columns"]) == ["contact.email"], "a list of one column has no title"


@pytest.mark.parametrize("heading", ["Email\r\n", ""])
def test_a_row_with_a_cell_too_many_makes_no_title_of_those_before_it(bring, now, heading):
    data = f"{heading}ida1@canary.example\r\nida2@canary.example,a note\r\nida3@canary.example\r\n"
    row = bring(data.encode(), replace(PLAIN, columns=("contact.email",), date="2026-12-02"))
    assert (row.counts["new"], row.counts["refused"]) == (2, {"columns": 1})


def test_excels_own_first_line_that_names_the_delimiter(bring, now):
    row = bring(b"sep=;\r\n" + written([person(1)], delimiter=";"))
    assert row.counts["new"] == 1


def test_a_line_without_end_does_not_fill_the_memory(bring, now):
    data = written([person(1)]) + b"x" * 3_000_000 + b"\r\n" + written([person(2)], headings=None)
    row = bring(data)
    assert row.counts["new"] == 2


MORNING = dt.datetime(2026, 12, 2, 9, 30)  # noqa: DTZ001 - a workbook knows no zones


def workbook(rows, *, before=()):
    book = Workbook()
    for title in before:
        book.create_sheet(title, 0)
    sheet = book.worksheets[-1]
    for row in rows:
        sheet.append(row)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def test_a_workbook_with_dates_numbers_and_an_empty_first_sheet(bring, now):
    rows = [HEADINGS, ["Ida", "ida@canary.example", 1632960001, "Mills", False, MORNING],
            [None] * 6, ["Bob", "bob@canary.example", "01632 960002", None, True, dt.date(2026, 12, 1)]]  # fmt: skip
    row = bring(workbook(rows, before=["Notes"]))
    assert (row.form, row.counts["new"], row.counts["stopped"]) == ("xlsx", 2, 1)
    assert value_of(now, "ida@canary.example")["telephone"] == "1632960001"


def packed(**parts):
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in parts.items():
            made.writestr(name.replace("__", "/").replace("_dot_", "."), content)
    return file.getvalue()


def with_part(book, name, content):
    file = io.BytesIO(book)
    with zipfile.ZipFile(file, "a", zipfile.ZIP_DEFLATED) as made:
        made.writestr(name, content)
    return file.getvalue()


BILLION = b"""<?xml version="1.0"?><!DOCTYPE lolz [<!ENTITY a "lol"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>
<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData><row r="1">
<c r="A1" t="inlineStr"><is><t>&b;</t></is></c></row></sheetData></worksheet>"""


def hostile_sheet():
    before, after = io.BytesIO(workbook([HEADINGS, person(1)])), io.BytesIO()
    with zipfile.ZipFile(before) as old, zipfile.ZipFile(after, "w") as new:
        for part in old.namelist():
            new.writestr(part, BILLION if part.startswith("xl/worksheets/sheet") else old.read(part))
    return after.getvalue()


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "empty"),
        (b"\xd0\xcf\x11\xe0old excel", "old Excel file, or one with a password"),
        (b"%PDF-1.7", "PDF"),
        (b"\x7fELF\0\0", "program"),
        (b"\0\1\2\3\4" * 100, "not a text"),
        (b"PK\x03\x04nonsense", "damaged"),
        (packed(mimetype="x"), "no Excel workbook"),
        (with_part(workbook([HEADINGS]), "xl/vbaProject.bin", b"x"), "macros"),
        (with_part(workbook([HEADINGS]), "xl/media/bomb.xml", b"0" * 30_000_000), "unpacks into far more"),
        (hostile_sheet(), "damaged"),
        (b"\n\n\n", "no list"),
    ],
)  # fmt: skip
def test_what_is_no_list_is_refused_in_words_and_leaves_nothing(bring, data, words):
    with pytest.raises(FileRefusedError, match=words):
        bring(data, None)
    assert not Staged.objects.exists()


def test_a_row_that_says_it_stands_far_below_is_not_waited_for():
    """Each row missing before it would be made up: of two thousand million that takes an hour."""
    before, after = io.BytesIO(workbook([HEADINGS, person(1)])), io.BytesIO()
    with zipfile.ZipFile(before) as old, zipfile.ZipFile(after, "w") as new:
        for part in old.namelist():
            content = old.read(part)
            new.writestr(part, content.replace(b'<row r="2"', b'<row r="2000000000"'))
    begun = time.monotonic()
    assert len(list(rows_of(after))) == 1
    assert time.monotonic() - begun < 20


def test_a_file_that_is_too_large_leaves_nothing(published, now):
    def endless():
        chunk = written([person(number) for number in range(1, 20_000)])
        while True:
            yield chunk

    with pytest.raises(FileRefusedError, match=f"larger than {LARGEST // 1024 // 1024} MB"):
        begin(endless(), by="staff-1", at=now)
    assert not Staged.objects.exists()


def test_a_staged_file_is_read_at_any_place(home, db, now):
    pieces = Pieces(now)
    content = bytes(range(256)) * 9000
    pieces.write(content)
    pieces.close()
    file = io.BufferedReader(StagedFile(pieces.made, now))
    for place in (0, 1024 * 1024 - 3, 1024 * 1024, len(content) - 5, 17):
        file.seek(place)
        assert file.read(10) == content[place : place + 10]
    assert file.seek(0, io.SEEK_END) == len(content)


def test_the_kind_is_told_by_the_bytes_across_pieces():
    sniffer = Sniffer()
    for byte in "Name,Zoë".encode():
        sniffer.look(bytes([byte]))
    assert sniffer.kind() == ("csv", "utf-8")

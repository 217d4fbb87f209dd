"""Files that are not what they say, too large, with macros, packed to burst, or oddly named."""

import io
import struct
import tracemalloc
import zipfile
import zlib

import pytest
from django.core.files.uploadedfile import UploadedFile

from honour.intake.uploads import UploadRefusedError, check_upload
from honour.intake.uploads.names import LONGEST, harmless_name
from honour.intake.uploads.spool import PORTION, SealedSpool

PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n%%EOF\n"
PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + bytes(17) + b"\x00\x00\x00\x00IEND\xaeB`\x82"
JPEG = b"\xff\xd8\xff\xe0" + bytes(20) + b"\xff\xd9"
MAIL = b"From: a@canary.example\r\nDate: Thu, 3 Dec 2026 10:00:00 +0000\r\nSubject: Hello\r\n\r\nHello\r\n"
EXE = b"MZ" + bytes(100)
HTML = b"<!doctype html><script>alert(1)</script>"
TYPES = "[Content_Types].xml"


def office(*more, main="word/document.xml", types=b"<Types/>"):
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as parts:
        parts.writestr(TYPES, types)
        parts.writestr("_rels/.rels", "<Relationships/>")
        parts.writestr(main, "<w:document/>")
        for name, content in more:
            parts.writestr(name, content)
    return packed.getvalue()


def uploaded(name: str, content: bytes) -> UploadedFile:
    spool = SealedSpool()
    for at in range(0, len(content), 1000):
        spool.add(content[at : at + 1000])
    spool.finish()
    made = UploadedFile(file=spool, name=None, size=len(content))
    made._name = name
    return made


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.pdf", PDF),
        ("a.PNG", PNG),
        ("a.jpg", JPEG),
        ("a.jpeg", JPEG),
        ("a.txt", "Grüße".encode()),
        ("a.txt", "Grüße".encode("cp1252")),
        ("a.csv", b"name;town\r\nAsha;Preston\r\n"),
        ("a.eml", MAIL),
        ("a.docx", office()),
        ("a.xlsx", office(main="xl/workbook.xml")),
        ("a.pptx", office(main="ppt/presentation.xml")),
    ],
)
def test_what_is_what_it_says_is_taken_whole(name, content):
    checked = check_upload(uploaded(name, content))
    assert b"".join(checked.file().content) == content
    assert checked.name == name


@pytest.mark.parametrize("name", ["a.pdf", "a.png", "a.jpg", "a.txt", "a.csv", "a.eml", "a.docx", "a.xlsx", "a.pptx"])
@pytest.mark.parametrize("content", [EXE, HTML, bytes(500), b"PK\x03\x04" + bytes(200), b"\x81\xff" * 150])
def test_what_is_not_what_it_says_is_refused(name, content):
    with pytest.raises(UploadRefusedError):
        check_upload(uploaded(name, content))


@pytest.mark.parametrize("right", ["pdf", "png", "jpg", "docx", "xlsx"])
@pytest.mark.parametrize("said", ["pdf", "png", "jpg", "docx", "xlsx", "txt", "eml"])
def test_a_right_file_under_a_wrong_name_is_refused(right, said):
    content = {
        "pdf": PDF, "png": PNG, "jpg": JPEG, "docx": office(), "xlsx": office(main="xl/workbook.xml"),
    }[right]  # fmt: skip
    if right == said:
        return
    with pytest.raises(UploadRefusedError):
        check_upload(uploaded(f"a.{said}", content))


@pytest.mark.parametrize("name", ["a.exe", "a.html", "a.svg", "a.js", "a.zip", "a.doc", "a", "a.pdf.exe", ".pdf"])
def test_other_kinds_are_refused(name):
    with pytest.raises(UploadRefusedError):
        check_upload(uploaded(name, PDF))


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.docm", office()),
        ("a.xlsm", office(main="xl/workbook.xml")),
        ("a.docx", office(("word/vbaProject.bin", b"x"))),
        ("a.docx", office(("word/VBAPROJECT.BIN", b"x"))),
        ("a.xlsx", office(("xl/macrosheets/sheet1.xml", b"x"), main="xl/workbook.xml")),
        ("a.docx", office(("word/embeddings/oleObject1.bin", b"a program in a package"))),
        ("a.docx", office(("word/activeX/activeX1.xml", b"x"))),
        ("a.docx", office(types=b'<Override ContentType="application/vnd.ms-word.document.macroEnabled.main+xml"/>')),
    ],
)
def test_macros_are_refused_in_words_that_say_what_to_do(name, content):
    with pytest.raises(UploadRefusedError, match="macros"):
        check_upload(uploaded(name, content))


def test_a_template_fetched_from_elsewhere_is_refused():
    rels = b'<Relationship Type="x/attachedTemplate" Target="https://evil.example/t.dotm" TargetMode="External"/>'
    with pytest.raises(UploadRefusedError, match="template"):
        check_upload(uploaded("a.docx", office(("word/_rels/settings.xml.rels", rels))))


def test_a_bomb_is_refused_by_what_it_says_and_by_what_it_does():
    bomb = office(("word/media/a.xml", bytes(250 * 1024 * 1024)))
    with pytest.raises(UploadRefusedError, match="unpacks"):
        check_upload(uploaded("a.docx", bomb))
    # The same with a directory that lies about the size of the part.
    lying = bytearray(office(("word/media/a.xml", bytes(40 * 1024 * 1024))))
    told, real = struct.pack("<I", 10), struct.pack("<I", 40 * 1024 * 1024)
    assert real in lying
    with pytest.raises(UploadRefusedError):
        check_upload(uploaded("a.docx", bytes(lying).replace(real, told)))
    many = office(*((f"word/{n}.xml", b"") for n in range(3_001)))
    with pytest.raises(UploadRefusedError):
        check_upload(uploaded("a.docx", many))


def test_a_damaged_or_protected_document_is_refused():
    whole = office()
    with pytest.raises(UploadRefusedError):
        check_upload(uploaded("a.docx", whole[: len(whole) // 2]))
    protected = bytearray(whole)
    at = protected.index(b"PK\x01\x02")
    protected[at + 8] |= 1  # the directory says: encrypted
    with pytest.raises(UploadRefusedError):
        check_upload(uploaded("a.docx", bytes(protected)))
    with pytest.raises(UploadRefusedError, match="empty"):
        check_upload(uploaded("a.txt", b""))


@pytest.mark.parametrize(
    ("given", "harmless"),
    [
        ("../../etc/passwd.txt", "passwd.txt"),
        ("C:\\Users\\asha\\offer.pdf", "offer.pdf"),
        ("offer\u202efdp.exe", "offerfdp.exe"),
        ("of\x00fer\r\nX-Evil: 1.pdf", "offerX-Evil- 1.pdf"),
        ("zero\u200bwidth.pdf", "zerowidth.pdf"),
        ("cafe\u0301.pdf", "café.pdf"),
        ("con.pdf", "_con.pdf"),
        ("...", "file"),
        ("", "file"),
        ("name with   spaces .pdf ", "name with spaces .pdf"),
        ("見積書.pdf", "見積書.pdf"),
        ("حساب.pdf", "حساب.pdf"),
    ],
)
def test_names_are_made_harmless(given, harmless):
    assert harmless_name(given) == harmless


def test_a_long_name_keeps_its_ending():
    name = harmless_name("a" * 500 + ".pdf")
    assert len(name) == LONGEST
    assert name.endswith(".pdf")


def test_a_name_that_turns_its_direction_is_judged_by_its_real_ending():
    with pytest.raises(UploadRefusedError, match="not taken"):
        check_upload(uploaded("invoice\u202efdp.exe", PDF))


def test_what_waits_on_the_disk_is_sealed_and_memory_stays_flat():
    spool = SealedSpool()
    mark = b"canary passport 999 " * 3277
    tracemalloc.start()
    for _ in range(300):
        spool.add(mark)
    spool.finish()
    assert sum(len(portion) for portion in spool.portions()) == spool.size == 300 * len(mark)
    assert tracemalloc.get_traced_memory()[1] < 2 * 1024 * 1024
    tracemalloc.stop()
    spool._file.seek(0)
    assert b"canary" not in spool._file.read()
    spool.seek(PORTION - 5)
    assert spool.read(20) == (mark * 3)[PORTION - 5 : PORTION]  # as far as one portion has it
    spool.close()


def test_crc_of_a_part_that_was_altered_is_seen():
    content = bytearray(office(("word/media/a.xml", b"some words here that are stored" * 3)))
    with zipfile.ZipFile(io.BytesIO(bytes(content))) as parts:
        crc = struct.pack("<I", parts.getinfo("word/media/a.xml").CRC)
    with pytest.raises(UploadRefusedError):
        check_upload(uploaded("a.docx", bytes(content).replace(crc, struct.pack("<I", zlib.crc32(b"else")))))

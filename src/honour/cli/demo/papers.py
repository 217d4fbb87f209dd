"""What the fictional company has to read: two PDFs and a web page, set here so that no file need be carried along."""

from __future__ import annotations

import textwrap
from dataclasses import dataclass

_WIDTH = 78  # characters
_LINE = 16  # points


@dataclass(frozen=True, slots=True)
class Paper:
    """Something to download: its file's name, kind, title, what is in it, and the file."""

    name: str
    kind: str
    title: str
    text: str
    content: bytes


def papers() -> list[Paper]:
    """Give the company's papers."""
    sheet = "Invoicing with Fellside on one page"
    study = "How Harrow Mills stopped keying in invoices"
    check = "Twelve questions before you leave paper"
    return [
        Paper("fellside-data-sheet.pdf", "data-sheet", sheet, "What it does, what it needs, what it costs.",
              pdf(sheet, _SHEET)),
        Paper("harrow-mills.pdf", "case-study", study, "A weaving mill with 900 invoices a month, a year on.",
              pdf(study, _STUDY)),
        Paper("twelve-questions.html", "other", check, "A checklist to go through with your accountant.",
              page(check, _QUESTIONS)),
    ]  # fmt: skip


def pdf(title: str, paragraphs: list[str]) -> bytes:
    """Set a title and paragraphs as a PDF of one page (ISO 32000-1), in a face that every reader has."""
    lines = [f"BT /F2 20 Tf 56 770 Td ({_escaped(title)}) Tj ET"]
    height = 730
    for paragraph in paragraphs:
        for words in textwrap.wrap(paragraph, _WIDTH):
            lines.append(f"BT /F1 11 Tf 56 {height} Td ({_escaped(words)}) Tj ET")
            height -= _LINE
        height -= _LINE // 2
    drawn = "\n".join(lines).encode("latin-1")
    face = "<< /Type /Font /Subtype /Type1 /BaseFont /{} /Encoding /WinAnsiEncoding >>"
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R /Lang (en-GB) >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        (
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 6 0 R "
            b"/Resources << /Font << /F1 4 0 R /F2 5 0 R >> >> >>"
        ),
        face.format("Helvetica").encode(),
        face.format("Helvetica-Bold").encode(),
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(drawn), drawn),
        f"<< /Title ({_escaped(title)}) >>".encode("latin-1"),
    ]
    written, places = bytearray(b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n"), []
    for number, each in enumerate(objects, 1):
        places.append(len(written))
        written += b"%d 0 obj\n%s\nendobj\n" % (number, each)
    table = len(written)
    written += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    written += b"".join(b"%010d 00000 n \n" % place for place in places)
    written += b"trailer\n<< /Size %d /Root 1 0 R /Info 7 0 R >>\n" % (len(objects) + 1)
    return bytes(written + b"startxref\n%d\n%%%%EOF\n" % table)


def page(title: str, items: list[str]) -> bytes:
    """Write a title and a list as a web page."""
    listed = "".join(f"<li>{item}</li>" for item in items)
    head = f'<!doctype html><html lang="en-GB"><head><meta charset="utf-8"><title>{title}</title></head>'
    return f"{head}<body><h1>{title}</h1><ol>{listed}</ol></body></html>\n".encode()


def _escaped(words: str) -> str:
    return words.replace("\\", "\\\\").replace("(", "\\(").replace(")", "\\)")


_SHEET = [
    "Your suppliers send invoices as they like: by email, as PDF, on paper.",
    "Fellside makes each a record that your accounts system reads, and tells the supplier what became of it.",
    "What it needs: an address to which invoices are sent, and somebody who answers our questions in the first week.",
    "What it costs: a fee for each invoice carried, none for setting up, none for leaving.",
    "Fellside Invoicing Ltd is a company that does not exist.",
]
_STUDY = [
    "Harrow Mills weaves cloth and gets 900 invoices a month from 140 suppliers. Two people keyed them in.",
    "Today nine in ten arrive as records. The two look at what is left: an order number missing, a price not agreed.",
    "Suppliers see for themselves whether they will be paid, and ring less.",
    "Harrow Mills and its suppliers do not exist either.",
]
_QUESTIONS = [
    "Who reads an invoice when it arrives?",
    "How many come on paper?",
    "Which of your suppliers send none but paper?",
    "What has to stand on an invoice so that you pay it?",
    "Who may say that it is right?",
    "How long does that take?",
    "Where do invoices wait?",
    "How do suppliers learn what became of theirs?",
    "What does your accounts system read?",
    "What has to be kept, for how long?",
    "Who answers when something is wrong?",
    "What happens when that person is away?",
]

"""What leaves the house in standard forms can be read by others' tools, offline."""

import csv
import io
import json
import re

import jsonschema
import pytest
from openpyxl import load_workbook
from rdflib import RDF, Graph, Namespace

from honour.notice.builtin import with_builtin
from honour.notice.reading import read_notice
from honour.notice.render import linked
from honour.notice.render.linked import notice_as_linked
from honour.notice.render.ropa import as_file
from honour.notice.render.ropa_book import book
from honour.notice.render.text import render as render_text
from honour.register.collecting import collect
from tests.conftest import EXAMPLES
from tests.web.conftest import NEW, answers

pytestmark = pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated")

DPV = Namespace("https://w3id.org/dpv#")
DCT = Namespace("http://purl.org/dc/terms/")

TEXT = {"type": "string", "minLength": 1}
INSTANT = {"type": "object", "required": ["@type", "@value"]}
RECORD = {
    # What the guide to ISO/IEC TS 27560 makes mandatory of a record, under the properties that it names.
    "type": "object",
    "required": [
        "@id", "@type", "dct:identifier", "dct:conformsTo", "dpv:hasDataSubject", "dpv:hasDataController",
        "dpv:hasJurisdiction", "dpv:hasNotice", "dpv:hasProcess", "dpv:hasRight",
    ],
    "properties": {
        "@type": {"enum": ["dpv:ConsentRecord", "dpv:DataProcessingRecord"]},
        "dct:conformsTo": {"pattern": "^https://w3id.org/dpv/schema/dpv-27560"},
        "dpv:hasDataController": {"required": ["@type", "dpv:hasName", "dpv:hasAddress", "dpv:hasContact"]},
        "dpv:hasNotice": {"required": ["@id", "@type", "dct:language"]},
        "dpv:hasProcess": {
            "required": ["@type", "dpv:hasPurpose", "dpv:hasLegalBasis", "dpv:hasProcessing", "dpv:hasPersonalData",
                         "dpv:hasStorageCondition", "dpv:hasRecipient", "dpv:hasDataSource"],
        },
    },
    "if": {"properties": {"@type": {"const": "dpv:ConsentRecord"}}},
    "then": {"required": ["dpv:hasConsentStatus", "dpv:hasConsentControl"]},
}  # fmt: skip
RECEIPT = {
    "type": "object",
    "required": ["@context", "@id", "@type", "dct:identifier", "dct:conformsTo", "dct:created", "dct:publisher",
                 "dpv:hasRecordOfActivity"],
    "properties": {
        "@type": {"enum": ["dpv:ConsentReceipt", "dpv:DataProcessingRecord"]},
        "dct:identifier": TEXT,
        "dct:created": INSTANT,
        "dpv:hasRecordOfActivity": {"type": "array", "minItems": 1, "items": RECORD},
    },
}  # fmt: skip


def graph_of(text):
    """Read linked data with nothing fetched; sockets are shut."""
    return Graph().parse(data=text, format="json-ld")


@pytest.fixture
def receipt(fellside, clock):
    return collect("get-in-touch", answers(), version=NEW, submission="one", at=clock.now)


def test_a_receipt_has_the_shape_of_the_standard_and_is_read_as_linked_data(client, receipt):
    came = client.get(f"/receipt/{receipt.token}/receipt.jsonld")
    assert came["Content-Type"] == "application/ld+json"
    assert "noindex" in came["X-Robots-Tag"]
    jsonschema.validate(came.json(), RECEIPT)
    graph = graph_of(came.content)
    records = set(graph.subjects(RDF.type, DPV.DataProcessingRecord))
    assert len(records) >= 2, "one for each purpose, on whatever basis, and the receipt around them"
    bases = {str(basis) for basis in graph.objects(None, DCT.identifier)}
    assert "legitimate-interest" in bases


def test_a_receipt_repeats_no_answer_and_opens_nothing(client, receipt):
    text = client.get(f"/receipt/{receipt.token}/receipt.jsonld").content.decode()
    assert receipt.token not in text
    for answer in answers().values():
        assert answer not in text


def test_the_receipts_page_leads_to_it_and_the_interface_gives_the_same(client, receipt):
    assert f"/receipt/{receipt.token}/receipt.jsonld" in client.get(f"/receipt/{receipt.token}").content.decode()
    by_page = client.get(f"/receipt/{receipt.token}/receipt.jsonld").json()
    came = client.get(f"/api/v1/receipts/{receipt.token}")
    assert (came.status_code, came.json()) == (200, by_page)
    assert client.get("/api/v1/receipts/nobody").status_code == 404


@pytest.mark.parametrize(("choice", "status"), [("opted-in", DPV.ConsentGiven), ("left", DPV.ConsentRefused)])
def test_a_consent_that_was_offered_is_a_record_of_its_own_with_its_words(choice, status):
    notice = with_builtin(read_notice((EXAMPLES / f"fellside/{NEW}.yaml").read_bytes(), "n"))
    wording = {
        "notice": {"version": NEW}, "form": {"name": "Newsletter"}, "short_notice": "We write monthly.",
        "fields": [{"id": "mail", "category": "contact", "field": "email"}],
        "purposes": [], "marketing": {"kind": "opt-in", "purpose": "marketing-by-consent", "wording": "Email me."},
    }  # fmt: skip
    given = linked.Given("urn:r", "https://n.example/p", "r", "p", "2026-12-03T10:00:00+00:00", wording,
                         frozenset({"mail"}), choice, "d")  # fmt: skip
    made = linked.receipt_as_linked(notice, given)
    assert made["@type"] == "dpv:ConsentReceipt"
    graph = graph_of(json.dumps(made))
    assert len(set(graph.subjects(RDF.type, status))) == 1
    assert "Email me." in {str(words) for words in graph.objects(None, DPV.hasIndicationMethod)}


def test_the_notice_in_use_is_linked_data_with_every_purpose(client, fellside):
    came = client.get("/.well-known/privacy-notice.jsonld")
    graph = graph_of(came.content)
    notice = fellside.labelled(NEW, fellside.all[-1].published_at).notice
    purposes = {str(each) for each in graph.objects(None, DPV.hasProcess)}
    assert purposes == {f"http://127.0.0.1:8000/privacy/versions/{NEW}#purpose.{short}" for short in notice.purposes}
    emails = list(graph.subjects(RDF.type, Namespace("https://w3id.org/dpv/pd#").EmailAddress))
    assert [str(each).rpartition("#")[2] for each in emails if "honour" not in each] == ["category.contact/email"]


@pytest.mark.parametrize("example", ["fellside/2026-12-01.yaml", "fellside/2018-06-21.yaml"])
def test_no_term_is_written_that_is_not_listed_with_its_licence(example):
    notice = with_builtin(read_notice((EXAMPLES / example).read_bytes(), "n"))
    text = json.dumps(notice_as_linked(notice, "https://n.example/p"))
    folder = __import__("pathlib").Path(linked.__file__).parent
    kept = (folder / "TERMS.md").read_text()
    code = "".join(path.read_text() for path in folder.glob("*.py"))
    used = set(re.findall(r'"((?:dpv|pd):[A-Za-z]+)"', text + code))
    assert used
    assert used == set(re.findall(r"(?:dpv|pd):[A-Za-z]+", kept)), "each looked up, and none that nothing uses any more"
    assert "https://www.w3.org/copyright/software-license-2023/" in kept


def hostile(name="=HYPERLINK(1)"):
    text = (EXAMPLES / f"fellside/{NEW}.yaml").read_text()
    return with_builtin(read_notice(text.replace("name: Answering what you ask", f"name: '{name}'").encode(), "n"))


def test_the_register_as_a_workbook_runs_no_formula_and_is_the_same_each_time():
    made = book(hostile())
    assert made == book(hostile())
    sheet = load_workbook(io.BytesIO(made)).active
    cells = [cell for row in sheet.iter_rows() for cell in row]
    assert {cell.data_type for cell in cells if cell.value is not None} == {"s"}
    assert "=HYPERLINK(1)" in {cell.value for cell in cells}
    assert sheet["A1"].value == "Clause"


def test_the_register_as_csv_opens_rightly_in_excel_and_runs_no_formula():
    made = as_file(hostile())
    assert made.startswith(b"\xef\xbb\xbf")
    assert "'=HYPERLINK(1)" in made.decode("utf-8-sig")


@pytest.mark.parametrize("name", ["+1", "-1", "@SUM(1)", "＝1", "＋1", "－1", "＠1"])
def test_what_a_spreadsheet_takes_for_a_formula_in_any_script_is_text(name):
    rows = list(csv.reader(io.StringIO(as_file(hostile(name)).decode("utf-8-sig"))))
    assert f"'{name}" in {row[1] for row in rows}


def test_the_register_has_what_article_30_asks_for_in_every_row():
    """Article 30(1)(a) to (g), as the book that Excel opens has them."""
    sheet = load_workbook(io.BytesIO(book(hostile("Answering")))).active
    headings, *rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    asked = {
        "Controller", "Joint controllers, or controllers on whose behalf", "Representative",
        "Data protection officer", "Purpose", "Kinds of person", "Categories of personal data", "Recipients",
        "Transfers to other countries and safeguards", "Time limits for erasure", "Security measures",
    }  # fmt: skip
    assert asked <= set(headings)
    assert rows
    assert not [row for row in rows if not all(row)], "what the notice does not say is said to be not stated"


@pytest.mark.parametrize(("role", "with_whom"), [("controller", "Nobody else"), ("joint", "Fell & Tarn LLP")])
def test_the_register_and_the_page_name_who_decides_jointly(role, with_whom):
    text = (EXAMPLES / f"fellside/{NEW}.yaml").read_text()
    named = "" if role == "controller" else f"\n    decides_with: [{with_whom}]"
    written = text.replace("name: Answering what you ask", f"name: Answering\n    role: {role}{named}")
    notice = read_notice(written.encode(), "n")
    headings, *rows = csv.reader(io.StringIO(as_file(notice).decode("utf-8-sig")))
    (row,) = [dict(zip(headings, row, strict=True)) for row in rows if row[1] == "Answering"]
    assert row["Joint controllers, or controllers on whose behalf"] == with_whom
    assert (f"Together with: {with_whom}" in render_text(notice)) == (role == "joint")


def test_what_is_done_for_a_customer_names_the_customer_and_rests_on_the_customers_basis():
    notice = read_notice((EXAMPLES / f"fellside/{NEW}.yaml").read_bytes(), "n")
    headings, *rows = csv.reader(io.StringIO(as_file(notice).decode("utf-8-sig")))
    (row,) = [dict(zip(headings, row, strict=True)) for row in rows if "Exchanging invoices" in row[1]]
    assert row["Joint controllers, or controllers on whose behalf"] == "The customer who names the company"
    assert row["Lawful basis"] == "That of whoever decides"


@pytest.mark.parametrize(("form", "kind"), [("xlsx", "spreadsheetml"), ("csv", "text/csv")])
def test_the_register_is_handed_out_in_the_console(signed_in, form, kind):
    came = signed_in("auditor").get(f"/console/notice/register.{form}")
    assert came.status_code == 200
    assert kind in came["Content-Type"]
    assert f"register-of-processing-{NEW}.{form}" in came["Content-Disposition"]


def test_security_txt_names_a_contact_and_never_lapses(client, fellside, clock, settings):
    said = client.get("/.well-known/security.txt").content.decode()
    assert "Contact: mailto:enquiries@fellside.example" in said
    assert "Expires: 2027-06-01T00:00:00Z" in said
    assert "Canonical" not in said, "an address in it is https (RFC 9116, section 2.5), and this one is not"
    settings.HONOUR_PUBLIC_URL = "https://privacy.fellside.example"
    said = client.get("/.well-known/security.txt")
    assert "Canonical: https://privacy.fellside.example/.well-known/security.txt" in said.content.decode()
    assert said["Content-Type"] == "text/plain; charset=utf-8"
    clock.go_on(days=100)
    assert "Expires: 2027-09-09T00:00:00Z" in client.get("/.well-known/security.txt").content.decode()
    settings.HONOUR_SECURITY_CONTACT = "https://fellside.example/security"
    assert "Contact: https://fellside.example/security" in client.get("/.well-known/security.txt").content.decode()


@pytest.mark.django_db
def test_without_a_notice_or_a_contact_there_is_nothing_to_say(client, home):
    assert client.get("/.well-known/security.txt").status_code == 404
    assert client.get("/.well-known/privacy-notice.jsonld").status_code == 404

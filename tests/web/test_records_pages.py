"""The ledger in the console: list, entry, proof, checkpoint, export."""

import datetime as dt
import json
import re

import pytest

from honour.evidence.models import Entry, Payload
from honour.evidence.tree.integrating import integrate
from honour.evidence.tree.signing import installed_signing
from honour.ledger.bundle import verify_bundle
from honour.ledger.export.verify import verify_file
from honour.web.console.naming import Names

# The tree takes in what has committed, so these tests commit.
pytestmark = pytest.mark.django_db(transaction=True)


def text_of(response) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split())


@pytest.fixture
def auditor(signed_in, wrote):
    """The auditor, after somebody wrote; what was written is in the tree."""
    wrote()
    client = signed_in("auditor")
    integrate(installed_signing(), dt.datetime(2026, 12, 3, 10, 0, tzinfo=dt.UTC))
    return client


def collected() -> int:
    return Entry.objects.get(kind="person:collected").pk


def test_the_ledger_is_listed_newest_first(auditor):
    said = text_of(auditor.get("/console/records/"))
    assert f"{Entry.objects.count()} entries stand in the ledger" in said
    assert said.index("Somebody who works here signed in.") < said.index("A person gave data on a form.")


def test_the_filter_is_in_the_address_and_keeps_to_kind_and_days(auditor):
    said = text_of(auditor.get("/console/records/", {"kind": "staff:signed-in"}))
    table = said[said.index("Entries, newest first") :]
    assert "Somebody who works here signed in." in table
    assert "A person gave data on a form." not in table
    none = text_of(auditor.get("/console/records/", {"since": "2027-01-01"}))
    assert "No entry is like that" in none
    one = auditor.get("/console/records/", {"kind": "person:collected", "since": "2026-12-03", "until": "2026-12-03"})
    assert f"/console/records/{collected()}" in one.content.decode()


def test_a_filter_with_a_mistake_says_so(auditor):
    came = auditor.get("/console/records/", {"since": "soon"})
    assert came.status_code == 400
    assert "Enter a date as year, month, day" in text_of(came)


def test_an_entry_is_told_in_words_and_names_nobody(auditor):
    came = auditor.get(f"/console/records/{collected()}")
    said = text_of(came)
    assert "A person gave data on a form" in said
    assert "Form Get in touch" in said
    assert "Notice of 2026-12-01" in said
    assert "one person" in said
    assert not re.search(r"asha|canary", came.content.decode(), re.IGNORECASE)
    assert "/console/people/" not in came.content.decode()


def test_whoever_may_open_people_is_led_from_an_entry_to_the_person(signed_in, wrote):
    person = wrote()
    came = signed_in("privacy-lead").get(f"/console/records/{collected()}")
    assert f"/console/people/{person}" in came.content.decode()


def test_the_proof_of_an_entry_is_checked_and_can_be_taken_away(auditor):
    entry = collected()
    said = text_of(auditor.get(f"/console/records/{entry}/proof"))
    assert f"Entry {entry} is in the ledger, as it was written" in said
    came = auditor.get(f"/console/records/{entry}/proof?file")
    assert "attachment" in came["Content-Disposition"]
    proven = verify_bundle(came.content)
    assert proven.entry["id"] == entry
    assert proven.content["payload"]["form"] == "get-in-touch"


def test_an_entry_that_is_not_in_the_tree_yet_is_asked_to_wait_for(signed_in, wrote):
    wrote()
    came = signed_in("auditor").get(f"/console/records/{collected()}/proof")
    assert "on its way into the tree" in text_of(came)


def test_a_proof_over_something_changed_does_not_hold(auditor):
    entry = collected()
    payload = Payload.objects.get(entry=entry)
    Payload.objects.filter(entry=entry).update(content=payload.content.replace("get-in-touch", "get-in-tough"))
    said = text_of(auditor.get(f"/console/records/{entry}/proof"))
    assert f"The proof of entry {entry} does not hold" in said
    assert "is in the ledger, as it was written" not in said


def test_an_entry_whose_payload_has_gone_is_still_proved(auditor):
    entry = collected()
    Payload.objects.filter(entry=entry).delete()
    assert "reached its day and was deleted" in text_of(auditor.get(f"/console/records/{entry}"))
    said = text_of(auditor.get(f"/console/records/{entry}/proof"))
    assert "is in the ledger, as it was written" in said
    assert "was deleted on its day" in said


def test_the_checkpoint_can_be_taken_away(auditor):
    said = text_of(auditor.get("/console/records/checkpoint"))
    assert "entries are under the last checkpoint" in said
    note = auditor.get("/console/records/checkpoint?file").content.decode()
    assert note.splitlines()[1] == str(Entry.objects.count())


def test_without_a_checkpoint_the_page_says_what_to_look_at(signed_in):
    said = text_of(signed_in("auditor").get("/console/records/checkpoint"))
    assert "No checkpoint is signed yet" in said
    assert "honour worker" in said


def test_the_export_is_whole_and_verifies_offline(auditor, tmp_path):
    came = auditor.get("/console/records/export")
    file = tmp_path / "ledger.jsonl"
    file.write_bytes(b"".join(came.streaming_content))
    notes = [auditor.get("/console/records/checkpoint?file").content.decode()]
    with file.open("rb") as lines:
        report = verify_file(lines, now=dt.datetime(2026, 12, 3, tzinfo=dt.UTC), checkpoints=notes)
    assert report.intact, report.problems
    assert report.entries == Entry.objects.count()
    assert not re.search(rb"asha|canary", file.read_bytes(), re.IGNORECASE)


def test_an_unknown_entry_is_not_there(auditor):
    assert auditor.get("/console/records/99999999").status_code == 404
    assert auditor.get("/console/records/99999999/proof").status_code == 404


def test_the_list_stays_quick_however_many_entries(auditor, django_assert_max_num_queries):
    with django_assert_max_num_queries(25):
        auditor.get("/console/records/")


def test_the_receipt_carries_a_proof_that_anybody_can_check(client, fellside):
    from tests.web.test_forms_on_the_site import send

    where = send(client)["Location"]
    waiting = client.get(f"{where}/proof.json")
    assert waiting.status_code == 503
    assert waiting["Retry-After"] == "3"
    integrate(installed_signing(), dt.datetime(2026, 12, 3, 10, 0, tzinfo=dt.UTC))
    came = client.get(f"{where}/proof.json")
    proven = verify_bundle(came.content)
    assert proven.content["payload"]["version"] == "2026-12-01"
    assert json.loads(came.content)["format"] == "honour-proof/1"
    assert "no-store" in came["Cache-Control"]
    assert client.get("/receipt/AAAA/proof.json").status_code == 404


def test_uses_are_counted_by_purpose_and_by_who_used_them(signed_in, wrote, clock, fellside):
    from honour.gate.question import Actor
    from honour.register.selecting import select

    wrote()
    actor = Actor("mailing", "service", {"marketing": frozenset({"use"}), "enquiries": frozenset({"use", "disclose"})})
    select(actor, "marketing", clock.now)
    select(actor, "enquiries", clock.now)
    select(actor, "enquiries", clock.now, action="disclose", recipient="support-desk")
    auditor = signed_in("auditor")
    said = text_of(auditor.get("/console/records/uses"))
    assert "Data were used 3 times in the last 30 days, and never refused" in said
    assert "Telling you about similar services of ours" in said
    assert "Asha" not in said
    said = text_of(auditor.get("/console/records/disclosures"))
    assert "Data were passed on 1 time in the last 30 days" in said
    assert "The company whose software our support desk uses" in said
    clock.go_on(minutes=1)
    assert auditor.get("/console/records/uses?days=7").status_code == 200
    assert auditor.get("/console/records/uses?days=9").status_code == 400
    files = auditor.get("/console/records/exports").content.decode()
    for address in ("/console/records/export", "/console/notice/register.xlsx", "/console/records/checkpoint?file"):
        assert f'href="{address}"' in files
        assert auditor.get(address).status_code in {200, 404}  # nothing may be integrated yet


def test_where_nothing_was_passed_on_the_page_says_what_will_appear(signed_in):
    said = text_of(signed_in("auditor").get("/console/records/disclosures"))
    assert "Nothing was passed on in the last 30 days" in said
    assert "each time appears here" in said


def test_uses_are_for_those_who_read_the_records(signed_in):
    support = signed_in("support")
    for page in ("uses", "disclosures", "exports"):
        assert support.get(f"/console/records/{page}").status_code == 403


def test_what_honour_does_by_itself_is_named_as_colleagues_say_it(fellside):
    names = Names()
    assert names.who("mailroom") == "the outgoing mail"
    assert names.who("preferences") == "the page of preferences"
    assert names.who("form:get-in-touch") == "the form “Get in touch”"

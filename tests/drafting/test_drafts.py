"""A draft of the next version: started, written, given up; every change on the ledger."""

from __future__ import annotations

import datetime as dt
import difflib
import json

import pytest

from honour.drafting import drafts
from honour.drafting.errors import ChangedMeanwhileError, DraftClosedError, NoSuchDraftError
from honour.drafting.models import Draft
from honour.evidence.models import Payload
from honour.notice.faults import UnreadableNoticeError
from honour.register.models import NoticeVersion
from tests.drafting.conftest import FELLSIDE, LABEL, VERSION

pytestmark = pytest.mark.promise("S29")


def said(kind: str) -> list[dict]:
    """What the ledger says of one kind, oldest first."""
    rows = Payload.objects.filter(entry__kind=kind).order_by("entry_id")
    return [json.loads(content) for content in rows.values_list("content", flat=True)]


def changed_lines(before: str, after: str) -> list[str]:
    return [line for line in difflib.ndiff(before.splitlines(), after.splitlines()) if line[0] in "+-"]


def test_a_draft_of_a_published_version_differs_from_it_in_label_and_day_alone(draft):
    assert sorted(changed_lines(FELLSIDE, drafts.text_of(draft))) == [
        "+ effective: 2027-03-01",
        '+ replaces: "2026-12-01"',
        '+ version: "2027-03-01"',
        "- effective: 2026-12-01",
        '- replaces: "2018-06-21"',
        '- version: "2026-12-01"',
    ]
    notice = drafts.loaded(draft).notice
    assert (notice.version, notice.replaces, notice.effective) == ("2027-03-01", LABEL, dt.date(2027, 3, 1))


def test_a_label_that_is_taken_gets_a_number(db, home, now):
    taken = {"text": "", "effective": now.date(), "published_at": now, "published_by": "x", "digest": "x"}
    NoticeVersion.objects.create(number=9, label="2027-03-01", **taken)
    made = drafts.start_from(VERSION, name="n", effective=dt.date(2027, 3, 1), by="staff-1", at=now)
    assert drafts.loaded(made).notice.version == "2027-03-01-2"


def test_a_draft_can_start_from_nothing_and_reads_as_a_notice(db, home, now):
    made = drafts.start_new(
        drafts.Beginning("Fellside Invoicing Ltd", "uk", dt.date(2027, 1, 1)), name="First", by="staff-1", at=now
    )
    notice = drafts.loaded(made).notice
    assert notice.controller.name == "Fellside Invoicing Ltd"
    assert (notice.law, notice.language) == ("uk", "en-GB")


def test_several_drafts_stand_beside_each_other_the_one_changed_last_first(draft, now):
    later = now + dt.timedelta(hours=1)
    second = drafts.start_with(FELLSIDE, name="Other", by="staff-2", at=later)
    assert drafts.open_drafts() == [second, draft]


def test_who_wrote_when_stands_on_the_ledger_and_no_word_of_the_text(draft, now):
    text = draft.text.replace("We carry invoices", "We move invoices")
    drafts.write(draft.pk, text, seen=drafts.digest_of(draft.text), by="staff-2", at=now)
    assert said("notice:draft-started")[0]["by"] == "staff-1"
    (change,) = said("notice:draft-changed")
    assert change == {"draft": draft.pk, "parts": ["notice"], "digest": drafts.digest_of(text), "by": "staff-2"}


def test_a_file_that_is_no_notice_is_refused_with_its_place_and_the_draft_stays(draft, now):
    broken = draft.text.replace("  name: Fellside Invoicing Ltd", "  name: Fellside: Invoicing Ltd")
    with pytest.raises(UnreadableNoticeError) as refused:
        drafts.write(draft.pk, broken, seen=drafts.digest_of(draft.text), by="staff-1", at=now)
    fault = refused.value.faults[0]
    assert (fault.file, fault.line) == (f"draft-{draft.pk}.yaml", 13)
    assert Draft.objects.get(pk=draft.pk).text == draft.text


def test_the_second_to_write_over_a_whole_file_is_told(draft, now):
    seen = drafts.digest_of(draft.text)
    first = drafts.write(draft.pk, draft.text + "# one\n", seen=seen, by="staff-1", at=now)
    with pytest.raises(ChangedMeanwhileError) as told:
        drafts.write(draft.pk, draft.text + "# two\n", seen=seen, by="staff-2", at=now)
    assert (told.value.there, told.value.by) == (first.text, "staff-1")


def test_a_draft_thrown_away_can_be_read_and_changes_no_more(draft, now):
    drafts.throw_away(draft.pk, by="staff-1", at=now)
    assert drafts.open_drafts() == []
    assert drafts.find_draft(draft.pk).text
    with pytest.raises(DraftClosedError, match="thrown away"):
        drafts.write(draft.pk, draft.text, seen=drafts.digest_of(draft.text), by="staff-1", at=now)
    assert said("notice:draft-thrown-away") == [{"draft": draft.pk, "by": "staff-1"}]


def test_a_published_draft_names_its_version_and_changes_no_more(draft, now):
    drafts.mark_published(draft.pk, "2027-03-01", by="staff-1", at=now)
    with pytest.raises(DraftClosedError, match="published as 2027-03-01"):
        drafts.throw_away(draft.pk, by="staff-1", at=now)


def test_a_draft_that_is_not_there_is_said_so(db):
    with pytest.raises(NoSuchDraftError):
        drafts.find_draft(99)

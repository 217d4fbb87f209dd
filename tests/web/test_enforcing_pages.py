"""A purpose is observed or enforced in the console; what enforcing refuses is a list of work, by reason."""

from __future__ import annotations

import re

import pytest

from honour.evidence.models import Payload
from honour.gate.question import Actor
from honour.register.enforcing import let_pass_lately
from honour.register.modes import set_mode
from honour.register.selecting import select
from honour.register.versions import versions
from tests.web.conftest import OLD

pytestmark = pytest.mark.promise("S16")
PLACE = "/console/notice/enforcing/"


@pytest.fixture
def people(wrote):
    return wrote(), wrote("old@canary.example", telephone="01632 960 112", version=OLD)


@pytest.fixture
def lead(signed_in):
    return signed_in("privacy-lead")


def said(page) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page.content.decode()))


def test_what_enforcing_refuses_is_counted_by_reason_and_leads_to_the_people(lead, people):
    page = lead.get(f"{PLACE}enquiries")
    assert "“Answering what you ask” is enforced" in said(page)
    assert re.search(r"2 records held for it may be used\. 2 are refused\.", said(page))
    assert "The notice they were given names no lawful basis for it" in said(page)
    whose = lead.get(f"{PLACE}enquiries/basis-blank")
    assert people[1] in said(whose)
    assert people[0] not in said(whose)
    assert OLD in said(whose)
    assert "Nobody’s: it is put right." in said(lead.get(f"{PLACE}enquiries/source-unknown"))


def test_switched_to_observing_it_lets_pass_and_back_it_refuses(lead, people, clock):
    asked = lead.get(f"{PLACE}enquiries/switch")
    assert "2 records held for it are refused today" in said(asked)
    assert lead.post(f"{PLACE}enquiries/switch", {"mode": "observe"}).status_code == 302
    assert versions().observed == {"enquiries"}
    assert Payload.objects.filter(entry__kind="purpose:mode-set", content__contains="observe").exists()
    assert "One purpose is only observed" in said(lead.get(PLACE))
    actor = Actor("test", "service", {"enquiries": frozenset({"use"})})
    assert select(actor, "enquiries", clock.now).people == 2
    assert let_pass_lately(clock.now) == {"enquiries": 1}
    assert "2 more pass only because it is observed" in said(lead.get(f"{PLACE}enquiries"))
    assert "2 records that pass today are refused" in said(lead.get(f"{PLACE}enquiries/switch"))
    lead.post(f"{PLACE}enquiries/switch", {"mode": "enforce"})
    assert select(actor, "enquiries", clock.now).people == 1
    assert "Every purpose is enforced" in said(lead.get(PLACE))


def test_only_the_lead_switches_and_only_who_sees_people_sees_whose(signed_in, people):
    auditor = signed_in("auditor")
    page = auditor.get(f"{PLACE}enquiries")
    assert page.status_code == 200
    assert "Observe it" not in said(page)
    assert "basis-blank" not in page.content.decode()
    assert auditor.get(f"{PLACE}enquiries/basis-blank").status_code == 403
    assert auditor.post(f"{PLACE}enquiries/switch", {"mode": "observe"}).status_code == 403
    assert not versions().observed
    assert auditor.get(f"{PLACE}no-such").status_code == 404
    assert auditor.get(f"{PLACE}honour-rights").status_code == 404


def test_a_reason_or_a_page_that_is_not_there_leads_nowhere(lead, people):
    assert lead.get(f"{PLACE}enquiries/no-such-rule").status_code == 404
    assert lead.get(f"{PLACE}enquiries/basis-blank?page=9").status_code == 200
    assert lead.get(f"{PLACE}enquiries/basis-blank?page=x").status_code == 200
    assert lead.post(f"{PLACE}enquiries/switch", {"mode": "perhaps"}).status_code == 200
    set_mode("enquiries", observed=False, actor="test", at=versions().all[-1].published_at)


def test_every_rule_that_can_refuse_what_is_held_says_what_to_do():
    from honour.gate.rules import RULES
    from honour.web.console.enforcing.reasons import REASONS

    of_records = {rule.code for rule in RULES if rule.about == "record"} - {
        "not-asked-for", "recipient-not-for-category", "recipient-not-told",
    }  # fmt: skip
    assert of_records - set(REASONS) <= {"category-unknown"}

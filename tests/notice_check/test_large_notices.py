"""A large notice is checked in no time, and a gap in it is told in few words."""

from __future__ import annotations

import datetime as dt
import time

from honour.notice.check import check
from honour.notice.model import Notice

AT = dt.date(2026, 12, 1)
TEST = {
    "purpose": "a",
    "necessity": "b",
    "balance": "c",
    "decision": "proceed",
    "decided_on": dt.date(2026, 1, 1),
    "review_by": dt.date(2027, 1, 1),
    "decided_by": "d",
}


def large(purposes: int, categories: int, subjects: int, rules: int, **more: object) -> Notice:
    """A notice in which every purpose uses every category, and the rules of retention share the purposes out."""
    names = [f"purpose-{n}" for n in range(purposes)]
    return Notice.model_validate(
        {
            "honour": 1,
            "id": "large",
            "title": "Large",
            "version": "v1",
            "effective": AT,
            "controller": {"name": "Large", "email": "a@large.example"},
            "subjects": {f"subject-{n}": {"name": f"Subject {n}"} for n in range(subjects)},
            "categories": {f"category-{n}": {"name": f"Category {n}"} for n in range(categories)},
            "sources": {"person": {"name": "You", "kind": "person"}},
            "purposes": {
                name: {
                    "name": name,
                    "categories": "all",
                    "bases": [{"kind": "legitimate-interest", "interest": "a"}],
                    "balancing_test": TEST,
                }
                for name in names
            },
            "retention": {
                f"rule-{n}": {"categories": "all", "purposes": names[n::rules], "trigger": "created", "period": "P1Y"}
                for n in range(rules)
            },
            **more,
        }
    )


def seconds(notice: Notice) -> float:
    begun = time.process_time()
    check(notice, at=AT)
    return time.process_time() - begun


def test_a_notice_of_five_hundred_clauses_takes_less_than_a_second():
    notice = large(200, 50, 10, 100, statements={f"s-{n}": {"text": f"Sentence {n}."} for n in range(140)})
    assert sum(1 for _ in notice.clauses()) >= 500
    assert seconds(notice) < 1


def test_four_times_the_purposes_take_not_sixteen_times_as_long():
    seconds(large(50, 50, 10, 25))
    small, big = (min(seconds(large(n, 50, 10, n // 2)) for _ in range(3)) for n in (100, 400))
    assert big < 10 * small


def test_thousands_of_wrong_references_are_found_in_seconds():
    wrong = {
        f"rule-{n}": {"categories": [f"categry-{n}-{k}" for k in range(50)], "purposes": "all", "trigger": "created"}
        for n in range(100)
    }
    assert seconds(large(200, 50, 5, 1, retention=wrong)) < 2


def test_a_kind_of_person_without_retention_is_one_finding_for_all_purposes():
    notice = large(200, 50, 10, 1)
    data = notice.model_dump(by_alias=True)
    data["retention"]["rule-0"]["subjects"] = [f"subject-{n}" for n in range(9)]
    gaps = [each for each in check(Notice.model_validate(data), at=AT) if each.code == "H05"]
    assert len(gaps) == 1
    assert "196 more" in gaps[0].sentence
    assert "(Subject 9)" in gaps[0].sentence
    assert len(gaps[0].sentence) < 400

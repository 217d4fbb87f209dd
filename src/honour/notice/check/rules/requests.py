"""How requests are dealt with: evidence of identity, time, cost."""

from __future__ import annotations

import re
from collections.abc import Iterator

from honour.law import longest_days
from honour.notice.check.case import Case
from honour.notice.check.finding import Fault
from honour.notice.check.registry import rule
from honour.notice.check.words import listed, quoted
from honour.notice.model import Right

_REQUESTS = frozenset({"access", "rectification", "erasure", "restriction", "portability", "object"})
_DEMANDING = re.compile(r"\b(certified|notari[sz]ed|originals?)\b", re.IGNORECASE)
_DOCUMENT = re.compile(
    r"[^.;]*\b(certified|notari[sz]ed|originals?)\b[^.;]*\b(cop(y|ies)|passport|licence|bill|document|id)\b[^.;]*"
    r"|[^.;]*\b(cop(y|ies)|passport|licence|bill|document)\b[^.;]*\b(certified|notari[sz]ed)\b[^.;]*",
    re.IGNORECASE,
)
_NOT_DEMANDED = re.compile(r"\b(no|not|never|without|neither|nor|n[’']t)\b", re.IGNORECASE)
_AMOUNT = re.compile(r"[£€$]\s?\d|\d\s?(pounds?|euros?|GBP|EUR|[£€])", re.IGNORECASE)
_FREE = re.compile(r"\bfree\b|\b(no|without( any)?) (charge|fee|cost)|\bmanifestly\b", re.IGNORECASE)
_MONTH = re.compile(r"\b(one|a|1|calendar) month\b|\b(30|28|thirty) days\b", re.IGNORECASE)


@rule("L02")
def evidence_from_everybody(case: Case) -> Iterator[Fault]:
    """Evidence of identity is asked of everybody, or asked without saying that it is on doubt only."""
    for short, right in case.notice.rights.items():
        undoubted = right.identity == "unstated" and right.evidence
        if right.identity == "always" or undoubted:
            yield Fault(
                ("rights", short, "identity" if right.identity == "always" else "evidence"),
                f"{quoted(right.name)} asks everybody for evidence of identity.",
                "Ask only on reasonable doubt, for no more than removes it; then set `identity: on-doubt`.",
            )


@rule("L03")
def demanding_documents(case: Case) -> Iterator[Fault]:
    """Certified copies or original documents are asked for."""
    for short, right in case.notice.rights.items():
        asked = [each for each in right.evidence if _DEMANDING.search(each) and not _NOT_DEMANDED.search(each)]
        told = _DOCUMENT.search(right.how or "")
        if right.originals or asked or (told and not _NOT_DEMANDED.search(told.group())):
            yield Fault(
                ("rights", short, "evidence" if asked else "originals" if right.originals else "how"),
                f"{quoted(right.name)} demands certified or original documents.",
                "Choose the least intrusive evidence that will do, such as an answer from an address already known.",
            )


def _says(right: Right, words: re.Pattern[str]) -> bool:
    return any(words.search(text) for text in (right.text, right.how, right.fee) if text)


@rule("L10")
def time_and_cost(case: Case) -> Iterator[Fault]:
    """A right does not state that requests are answered within a month, or that they are free."""
    requests = {short: right for short, right in case.notice.rights.items() if right.right in _REQUESTS}
    timeless = [right.name for right in requests.values() if not right.response and not _says(right, _MONTH)]
    if timeless:
        yield Fault(
            ("rights",),
            f"These rights do not state that they are answered within one month: {listed(timeless)}.",
            "Set `response: P1M`, or less, for each.",
        )
    costly = [right.name for right in requests.values() if not _says(right, _FREE) and not _amount(right)]
    if costly:
        yield Fault(
            ("rights",),
            f"These rights do not state that they are free: {listed(costly)}.",
            "Set `fee: free` for each.",
        )


def _amount(right: Right) -> bool:
    """Whether a right costs money: it names an amount and does not say that it is free."""
    return bool(right.fee and _AMOUNT.search(right.fee) and not _FREE.search(right.fee))


@rule("L10")
def fee_or_delay(case: Case) -> Iterator[Fault]:
    """A fee is asked for a request, or more than a month taken to answer: an error."""
    month = case.law.constants.answer_within
    for short, right in case.notice.rights.items():
        if _amount(right):
            yield Fault(
                ("rights", short, "fee"),
                f"{quoted(right.name)} costs {right.fee}.",
                "Make it free; a reasonable fee is for manifestly unfounded or excessive requests only.",
                "error",
            )
        if right.response and longest_days(right.response) > longest_days(month.period):
            yield Fault(
                ("rights", short, "response"),
                f"{quoted(right.name)} takes {right.response}, longer than the law gives.",
                "Set `response: P1M`, or less; an extension is decided request by request.",
                "error",
            )

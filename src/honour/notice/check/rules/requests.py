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
_AMOUNT = re.compile(
    r"[£€$]\s?\d|\d\s?(pounds?|euros?|GBP|EUR|[£€])|\b(GBP|EUR)\s?\d|^\d+([.,]\d+)?$"
    r"|\b(five|ten|fifteen|twenty|thirty|forty|fifty|hundred)\b[\w ]{0,10}\b(pounds|euros)\b",
    re.IGNORECASE,
)
_PAYING = re.compile(r"\b(fees?|charg(e|es|ed|ing)|costs?|pay(able|ment)?|cheque)\b", re.IGNORECASE)
_FREE = re.compile(r"\bfree\b|\b(no|without( any)?) (charge|fee|cost)|\bmanifestly\b", re.IGNORECASE)
_NOT_CHARGED = re.compile(
    r"\bno longer\b|\bno\b[^.;]{0,12}\bfees?\b|\b(not|never|n[’']t) (\w+ )?(charge|ask|cost)", re.IGNORECASE
)
_FURTHER = re.compile(r"\b(further|additional|extra|more) cop(y|ies)\b", re.IGNORECASE)
_PROOF = re.compile(
    r"\b(passport|driving licen[cs]e|(identity|id) card|photo(graphic)? (id|identification)|utility bill|bank statement"
    r"|(proof|evidence|verification) of (your |their )?(identity|address|who you are))\b",
    re.IGNORECASE,
)
_ON_DOUBT = re.compile(
    r"\bdoubt|\b(un|not )sure\b|\bonly (if|where|when)\b|\b(if|where|when) (we|it is|this is)\b"
    r"|\b(unless|may|might|sometimes)\b",
    re.IGNORECASE,
)
_SENTENCES = re.compile(r"(?<=[.;!?])\s+")
_MONTH = re.compile(r"\b(one|a|1|calendar) month\b|\b(30|28|thirty) days\b", re.IGNORECASE)


@rule("L02")
def evidence_from_everybody(case: Case) -> Iterator[Fault]:
    """Evidence of identity is asked of everybody, or asked without saying that it is on doubt only."""
    for short, right in case.notice.rights.items():
        asked = _asked_by(right)
        if asked:
            yield Fault(
                ("rights", short, asked),
                f"{quoted(right.name)} asks everybody for evidence of identity.",
                "Ask only on reasonable doubt, for no more than removes it; then set `identity: on-doubt`.",
            )


def _asked_by(right: Right) -> str | None:
    """Give the key by which a right asks everybody for evidence, if it does."""
    if right.identity == "always":
        return "identity"
    if right.identity == "on-doubt":
        return None
    if right.evidence:
        return "evidence"
    for key, words in (("how", right.how), ("text", right.text)):
        for sentence in _SENTENCES.split(words or ""):
            if _PROOF.search(sentence) and not _NOT_DEMANDED.search(sentence) and not _ON_DOUBT.search(sentence):
                return key
    return None


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
    costly = [right.name for right in requests.values() if not _says(right, _FREE) and not _price(right)]
    if costly:
        yield Fault(
            ("rights",),
            f"These rights do not state that they are free: {listed(costly)}.",
            "Set `fee: free` for each.",
        )


def _price(right: Right) -> tuple[str, str] | None:
    """Give what a right costs and the key that says so: an amount, and not that it is free."""
    sentences = [("fee", right.fee or "")]
    for key, words in (("how", right.how), ("text", right.text)):
        sentences += [
            (key, each)
            for each in _SENTENCES.split(words or "")
            if _PAYING.search(each) and not _NOT_CHARGED.search(each)
        ]
    for key, sentence in sentences:
        if _AMOUNT.search(sentence) and not _FREE.search(sentence) and not _FURTHER.search(sentence):
            return key, sentence
    return None


@rule("L10")
def fee_or_delay(case: Case) -> Iterator[Fault]:
    """A fee is asked for a request, or more than a month taken to answer: an error."""
    month = case.law.constants.answer_within
    for short, right in case.notice.rights.items():
        price = _price(right)
        if price:
            key, words = price
            said = words if key == "fee" else f"money: {words}"
            yield Fault(
                ("rights", short, key),
                f"{quoted(right.name)} costs {said.removesuffix('.')}.",
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

"""The gate in its plainest form: what is right, with no thought of speed. Tests hold the compiled gate equal to it."""

from __future__ import annotations

from collections.abc import Collection

from honour.gate.decision import Decision, RecordDecision
from honour.gate.duties import duties, duties_refused
from honour.gate.history import History
from honour.gate.question import Question, RecordFacts
from honour.gate.reference.asking import NOT_RESTRICTED, Asking
from honour.gate.reference.judging import Judging
from honour.gate.rules import RULES
from honour.gate.wording import Subjects, Wording

_ORDER = [rule.code for rule in RULES]
_OBSERVABLE = {rule.code for rule in RULES if rule.observe}


def decide(history: History, question: Question, observed: Collection[str] = ()) -> Decision:
    """Decide a question by the versions of a notice.

    Args: ``observed``, the purposes whose refusals are written down and let pass where the rule allows it.
    """
    words = Wording(history)
    about = Subjects(question.action, question.purpose, question.recipient, question.subject.kind)
    try:
        shared = sorted(Asking(history, question).codes(), key=_ORDER.index)
    except Exception:  # noqa: BLE001 - a rule that fails is a refusal, whatever failed
        shared = ["rule-failed"]
    reasons = tuple(words.reason(code, about) for code in shared)
    decided = []
    for record in question.records:
        codes, subjects, added = _judge(history, question, record, about)
        own = tuple(
            words.reason(code, subjects.but(version=history.current.version) if code in added else subjects)
            for code in sorted(codes - set(shared), key=_ORDER.index)
        )
        every = {*shared, *codes}
        lets_pass = question.purpose in observed and bool(every) and every <= _OBSERVABLE
        decided.append(RecordDecision(record.id, not every or lets_pass, reasons + own, lets_pass))
    allowed = sum(record.allowed for record in decided)
    return Decision(
        outcome="refused" if not allowed else "allowed" if allowed == len(decided) else "partly",
        purpose=question.purpose,
        records=tuple(decided),
        reasons=reasons,
        obligations=_obligations(history, question) if allowed else duties_refused(history, question.purpose),
        observed=any(record.observed for record in decided),
        version=history.current.version,
    )


def _obligations(history: History, asked: Question) -> tuple[str, ...]:
    held = asked.subject.restricted and asked.action not in NOT_RESTRICTED
    lifted = held and "legal-claim" in asked.grounds and asked.purpose not in asked.subject.consents
    return duties(history, asked.action, asked.purpose, asked.recipient, grounds=asked.grounds, lifted=lifted)


def _judge(
    history: History, question: Question, record: RecordFacts, about: Subjects
) -> tuple[frozenset[str], Subjects, frozenset[str]]:
    """Give the codes that withhold one record, what their sentences speak of, and which the version in force adds."""
    judging = Judging(history, question, record)
    try:
        codes = frozenset(judging.codes())
    except Exception:  # noqa: BLE001 - a rule that fails is a refusal, whatever failed
        return frozenset({"rule-failed"}), about, frozenset()
    taken = {"category": record.category, "source": record.source, "collected": record.version}
    return codes, about.but(**taken, version=judging.judged.version), judging.added

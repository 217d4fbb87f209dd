"""The sentences of a decision: what was withheld and why, in words for the person who asked."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from honour.gate.decision import Reason
from honour.gate.history import History
from honour.gate.rules import RULES, codes
from honour.notice.wording import day_in_words

_RULES = {rule.code: rule for rule in RULES}
_PLURALS = {"purpose": "purposes", "category": "categories", "recipient": "recipients", "source": "sources"}
_DOING = {
    "use": "using data",
    "disclose": "disclosing data",
    "contact": "contacting people",
    "collect": "collecting data",
    "keep": "keeping data",
}


@dataclass(frozen=True, slots=True)
class Subjects:
    """What a reason speaks of, by short ids.

    ``collected``: the version under which a record was taken; ``version``: the one by which it was judged.
    """

    action: str
    purpose: str
    recipient: str | None = None
    kind: str | None = None
    category: str | None = None
    source: str | None = None
    collected: str | None = None
    version: str | None = None

    def but(self, **changed: str | None) -> Subjects:
        """Give the same with some of the optional ones changed."""
        return replace(self, **changed)  # type: ignore[arg-type] # action and purpose are not changed


class Wording:
    """Writes reasons, with the names that the notice gives its clauses.

    Of what the notice never declared nothing is repeated, so that nothing a stranger sends comes back in a sentence.
    """

    def __init__(self, history: History) -> None:
        self._history = history

    def reason(self, code: str, of: Subjects) -> Reason:
        """Give the reason with a rule's code, in words."""
        rule = _RULES[code]
        return Reason(code, self._clause(rule.cites, of), rule.sentence.format_map(_Words(self._words(of))))

    def reasons(self, mask: int, of: Subjects) -> tuple[Reason, ...]:
        """Give the reasons of a refusal mask, in the order of evaluation."""
        return tuple(self.reason(code, of) for code in codes(mask))

    def _clause(self, cites: str, of: Subjects) -> str:
        """Give the clause's id, or its section where what was asked for is no clause of the notice."""
        if cites in _PLURALS:
            short = getattr(of, cites)
            return f"{cites}.{short}" if short in self._history.ever(_PLURALS[cites]) else _PLURALS[cites]
        return cites

    def _words(self, of: Subjects) -> dict[str, str]:
        current = self._history.current
        judged = self._history.by_label.get(of.version or "", current)
        return {
            "purpose": _inner(self._name("purposes", of.purpose, "this purpose")),
            "doing": _DOING.get(of.action, "this"),
            "recipient": self._name("recipients", of.recipient, "somebody else"),
            "kind": _inner(self._name("subjects", of.kind, "not recorded")),
            "category": _inner(self._name("categories", of.category, "these data")),
            "source": _inner(self._name("sources", of.source, "not recorded")),
            "collected": _notice(self._history.by_label.get(of.collected or "", current).effective),
            "version": _notice(judged.effective),
            "current": _notice(current.effective),
        }

    def _name(self, section: str, short: str | None, otherwise: str) -> str:
        """Give a clause's name in the newest version that declares it."""
        for notice in reversed(self._history.versions):
            clause = getattr(notice, section).get(short)
            if clause is not None:
                return str(clause.name)
        return otherwise


class _Words(dict[str, str]):
    """Gives the words that a sentence asks for; a capital in the placeholder asks for one in the word."""

    def __missing__(self, asked: str) -> str:
        word = self[asked.lower()]
        return word[:1].upper() + word[1:]


def _inner(name: str) -> str:
    """Give a name as it stands inside a sentence: `Credit checks` loses its capital, `IT systems` does not."""
    return name[:1].lower() + name[1:] if name[1:2].islower() else name


def _notice(day: date) -> str:
    """Give a version as people speak of it, by the day it took effect."""
    return f"the notice of {day_in_words(day)}"

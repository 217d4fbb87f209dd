"""The version in use beside the one that is to follow it, each with its gate, and the questions that may differ."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from honour.gate import Actor, Ask, Gate
from honour.gate.compiled.terms import terms_of
from honour.gate.question import ACTIONS, Action
from honour.law import law_at
from honour.notice.builtin import is_builtin, with_builtin
from honour.notice.model import Notice
from honour.notice.reading import LoadedNotice
from honour.publishing.errors import CannotPlanError
from honour.register.numbers import Clauses
from honour.register.versions import Published, versions

GROUNDS = frozenset({"serves-person", "customer-matter", "required-by-law", "investigation", "sale"})
"""Every ground for which a reference may be recorded: a plan asks what the notice allows, not what a case is about."""


class Matter(NamedTuple):
    """A use that the two versions may decide otherwise: for a purpose, or a disclosure to a recipient for it."""

    purpose: str
    recipient: str | None = None

    @property
    def clause(self) -> str:
        """The id of the clause that decides it."""
        return f"recipient.{self.recipient}" if self.recipient else f"purpose.{self.purpose}"


@dataclass(frozen=True)
class Comparison:
    """Two versions: ``published`` is in use, ``loaded`` is to follow; ``old`` and ``new`` have the built-in clauses.

    ``clauses`` numbers the clauses of both; ``before`` and ``after`` decide as each would at ``at``.
    """

    published: Published
    loaded: LoadedNotice
    old: Notice
    new: Notice
    clauses: Clauses
    before: Gate
    after: Gate
    at: datetime

    @property
    def digest(self) -> str:
        """SHA-256 of the file that is to follow."""
        return hashlib.sha256(self.loaded.source.save()).hexdigest()

    def ask(self, matter: Matter) -> Ask:
        """Put a matter as a question that whoever may do everything asks."""
        actor = Actor("plan", "service", {matter.purpose: frozenset(ACTIONS)})
        action: Action = "disclose" if matter.recipient else "use"
        return Ask(actor, action, matter.purpose, self.at, None, matter.recipient, None, GROUNDS)

    def matters(self) -> list[Matter]:
        """Give what the two versions may decide otherwise; Honour's own work follows the notice and is left out."""
        found = [Matter(each) for each in _both(self.old.purposes, self.new.purposes) if self._differs(each)]
        for recipient in _both(self.old.recipients, self.new.recipients):
            one, other = (_received(notice, recipient) for notice in (self.old, self.new))
            found += [Matter(each, recipient) for each in sorted({*one, *other}) if one.get(each) != other.get(each)]
        return found

    def _differs(self, purpose: str) -> bool:
        return self._says(self.before, purpose) != self._says(self.after, purpose)

    def _says(self, gate: Gate, purpose: str) -> object:
        current = gate.history.current
        declared = current.purposes.get(purpose)
        if declared is None:
            return None
        day = self.before.history.day(self.at)
        law = law_at(current.law, day).bases
        said = terms_of(gate.history, gate.numbers, purpose, law, day)[-1].says
        return said, declared.is_marketing, declared.role


def compare(loaded: LoadedNotice, at: datetime) -> Comparison:
    """Set a file beside the version in use.

    Errors: ``UnknownVersionError`` when none is in use; ``CannotPlanError`` when the file is another notice, that
    version or another file under the label of a published one, would apply before the one in use or in years, or
    replaces another than that; ``NoNumberLeft``.
    """
    known = versions()
    published = known.current(at)
    new = with_builtin(loaded.notice)
    digest = hashlib.sha256(loaded.source.save()).hexdigest()
    other = known.refuses(new)
    if other:
        raise CannotPlanError(other)
    for each in known.all:
        if each.label == new.version:
            raise CannotPlanError(
                f"Version {each.label} is published already. Nothing is left to plan."
                if each.digest == digest
                else f"Version {each.label} was published with other words. Give this one a new version label."
            )
    out = known.out_of_turn(new, at)
    if out:
        raise CannotPlanError(out.sentence)
    numbers = known.clauses.numbers.allot([new])
    before, gate = [each.notice for each in known.all], known.gate(at)
    return Comparison(
        published=published,
        loaded=loaded,
        old=published.notice,
        new=new,
        clauses=Clauses.of(numbers),
        before=gate,
        after=Gate([*before, new], new.version, numbers, known.observed, gate.history.zone),
        at=at,
    )


def _both(old: Iterable[str], new: Iterable[str]) -> list[str]:
    """Give what either version declares, the new one's first, nothing built in."""
    return [short for short in dict.fromkeys([*new, *old]) if not is_builtin(short)]


def _received(notice: Notice, recipient: str) -> dict[str, object]:
    """Give, for each purpose, what a notice has a recipient receive, and on which condition."""
    declared = notice.recipients.get(recipient)
    if declared is None:
        return {}
    categories = Notice.chosen(declared.categories, notice.categories)
    chosen = Notice.chosen(declared.purposes, notice.purposes)
    return {each: (categories, declared.condition.kind) for each in chosen if not is_builtin(each)}

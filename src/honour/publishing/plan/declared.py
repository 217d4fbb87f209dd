"""What of a change needs no counting: bases swapped, interests to weigh, forms, messages, recipients, roles."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from django.utils import timezone

from honour.law import law_at
from honour.notice.builtin import is_builtin
from honour.notice.model import BalancingTest, Notice, Purpose
from honour.notice.wording import listed, words_for
from honour.publishing.plan.comparison import Comparison
from honour.publishing.plan.consequences import Consequence


def declared_changes(comparison: Comparison) -> Iterator[Consequence]:
    """Give what follows from the words alone, in the order of the notice's sections."""
    old, new = comparison.old, comparison.new
    for short in _own(new.categories, old.categories):
        if short not in old.categories:
            yield Consequence(
                "category", f"category.{short}", new.categories[short].name, words="New: it is not held of anybody yet."
            )
        elif short not in new.categories:
            words = "No longer declared: no purpose may use it, and no form may ask for it."
            yield Consequence("category", f"category.{short}", old.categories[short].name, words=words)
    for short in _own(new.purposes, old.purposes):
        yield from _of_purpose(comparison, short)
    for short in _own(new.recipients, old.recipients):
        if short not in new.recipients:
            words = "Nothing more is disclosed to it."
            yield Consequence("recipient", f"recipient.{short}", old.recipients[short].name, words=words)
        elif short not in old.recipients:
            words = f"New: receives data for {_purposes(new, short)}."
            yield Consequence("recipient", f"recipient.{short}", new.recipients[short].name, words=words)
        elif old.recipients[short] != new.recipients[short]:
            words = f"Changed: receives data for {_purposes(new, short)}."
            yield Consequence("recipient", f"recipient.{short}", new.recipients[short].name, words=words)
    yield from _forms(old, new)


def swapped(old: Purpose, new: Purpose) -> tuple[str, str] | None:
    """Give a purpose's bases before and after in words, when they are others for anybody."""
    before, after = ({(basis.kind, str(basis.for_subjects)) for basis in each.bases} for each in (old, new))
    if before == after or not before:
        return None
    return _bases(old), _bases(new)


def _of_purpose(comparison: Comparison, short: str) -> Iterator[Consequence]:
    one, other = comparison.old.purposes.get(short), comparison.new.purposes.get(short)
    clause = f"purpose.{short}"
    if other is None:
        if one is not None:
            yield Consequence("role", clause, one.name, words="Nobody may act for it any more.")
        return
    law = law_at(comparison.new.law, timezone.localdate(comparison.at)).bases
    if one is not None and (swap := swapped(one, other)):
        words = f"The basis changes from {swap[0]} to {swap[1]}. Say why: people were told the other."
        yield Consequence("swap", clause, other.name, words=words)
    weighed = any(basis.kind in law and law[basis.kind].balancing_test for basis in other.bases)
    test = other.balancing_test
    if weighed and (test is None or not _in_force(test, comparison)):
        words = "It rests on a legitimate interest without a balancing test in force: weigh it first."
        yield Consequence("assessment", clause, other.name, words=words)
    if one is None:
        yield Consequence("role", clause, other.name, words="New: see on “Who works here” which roles act for it.")
    if other.message != (one.message if one else "none") or (one and one.is_marketing != other.is_marketing):
        sends = {"none": "no messages", "service": "service messages", "marketing": "marketing"}
        was = sends[one.message] if one else "nothing"
        words = f"It sends {sends[other.message]}, before: {was}. Look at the templates that go out for it."
        yield Consequence("message", clause, other.name, words=words)


def _in_force(test: BalancingTest, comparison: Comparison) -> bool:
    """Whether a test carries its purpose on the day from which the version is used."""
    day = timezone.localdate(comparison.at)
    decided = test.decision == "proceed" and test.decided_on <= max(day, comparison.new.effective)
    return decided and test.review_by >= day


def _forms(old: Notice, new: Notice) -> Iterator[Consequence]:
    """Give the forms that ask otherwise, or whose purposes or wording change."""
    touched = {short for short, purpose in new.purposes.items() if old.purposes.get(short) != purpose}
    for short in dict.fromkeys([*new.forms, *old.forms]):
        one, other = old.forms.get(short), new.forms.get(short)
        if other is None:
            name = one.name if one else short
            yield Consequence("form", f"form.{short}", name, words="It is no longer on the site.")
        elif one is None:
            yield Consequence("form", f"form.{short}", other.name, words="New on the site from publication on.")
        elif one != other:
            yield Consequence("form", f"form.{short}", other.name, words="What it asks, or what stands at it, changes.")
        elif touched & set(other.purposes):
            names = listed(new.purposes[each].name for each in other.purposes if each in touched)
            yield Consequence("form", f"form.{short}", other.name, words=f"It collects for what changes: {names}.")


def _own(new: Iterable[str], old: Iterable[str]) -> list[str]:
    return [short for short in dict.fromkeys([*new, *old]) if not is_builtin(short)]


def _purposes(notice: Notice, recipient: str) -> str:
    chosen = Notice.chosen(notice.recipients[recipient].purposes, notice.purposes)
    return listed(notice.purposes[each].name for each in notice.purposes if each in chosen) or "nothing yet"


def _bases(purpose: Purpose) -> str:
    kinds = dict.fromkeys(words_for("Basis", "kind", basis.kind) or basis.kind for basis in purpose.bases)
    return " and ".join(kinds) or "none"

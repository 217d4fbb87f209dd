"""What data are used for, on which basis, and what machines decide."""

from __future__ import annotations

from collections.abc import Iterator

from honour.notice.model import BalancingTest, Basis, ImpactScreening, MachineDecision, Purpose
from honour.notice.render.parts import Block, Bullets, ClauseBlock, Line, Remark, Section
from honour.notice.render.view import Pair, View, code, day, fact, facts, items, joined, said
from honour.notice.wording import period_in_words, say


def purposes(view: View) -> Section:
    """Say what the data are used for (Art 13(1)(c)-(d))."""
    blocks = [purpose_block(view, short, each) for short, each in view.own("purposes").items()]
    return Section(
        "what-for",
        "What we use it for",
        (*view.statements("using", "interests"), *blocks, *view.statements("training")),
    )


def purpose_block(view: View, short: str, purpose: Purpose) -> ClauseBlock:
    """Put one purpose with its basis, data and people."""
    return ClauseBlock(f"purpose.{short}", purpose.name, tuple(_purpose(view, purpose)))


def _purpose(view: View, purpose: Purpose) -> Iterator[Block]:
    yield from said(purpose)
    bases = tuple(_basis(view, basis, purpose) for basis in purpose.bases)
    unstated = "that of the customer, who decides" if purpose.role == "processor" else "none stated"
    lawful: Line | Bullets = (unstated,) if not bases else bases[0] if len(bases) == 1 else Bullets(bases)
    for basis in purpose.bases:
        yield from said(basis)
    yield from facts(
        ("Lawful basis", lawful),
        fact("Data", _data(view, purpose)),
        fact("People", view.selected("subjects", purpose.subjects) if purpose.subjects != "all" else None),
        fact("From", view.selected("sources", purpose.sources) if purpose.sources != "all" else None),
        fact("Who decides", code("Purpose", "role", purpose.role) if purpose.role != "controller" else None),
        fact("For" if purpose.role == "processor" else "Together with", ", ".join(purpose.decides_with) or None),
        fact("Messages", code("Purpose", "message", purpose.message) if purpose.message != "none" else None),
        fact(
            "Details are asked about when they are older than",
            purpose.asks_if_right_every and period_in_words(purpose.asks_if_right_every),
        ),
        fact("Direct marketing", "Yes" if purpose.is_marketing else None),
        fact("Other organisations' products", "Yes" if purpose.partners else None),
        fact("If you do not give the data", purpose.consequence),
        fact("Also uses data collected for", joined(view.linked("purposes", each) for each in purpose.compatible_with)),
        fact("Why that is compatible", purpose.compatibility),
        fact("Limit set by law", purpose.purpose_limit),
        fact("Specially protected data", purpose.special_condition),
        fact("Data about offences", purpose.offence_condition),
        fact("How people stay unknown", purpose.anonymised_how),
        *_weighed(purpose.balancing_test),
        _screened(purpose.impact_screening),
    )


def _basis(view: View, basis: Basis, purpose: Purpose) -> Line:
    parts = [code("Basis", "kind", basis.kind)]
    parts += [each for each in (basis.interest, basis.enactment) if each]
    if basis.condition:
        parts.append(view.condition(basis.condition))
    words = ": ".join([parts[0], "; ".join(parts[1:])]) if parts[1:] else parts[0]
    line: Line = (f"{words}.",) if not words.endswith(".") else (words,)
    for each in (basis.why, say("Covers: {part}", part=basis.covers) if basis.covers else None):
        if each:
            line = (*line, f" {each}" + ("" if each.endswith(".") else "."))
    if basis.for_subjects not in ("all", purpose.subjects):
        line = (*line, " For: ", *view.selected("subjects", basis.for_subjects), ".")
    return line


def _data(view: View, purpose: Purpose) -> Line:
    chosen = view.selected("categories", purpose.categories)
    left_out = joined(view.linked("categories", short) for short in purpose.but_not)
    return (*chosen, ", but not ", *left_out) if left_out else chosen


def _weighed(test: BalancingTest | None) -> tuple[Pair | None, ...]:
    if test is None:
        return ()
    return fact("Weighed against your interests", _outcome(test)), items("Safeguards", test.safeguards)


def _screened(screening: ImpactScreening | None) -> Pair | None:
    return fact("Screened for high risk", _outcome(screening)) if screening else None


def _outcome(written: BalancingTest | ImpactScreening) -> str:
    return say(
        "{outcome}. Decided on {day}, looked at again by {later}.",
        outcome=code(type(written).__name__, "decision", written.decision),
        day=day(written.decided_on),
        later=day(written.review_by),
    )


def machine_decisions(view: View) -> Section:
    """Say what is decided by machine alone (UK GDPR Arts 22A-22D)."""
    blocks = [
        ClauseBlock(f"machine.{short}", _decision_name(view, each), tuple(_decision(view, each)))
        for short, each in view.own("machine_decisions").items()
    ]
    return Section("decisions", "Decisions by machine", tuple(blocks))


def _decision_name(view: View, decision: MachineDecision) -> str:
    return "Every purpose" if decision.purpose == "all" else view.names.of("purposes", decision.purpose)


def _decision(view: View, decision: MachineDecision) -> Iterator[Block]:
    yield from said(decision)
    yield from facts(
        fact("Decided by machine alone", "Yes" if decision.happens else "No"),
        fact("How it decides", decision.logic),
        fact("What it means for you", decision.effects),
        fact("Review by a person", decision.human_review),
        fact("People", view.selected("subjects", decision.subjects) if decision.subjects != "all" else None),
    )
    if decision.happens and not decision.logic:
        yield Remark("Not stated.", "How the machine decides.")

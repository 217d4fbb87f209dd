"""Who sees data, how long they are kept, and how they are looked after."""

from __future__ import annotations

from collections.abc import Iterator

from honour.law import Law
from honour.notice.keeping_rules import period_of
from honour.notice.model import Recipient, RetentionRule
from honour.notice.render.parts import Block, ClauseBlock, Remark, Section
from honour.notice.render.view import View, code, day, fact, facts, items, said
from honour.notice.wording import NO_TIME, listed, period_in_words, say, words_for


def recipients(view: View) -> Section:
    """Say who receives data, and where (Art 13(1)(e)-(f))."""
    blocks = [recipient_block(view, short, each) for short, each in view.own("recipients").items()]
    return Section("who-sees-it", "Who sees it", (*view.statements("sharing"), *blocks, *_transfers(view)))


def recipient_block(view: View, short: str, recipient: Recipient) -> ClauseBlock:
    """Put one recipient with its condition."""
    return ClauseBlock(f"recipient.{short}", recipient.name, tuple(_recipient(view, recipient)))


def _recipient(view: View, recipient: Recipient) -> Iterator[Block]:
    yield from said(recipient)
    yield from said(recipient.condition)
    abroad = view.is_abroad(recipient.country)
    safeguard = code("Recipient", "safeguard", recipient.safeguard) if recipient.safeguard and abroad else None
    yield from facts(
        items("Named", recipient.named),
        fact("For", view.selected("purposes", recipient.purposes)),
        fact("Data", view.data(recipient.categories, recipient.purposes)),
        fact("When", recipient.condition.words or _condition(recipient)),
        fact("How they work", code("Recipient", "acts_as", recipient.acts_as)),
        fact("Where", recipient.country),
        fact("Safeguard", safeguard),
        fact("Protection there", _tested(recipient)),
    )


def _tested(recipient: Recipient) -> str | None:
    risk = recipient.transfer_risk
    if risk is None:
        return None
    outcome = code("TransferRisk", "decision", risk.decision)
    return say(
        "{outcome}. Decided on {day}, looked at again by {later}.",
        outcome=outcome,
        day=day(risk.decided_on),
        later=day(risk.review_by),
    )


def _condition(recipient: Recipient) -> str | None:
    kind = recipient.condition.kind
    return None if kind == "none" else code("Condition", "kind", kind)


def _transfers(view: View) -> Iterator[ClauseBlock]:
    transfers = view.notice.transfers
    if transfers is None:
        return
    happen = {True: "Yes", False: "No", None: "Not stated"}[transfers.happen]
    yield ClauseBlock(
        "transfers",
        "Data that leave the country",
        (
            *said(transfers),
            *facts(
                fact("Data leave the country", happen),
                fact("Safeguard", transfers.safeguard),
                fact("A copy of the safeguard", transfers.copy_from),
            ),
        ),
    )


def retention(view: View) -> Section:
    """Say how long data are kept (Art 13(2)(a))."""
    blocks = [retention_block(view, short, each) for short, each in view.own("retention").items()]
    return Section("how-long", "How long we keep it", (*view.statements("keeping"), *blocks))


def retention_block(view: View, short: str, rule: RetentionRule) -> ClauseBlock:
    """Put one rule; its heading is what the data are kept for."""
    names = listed(view.names.selection("purposes", rule.purposes))
    heading = names[:1].upper() + names[1:]
    return ClauseBlock(f"retention.{short}", heading or short, tuple(_retention(view, rule)))


def _retention(view: View, rule: RetentionRule) -> Iterator[Block]:
    yield from said(rule)
    yield from facts(
        fact("Kept for", kept_for(rule, view.law)),
        fact("Data", view.data(rule.categories, rule.purposes)),
        fact("People", view.selected("subjects", rule.subjects) if rule.subjects != "all" else None),
        fact("Then", code("RetentionRule", "end", rule.end)),
        fact("Why so long", rule.basis),
    )
    if rule.open_ended:
        yield Remark("No end.", "The words set no end to it.")


def kept_for(rule: RetentionRule, law: Law) -> str:
    """Say in a phrase how long data are kept: the period and its beginning, or how it is determined.

    Arguments: ``law``, whose presets give a period to a rule that names one and no period of its own.
    """
    start = words_for("RetentionRule", "trigger", rule.trigger) if rule.trigger else None
    period = period_of(rule, law.presets)
    if period:
        words = period_in_words(period)
        phrase = say("{period} from {start}", period=words, start=start or say("a day that is not stated"))
        if words == say(NO_TIME) and start:
            phrase = say("only until {start}", start=start)
        return f"{phrase}. {rule.criteria}" if rule.criteria else phrase
    counted = say(" Counted from {start}.", start=start) if start else ""
    criteria = rule.criteria or say("No period is stated.")
    return f"{criteria}{'' if criteria.endswith('.') else '.'}{counted}" if counted else criteria


def security(view: View) -> Section:
    """Say how data are looked after (Art 32)."""
    return Section("security", "How we look after it", tuple(view.statements("security")))

"""The claim to the soft opt-in."""

from __future__ import annotations

from collections.abc import Iterator

from honour.law import SoftOptInRule
from honour.notice.check.case import Case
from honour.notice.check.finding import Fault, Path
from honour.notice.check.registry import rule
from honour.notice.check.words import listed, quoted
from honour.notice.model import Channel, SoftOptIn, Subject


@rule("L11")
def wrong_channel(case: Case) -> Iterator[Fault]:
    """The soft opt-in is claimed for a channel that has none: post, telephone, automated calls, fax."""
    claim = case.notice.soft_opt_in
    named = list(claim.channels) if claim else []
    for short in dict.fromkeys([*case.notice.channels, *named]):
        channel = case.notice.channels.get(short)
        known = case.law.channels.get(channel.kind if channel else short)
        itself = channel is not None and channel.marketing == "soft-opt-in"
        if known and known.claims.get("soft-opt-in") == "never" and (itself or short in named):
            path: Path = ("channels", short, "marketing") if itself else ("soft_opt_in", "channels", named.index(short))
            yield Fault(
                path,
                f"The soft opt-in is claimed for {quoted(channel.name if channel else short)}; it has none.",
                "Rest it on consent or, where the law allows, on a legitimate interest.",
            )


def _lacking(claim: SoftOptIn | None, known: SoftOptInRule) -> list[str]:
    """Give the conditions that the claim does not state to be met."""
    lacking = [each.words for each in known.conditions if getattr(claim, each.fact, None) is not True]
    since = known.obtained_since
    if since and not (claim and claim.obtained_since and claim.obtained_since >= since):
        lacking.append(f"the details were obtained on or after {since}")
    return lacking


@rule("L12")
def conditions(case: Case) -> Iterator[Fault]:
    """The soft opt-in is claimed, and not all of its conditions are stated to be met."""
    claim = case.notice.soft_opt_in
    if claim is None and not case.rides_on_soft_opt_in:
        return
    kind = claim.kind if claim else "sale"
    known = case.law.soft_opt_in.get(kind)
    if known is None:
        yield Fault(
            ("soft_opt_in", "kind"),
            f"There is no soft opt-in for a {kind} in this law on {case.at}.",
            "Rest the marketing on consent.",
        )
        return
    lacking = _lacking(claim, known)
    if lacking:
        yield Fault(
            ("soft_opt_in",),
            f"The soft opt-in is claimed, and the notice does not state that {listed(lacking, 9)}.",
            "State each condition under `soft_opt_in`; where one does not hold, rest the marketing on consent.",
        )


def _is_customer(subject: Subject) -> bool:
    """Whether such people have bought or negotiated; tied as customers, they have unless the notice says otherwise."""
    return subject.is_customer or (subject.tie == "customer" and "is_customer" not in subject.model_fields_set)


def _claimed_for(case: Case) -> frozenset[str]:
    """Give the kinds of person for whom it is claimed: those that its clause and its channels name; else everybody."""
    claims: list[SoftOptIn | Channel] = [case.notice.channels[short] for short in sorted(case.rides_on_soft_opt_in)]
    if case.notice.soft_opt_in:
        claims.append(case.notice.soft_opt_in)
    # A claim that names nobody is narrowed by one that does; only if none does is it made for all.
    named = [each for each in claims if "subjects" in each.model_fields_set]
    people = [case.notice.chosen(each.subjects, case.notice.subjects) for each in named or claims]
    return frozenset[str]().union(*people)


@rule("H18")
def no_customers(case: Case) -> Iterator[Fault]:
    """The soft opt-in is claimed for people who have bought nothing and negotiated no sale."""
    claim = case.notice.soft_opt_in
    known = case.law.soft_opt_in.get(claim.kind if claim else "sale")
    if known is None or not known.customers_only:
        return
    people = _claimed_for(case)
    others = [
        subject.name for short, subject in case.notice.subjects.items() if short in people and not _is_customer(subject)
    ]
    if others:
        yield Fault(
            ("soft_opt_in", "subjects") if claim else ("channels",),
            f"The soft opt-in is claimed for people who are no customers: {listed(others)}.",
            "Name under `subjects` only those with `is_customer: true`; the others need consent.",
        )


@rule("H19")
def partners(case: Case) -> Iterator[Fault]:
    """Other organisations' products are marketed on the soft opt-in, which is for one's own only."""
    for short, purpose in case.marketing.items():
        rides = case.channels_for(short) & case.rides_on_soft_opt_in
        if purpose.partners and rides and not any(basis.kind == "consent" for basis in purpose.bases):
            yield Fault(
                ("purposes", short, "partners"),
                f"{quoted(purpose.name)} markets other organisations' products on the soft opt-in.",
                "Rest it on consent, or leave partners' products out.",
            )

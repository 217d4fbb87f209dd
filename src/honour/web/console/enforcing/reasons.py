"""What stands behind each refusal of data that are held, in a line, and what puts it right."""

from __future__ import annotations

from honour.gate.rules import RULES

_AGAIN = "Find out, and bring the list in again. What is here stays refused and goes at its date."
_TELL = "Tell them of the notice in use, from its plan, or let it go at its date."
_DRAFT = "Change the purpose in a draft if it should, and see in its plan who must be told."

REASONS: dict[str, tuple[str, str]] = {
    "kind-unknown": ("Nobody knows what these people are to us", _AGAIN),
    "version-unknown": (
        "Nobody knows which notice they were given, or when",
        "Find out, and say so for all that were given the same. Until then they stay refused, and go at their date.",
    ),
    "source-unknown": (
        "Nobody knows where the data came from",
        "Find out, and say so for all that came the same way. Until then they stay refused, and go at their date.",
    ),
    "source-not-allowed": ("The purpose does not use data from that source", _DRAFT),
    "source-gives-other-data": ("The notice does not name such data among what comes from that source", _DRAFT),
    "category-not-listed": ("The purpose does not list such data", _DRAFT),
    "kind-not-covered": ("The purpose does not cover such people", _DRAFT),
    "not-informed": (
        "The notice they were given does not tell of the purpose",
        "Tell them first, from the version’s plan.",
    ),
    "not-compatible": ("It does not go with what the data were taken for", "Ask for consent, or use other data."),
    "basis-blank": ("The notice they were given names no lawful basis for it", _TELL),
    "basis-not-for-kind": ("The notice they were given names no lawful basis for such people", _TELL),
    "basis-not-in-law": ("The law does not know the purpose’s basis", "Choose another in a draft."),
    "balancing-test-missing": ("Our interest was not weighed against theirs", "Write the balancing test."),
    "balancing-test-past-review": ("The balancing test is past its review", "Look at it again."),
    "balancing-test-against": ("The balancing test came out against it", "Use other data, or none."),
    "taken-on-consent": ("They said yes to something else", "Ask for consent to this."),
    "past-due": ("The data are past their date", "The sweep deletes them tonight, unless a hold names them."),
    "purpose-over": ("The time for this purpose is over", "They are kept for something else a while, and then go."),
    "consent-missing": ("They have not said yes", "Ask for consent, where a form or a message may."),
    "objected": ("They objected", "It holds. Nothing to do."),
    "marketing-objected": ("They stopped marketing", "It holds. Nothing to do."),
    "channel-stopped": ("They stopped this way", "It holds. Nothing to do."),
    "topic-stopped": ("They stopped this topic", "It holds. Nothing to do."),
    "marketing-paused": ("They paused marketing", "It ends by itself on the day they named."),
    "restricted": ("Their data are restricted", "It holds until the restriction is lifted."),
    "subject-erased": ("They were erased", "Nothing of them can be used."),
    "rule-failed": ("A rule could not be decided", "Tell whoever looks after this installation."),
    "held-as-processor": ("The data are a customer’s", "Pass it on to that customer."),
}
PASSES = frozenset(rule.code for rule in RULES if rule.observe)
"""The codes of what observing lets pass."""


def reason(code: str) -> tuple[str, str]:
    """Give a rule's line, and what puts it right."""
    return REASONS.get(code, (code.replace("-", " ").capitalize(), "The rule stands in the reference."))

"""Special categories of data, and data on offences."""

from __future__ import annotations

import re
from collections.abc import Iterator

from honour.notice.check.case import Case
from honour.notice.check.finding import Fault
from honour.notice.check.registry import rule
from honour.notice.check.words import listed, quoted
from honour.notice.model import BUILT_IN, Category

_SPECIAL = re.compile(
    r"\b(health\b|medical|medicines?\b|medication|allerg|disabilit|disabled\b|illness|sickness|diagnos|pregnan|vaccinat"
    r"|diet|racial|ethnic|religio|political (opinion|view|belief)|trade unions?\b|union membership|sexual|sex life"
    r"|genetic|dna\b|biometric|fingerprint|fac(e|ial) recogni|criminal|convictions?\b"
    r"|(previous|past|alleged) offences?\b|dbs\b)",
    re.IGNORECASE,
)


@rule("H29")
def no_condition(case: Case) -> Iterator[Fault]:
    """A purpose uses data marked `special` and states neither a special nor an offence condition."""
    special = {
        short
        for short, category in case.notice.categories.items()
        if any(field.special for field in category.fields.values())
    }
    if not special:
        return
    for short, purpose in case.controlled.items():
        used = sorted(special & case.notice.categories_of(short))
        if used and not purpose.special_condition and not purpose.offence_condition:
            names = [case.notice.categories[each].name for each in used]
            yield Fault(
                ("purposes", short),
                f"{quoted(purpose.name)} uses special category or offence data ({listed(names)}) without a condition.",
                "Write the condition for special category data as `special_condition`, or the one for offence data as "
                "`offence_condition`; or leave the category out.",
            )


@rule("H55")
def not_marked(case: Case) -> Iterator[Fault]:
    """A name reads like special category or offence data, and nothing says whether it is; read in English only.

    `special: false` says that it is not. What Honour adds is the same everywhere, and marks its own.
    """
    if not case.in_english:
        return
    for short, category in case.notice.categories.items():
        unsaid = [] if short.startswith(BUILT_IN) else _reads_special(short, category)
        if unsaid:
            yield Fault(
                ("categories", short),
                f"{listed([quoted(each) for each in unsaid])} may be special category or offence data (on health, "
                "origin, belief, politics, unions, sex life, genes, biometrics or crime), and nothing says whether.",
                "Mark each field that is with `special: true`, and give the purposes that use it their condition; "
                "write `special: false` at one that is not.",
            )


def _reads_special(short: str, category: Category) -> list[str]:
    """Give the names that read so: of the fields that say nothing, or of the category where none of its fields does."""
    said = [each for each in category.fields.values() if "special" in each.model_fields_set]
    fields = [
        each.name
        for own, each in category.fields.items()
        if each not in said and _SPECIAL.search(f"{own.replace('-', ' ')} {each.name}")
    ]
    whole = not said and _SPECIAL.search(f"{short.replace('-', ' ')} {category.name}")
    return fields or ([category.name] if whole else [])


@rule("H52")
def no_policy_document(case: Case) -> Iterator[Fault]:
    """Data on offences rest on a condition of the law, and nothing names the policy document that goes with it.

    Looked for beside the condition and in the purpose's own words, in English only. Honour's own clauses are the same
    everywhere: whose document covers them is not for a notice to say.
    """
    asked = case.law.constants.policy_document
    if asked is None or not case.in_english:
        return
    for short, purpose in case.controlled.items():
        condition = "" if short.startswith(BUILT_IN) else purpose.offence_condition or ""
        if asked.condition_found_by.search(condition) and not asked.found_by.search(f"{condition} {purpose.text}"):
            yield Fault(
                ("purposes", short, "offence_condition"),
                f"{quoted(purpose.name)} may use data on offences, and nothing names the policy document that goes "
                "with its condition.",
                "Name your appropriate policy document in the `offence_condition`, and its day.",
            )

"""The reference page of the gate's rules, made from the rules themselves: `python -m honour.gate.rulebook`."""

from __future__ import annotations

import sys
from typing import get_args

from honour.gate.duties import DUTIES
from honour.gate.rules import RULES, Rule
from honour.law.pack import PackName, pack

_HEAD = """# The rules of the gate

What the gate may say when it withholds data, in the order in which it looks. This page is made from the rules
themselves by `python -m honour.gate.rulebook`; a test fails when it is out of date. How they work together is told in
[the gate](../explanation/gate.md).

A rule looks at the **question** (who asks, for what), at the **person**, or at one **record**. What holds for the whole
question or the person stands at every record too. Where a purpose is *observed*, the rules marked "passes" are written
down and let the record pass; the others withhold in any mode. A record is withheld with every rule that applies, and
each reason cites the clause of the notice that it rests on.

A service over the API meets the same rules: what its token does not grant is `purpose-not-granted` or
`action-not-granted`.
"""
_CHANNELS = """\
*Here the rules of channels will stand: which channel may be used for marketing to whom. Until they do, a
decision to contact people for marketing carries the obligation `check-channel`.*
"""
_BEFORE_CHANNELS = "restricted"


def page() -> str:
    """Give the page in Markdown."""
    parts = [_HEAD]
    for rule in RULES:
        parts.append(_section(rule))
        if rule.code == _BEFORE_CHANNELS:
            parts.append(_CHANNELS)
    duties = "\n".join(f"| `{code}` | {words} |" for code, words in DUTIES.items())
    parts.append(
        "## Obligations\n\nWhat the asker must do when it goes ahead; `pass-to-controller` also when it may not.\n\n"
        f"| code | what is asked |\n|---|---|\n{duties}\n"
    )
    return "\n".join(parts)


def _section(rule: Rule) -> str:
    observed = "passes" if rule.observe else "withholds"
    cites = f"the section `{rule.cites}`" if rule.cites.endswith("s") else f"`{rule.cites}.…`"
    facts = f"About the {rule.about} · cites {cites} · observed: {observed} · {_ground(rule)}"
    return f"## {rule.code}\n\n> {rule.sentence}\n\n{facts}\n"


def _ground(rule: Rule) -> str:
    """Cite what a rule rests on, by each law where they differ in more than the law's own name."""
    uk, eu = (pack(name).grounds[rule.ground] for name in get_args(PackName))
    if uk.note and uk.note == eu.note:
        return f"{uk.source}: {uk.note[0].lower()}{uk.note[1:].rstrip('.')}"
    return uk.source if uk.source.removeprefix("UK ") == eu.source else f"{uk.source}; {eu.source}"


if __name__ == "__main__":
    sys.stdout.write(page())

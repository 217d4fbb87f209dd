"""The reference of check codes, made from the rules and the law: ``python -m honour.notice.check.reference``."""

from __future__ import annotations

import sys
from typing import get_args

from honour.law import CheckRule, PackName
from honour.law.pack import pack
from honour.law.reference import LAWS, source_of
from honour.notice.check.registry import RULES

_GROUPS = {
    "L": ("Faults that older notices have", "A policy of 2018 is likely to have many of them."),
    "N": (
        "What a notice must hold",
        "What people must be told. What a lint rule sees too is shown once, with both codes.",
    ),
    "H": ("Faults of a declared notice", "Where it contradicts itself, promises nothing, or could not be kept."),
}

_HEAD = """\
# Check codes

What `honour check` can find. This page is made from the rules themselves and from the law packs
(`src/honour/law/packs/`) by `python -m honour.notice.check.reference`; a test fails when it is out of date.

`honour check FILE [--law uk|eu] [--at DATE] [--format text|json|sarif]` checks a notice under the law of a day. It ends
with 0 when there are no errors, 1 when there are, and 2 when the file cannot be read, which JSON and SARIF say too. A
rule that begins or ends on a day is applied according to `--at`; a rule that is not part of a law is not applied under
it.

- **error**: the notice breaks a rule, or the software could not keep its promise. It cannot be published without
  acknowledging the code.
- **warning**: probably wrong, or to be looked at.
- **note**: something the check cannot know.

Beside each source stands how it was read, as far as that is on record.
"""


def markdown() -> str:
    """Write the reference."""
    laws = {name: pack(name).checks for name in get_args(PackName)}
    codes = {code: rule for checks in laws.values() for code, rule in checks.items()}
    parts = [_HEAD]
    for letter, (title, what) in _GROUPS.items():
        parts.append(f"## {title}\n\n{what}\n")
        parts.extend(
            _entry(code, codes[code], {name: checks.get(code) for name, checks in laws.items()})
            for code in sorted(codes)
            if code.startswith(letter)
        )
    return "\n".join(parts)


def _entry(code: str, rule: CheckRule, laws: dict[PackName, CheckRule | None]) -> str:
    finds = [f"- {' '.join((each.find.__doc__ or '').split())}" for each in RULES if code in each.codes]
    sources = [
        f"{LAWS[name]}: {source_of(known) if known else 'not a rule of this law.'}" for name, known in laws.items()
    ]
    # Two spaces end a line in Markdown.
    return "\n".join([f"### {code}: {rule.title}", "", f"*{rule.severity}*", "", *finds, "", "  \n".join(sources), ""])


if __name__ == "__main__":
    sys.stdout.write(markdown())

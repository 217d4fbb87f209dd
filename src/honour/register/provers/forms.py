"""S12: nobody must give what is not needed, and everybody is told what happens without it."""

from __future__ import annotations

import json
from datetime import datetime

from honour.evidence.provers import Exhibit, Finding, judged, not_proved, prover
from honour.notice.wording import counted
from honour.register.hidden import of_visible_people
from honour.register.models import Collection
from honour.register.versions import Published, versions
from honour.register.wordings import declared_for


@prover(
    "S12",
    clause="forms",
    test=(
        "The words that stood at every collection, with what they required, are those of the form in the version "
        "shown; and each purpose of a form in force says what happens without the data."
    ),
)
def forms_require_what_the_notice_says(now: datetime) -> Finding:
    """Compare what each form required with what the notice says, by the wording kept with every collection."""
    known = versions()
    shown = Collection.objects.order_by().values_list("point", "version", "wording_id", "wording__text").distinct()
    if not shown:
        return not_proved("No form has been filled in yet.")
    exhibits: list[Exhibit] = []
    for point, number, wording, text in shown:
        wrong = _differs(known.numbered(number), point, text)
        if wrong:
            entry = Collection.objects.filter(wording_id=wording).values_list("entry", flat=True).first()
            exhibits.append(Exhibit(wrong, entry=entry))
    exhibits += [Exhibit(words) for words in _silent(known.current(now))]
    collections = of_visible_people(Collection.objects.all(), now).count()
    coverage = f"all {counted(collections, 'collection')}, in {counted(len(shown), 'wording')}"
    return judged(
        exhibits,
        lambda faults: (
            f"{counted(faults, 'difference')} between what forms asked and what the notice says, over "
            f"{counted(collections, 'collection')}"
        ),
        coverage,
    )


def _differs(version: Published, point: str, text: str) -> str:
    """Say how the words kept differ from the notice's; empty when they do not."""
    if point not in version.notice.forms:
        return f"Version {version.label} has no form {point}."
    kept_words = json.loads(text)
    declared = declared_for(version, point, kept_words)
    if kept_words == declared:
        return ""
    if not declared:
        return f"The form {point} was shown in a language that version {version.label} does not have."
    required = {field["id"] for field in kept_words.get("fields", ()) if field.get("required")}
    needed = {field["id"] for field in declared["fields"] if field["required"]}
    if required != needed:
        more = ", ".join(sorted(required ^ needed))
        return f"The form {point} did not require what version {version.label} requires: {more}."
    return f"The words at the form {point} were not those of version {version.label}."


def _silent(version: Published) -> list[str]:
    """Find the forms in force whose purposes do not say what happens without the data (Art 13(2)(e))."""
    notice = version.notice
    return [
        f"{purpose}, for which the form {point} asks, does not say what happens without the data."
        for point, form in notice.forms.items()
        for purpose in form.purposes
        if any(field.required for field in form.fields.values())
        and not notice.purposes[purpose].consequence
        and not any(field.consequence for field in form.fields.values())
    ]

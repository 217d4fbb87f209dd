"""What forms ask, and the choice on marketing that stands at them."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator

from honour.notice.check.case import Case
from honour.notice.check.finding import Fault, Path
from honour.notice.check.registry import rule
from honour.notice.check.words import listed, quoted
from honour.notice.model import CategoryField, Form, FormField, MarketingChoice


@rule("H20")
def no_sale(case: Case) -> Iterator[Fault]:
    """A form counts as negotiating a sale and gives no reason; or offers an opt-out as if it did, a warning."""
    for short, form in case.notice.forms.items():
        if form.negotiates_sale and not form.negotiation_reason:
            yield Fault(
                ("forms", short, "negotiates_sale"),
                f"{quoted(form.name)} counts as negotiating a sale, and no reason is recorded.",
                "Write the `negotiation_reason`, or set `negotiates_sale: false`.",
            )
        elif not form.negotiates_sale and _rides(case, form):
            yield Fault(
                ("forms", short, "marketing"),
                f"{quoted(form.name)} offers an opt-out as the soft opt-in does, and is no negotiation of a sale.",
                "Ask for consent by an opt-in; or record the `negotiation_reason` where it is one.",
                "warning",
            )


def _rides(case: Case, form: Form) -> bool:
    """Whether a form's opt-out leads people of its kind to a channel on the soft opt-in."""
    choice = form.marketing
    if choice is None or choice.kind != "opt-out":
        return False
    channels = case.channels_for(choice.purpose) & case.rides_on_soft_opt_in
    return any(form.subject in case.soft_opt_in_subjects(channel) for channel in channels)


def _consent_is_asked(case: Case, form: Form, choice: MarketingChoice) -> tuple[bool, bool]:
    """Give whether marketing to this form's people rests on consent at all, and whether on consent alone."""
    purpose = case.notice.purposes[choice.purpose]
    kinds = {basis.kind for basis in purpose.bases if basis.for_subjects == "all" or form.subject in basis.for_subjects}
    grounds = {case.notice.channels[channel].marketing for channel in case.channels_for(choice.purpose)}
    some = "consent" in kinds | grounds
    return some, some and (kinds == {"consent"} or grounds == {"consent"})


@rule("H21")
def choice_contradicts(case: Case) -> Iterator[Fault]:
    """An opt-out stands where the marketing rests on consent, or an opt-in where it does not."""
    for short, form in case.notice.forms.items():
        choice = form.marketing
        if choice is None or choice.purpose not in case.notice.purposes:
            continue
        if not case.notice.purposes[choice.purpose].bases:
            continue
        some, alone = _consent_is_asked(case, form, choice)
        if choice.kind == "opt-out" and alone:
            yield Fault(
                ("forms", short, "marketing", "kind"),
                f"{quoted(form.name)} offers an opt-out for marketing that rests on consent.",
                "Offer an opt-in that is not ticked beforehand.",
            )
        elif choice.kind == "opt-in" and not some:
            yield Fault(
                ("forms", short, "marketing", "kind"),
                f"{quoted(form.name)} asks for consent to marketing that rests on another basis.",
                "Offer an opt-out, or rest the purpose on consent.",
            )


@rule("H21")
def both_choices(case: Case) -> Iterator[Fault]:
    """The same people are asked to opt in at one form and to opt out at another, for the same marketing."""
    asked: dict[tuple[str, str], dict[str, str]] = defaultdict(dict)
    for short, form in case.notice.forms.items():
        if form.marketing:
            asked[form.marketing.purpose, form.subject].setdefault(form.marketing.kind, short)
    for kinds in asked.values():
        if len(kinds) > 1:
            names = [quoted(case.notice.forms[short].name) for short in kinds.values()]
            yield Fault(
                ("forms", list(kinds.values())[-1], "marketing", "kind"),
                f"{listed(names)} ask the same people, one to opt in and one to opt out of the same marketing.",
                "Offer the same choice at both.",
            )


@rule("H25")
def asks_too_much(case: Case) -> Iterator[Fault]:
    """A form asks for categories, or is for people or from a source, that none of its purposes covers."""
    notice = case.notice
    for short, form in notice.forms.items():
        served = [each for each in form.purposes if each in notice.purposes]
        if not served or len(served) < len(form.purposes):
            continue  # The undeclared purpose is reported as such; what it would cover nobody can tell.
        also = [form.marketing.purpose] if form.marketing and form.marketing.purpose in notice.purposes else []
        covered = {category for each in [*served, *also] for category in notice.categories_of(each)}
        extra = {field.category for field in form.fields.values()} & set(notice.categories) - covered
        if extra:
            yield Fault(
                ("forms", short, "fields"),
                f"{quoted(form.name)} asks for data that its purposes do not use: "
                f"{listed(notice.categories[each].name for each in sorted(extra))}.",
                "Take the questions out, or list the category in the purpose.",
            )
        purposes = [notice.purposes[each] for each in served]
        if form.subject in notice.subjects and not any(
            form.subject in notice.chosen(purpose.subjects, notice.subjects) for purpose in purposes
        ):
            yield Fault(
                ("forms", short, "subject"),
                f"{quoted(form.name)} is for people whom its purposes do not concern.",
                "Name another `subject`, or list it in the purpose.",
            )
        if form.source in notice.sources and not any(
            form.source in notice.chosen(purpose.sources, notice.sources) for purpose in purposes
        ):
            yield Fault(
                ("forms", short, "source"),
                f"{quoted(form.name)} is a source from which its purposes take nothing.",
                "Name another `source`, or list it in the purpose.",
            )


@rule("H36")
def cannot_be_answered(case: Case) -> Iterator[Fault]:
    """A download need not be given an email address to send the link to; a consultation asks for no way to talk."""
    for short, form in case.notice.forms.items():
        asked = list(_asked(case, form))
        if form.kind == "download" and not any(one.required and field.type == "email" for one, field in asked):
            yield Fault(
                ("forms", short, "fields"),
                f"{quoted(form.name)} sends a link by email and can be sent without an address.",
                "Ask for an email address with `required: true`, or declare another `kind`.",
            )
        elif form.kind == "consultation" and not any(field.type in {"email", "telephone"} for _, field in asked):
            yield Fault(
                ("forms", short, "fields"),
                f"{quoted(form.name)} promises a talk and asks neither for a telephone number nor an email address.",
                "Ask for one of them, or declare another `kind`.",
            )


def _asked(case: Case, form: Form) -> Iterator[tuple[FormField, CategoryField]]:
    """Give each question of a form with the field that it asks for, where that is declared."""
    for asked in form.fields.values():
        category = case.notice.categories.get(asked.category)
        if category and asked.field in category.fields:
            yield asked, category.fields[asked.field]


_NO = re.compile(
    r"\b(do ?n['’o]?t|not|no|never|stop|without|opt(ing|ed)?[ -]?out|unsubscribe|refuse|object)\b", re.IGNORECASE
)
"""Words by which an English sentence says no."""


@rule("H37")
def words_say_the_opposite(case: Case) -> Iterator[Fault]:
    """The words beside an opt-out box do not say no, or those beside an opt-in box do; read in English only."""
    if not case.in_english:
        return
    for short, form in case.notice.forms.items():
        choice = form.marketing
        if choice is None or bool(_NO.search(choice.wording)) == (choice.kind == "opt-out"):
            continue
        path: Path = ("forms", short, "marketing", "wording")
        if choice.kind == "opt-out":
            yield Fault(
                path,
                f"Ticking the box at {quoted(form.name)} stops marketing, and its words do not say no.",
                "Write what ticking it does, for instance: Don't email me about similar services.",
            )
        else:
            yield Fault(
                path,
                f"Ticking the box at {quoted(form.name)} gives consent, and its words say no.",
                "Write what ticking it does, for instance: Email me about your services.",
            )

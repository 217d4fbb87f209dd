"""References between clauses, and categories that nobody declares."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping

from honour.notice.check.case import Case
from honour.notice.check.finding import Fault, Path
from honour.notice.check.registry import rule
from honour.notice.check.spelling import Spelling
from honour.notice.check.words import listed, quoted
from honour.notice.model import SECTIONS
from honour.notice.referring import many, references_in
from honour.notice.wording import counted

_ALL = "To mean every one, write `all` by itself, not in a list."


@rule("H03")
def undeclared(case: Case) -> Iterator[Fault]:
    """A clause names an id that no clause has; an id named in several places is reported once."""
    notice = case.notice
    declared: dict[str, Mapping[str, object]] = {section: getattr(notice, section) for section in SECTIONS}
    missing: dict[tuple[str, str], list[Path]] = defaultdict(list)
    for path, section, short in references_in(notice):
        if short not in declared[section]:
            missing[section, short].append(path)
    spelling = Spelling()
    for (section, short), paths in missing.items():
        elsewhere = f", here and in {counted(len(paths) - 1, 'more place', 'more places')}" if len(paths) > 1 else ""
        if short == "all":
            fix = _ALL
        else:
            fix = f"{spelling.likely(short, declared[section])}Declare it under `{section}`, or name another."
        yield Fault(paths[0], f"There is no {SECTIONS[section]} called {quoted(short)}{elsewhere}.", fix)


@rule("H03")
def undeclared_field(case: Case) -> Iterator[Fault]:
    """A form asks for a field that its category does not have."""
    spelling = Spelling()
    for short, form in case.notice.forms.items():
        for name, asked in form.fields.items():
            category = case.notice.categories.get(asked.category)
            if category and asked.field not in category.fields:
                likely = spelling.likely(asked.field, category.fields)
                yield Fault(
                    ("forms", short, "fields", name, "field"),
                    f"{quoted(category.name)} has no field called {quoted(asked.field)}.",
                    f"{likely}Declare it under the category's `fields`, or ask for one that is declared.",
                )


@rule("H03")
def undeclared_earlier_purpose(case: Case) -> Iterator[Fault]:
    """A purpose takes over data from one that is not declared here: a warning, it may be an earlier version's.

    A notice that replaces another may well name a purpose that has ended; there only a likely misspelling is reported.
    """
    spelling = Spelling()
    for short, purpose in case.notice.purposes.items():
        for index, earlier in enumerate(purpose.compatible_with):
            if earlier in case.notice.purposes:
                continue
            likely = spelling.likely(earlier, case.notice.purposes)
            if likely or not case.notice.replaces:
                yield Fault(
                    ("purposes", short, "compatible_with", index),
                    f"{quoted(purpose.name)} takes over data from {quoted(earlier)}, which is not declared here.",
                    f"{likely}Leave it if an earlier version declares it.",
                    "warning",
                )


@rule("H02")
def undeclared_category(case: Case) -> Iterator[Fault]:
    """A purpose uses a category that is not declared; one used by several is reported once."""
    missing: dict[str, list[Path]] = defaultdict(list)
    for short, purpose in case.notice.purposes.items():
        for path, _section, used in many(("purposes", short, "categories"), "categories", purpose.categories):
            if used not in case.notice.categories:
                missing[used].append(path)
    spelling = Spelling()
    for used, paths in missing.items():
        users = listed(case.notice.purposes[str(path[1])].name for path in paths)
        if used == "all":
            fix = _ALL
        else:
            fix = f"{spelling.likely(used, case.notice.categories)}Declare it under `categories`, or name another."
        yield Fault(paths[0], f"{quoted(used)} is not declared as a category and is used for: {users}.", fix)


@rule("H02")
def category_not_collected(case: Case) -> Iterator[Fault]:
    """A purpose uses a category that the notice does not list among what is collected."""
    for short, purpose in case.notice.purposes.items():
        for path, _section, used in many(("purposes", short, "categories"), "categories", purpose.categories):
            category = case.notice.categories.get(used)
            if category and not category.collected:
                yield Fault(
                    path,
                    f"{quoted(purpose.name)} uses {quoted(category.name)}, which nothing lists as collected.",
                    "Say where these data come from and set `collected: true`, or leave them out of the purpose.",
                )

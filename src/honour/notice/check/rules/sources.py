"""Which data there are, whose they are, and where they come from."""

from __future__ import annotations

from collections.abc import Iterator

from honour.notice.check.case import Case
from honour.notice.check.finding import Fault
from honour.notice.check.registry import rule
from honour.notice.check.words import quoted


@rule("N05")
def no_categories(case: Case) -> Iterator[Fault]:
    """The notice declares no category of data that is collected."""
    if not any(category.collected for category in case.notice.categories.values()):
        yield Fault(
            ("categories",),
            "Nothing says which personal data there are.",
            "Declare the `categories` with their fields.",
        )


@rule("H35")
def no_subjects(case: Case) -> Iterator[Fault]:
    """The notice does not say whose data are used, so that nothing could be used for anybody."""
    if not case.notice.subjects:
        yield Fault(
            ("subjects",),
            "Nothing says whose personal data they are.",
            "Declare the kinds of people under `subjects`.",
        )


@rule("H35")
def nobody_concerned(case: Case) -> Iterator[Fault]:
    """A purpose names nobody whose data it uses, so that it could never run."""
    for short, purpose in case.notice.purposes.items():
        if not purpose.subjects:
            yield Fault(
                ("purposes", short, "subjects"),
                f"{quoted(purpose.name)} concerns nobody.",
                "List under `subjects` the kinds of people whose data it uses, or write `all`.",
            )


@rule("N15")
def no_sources(case: Case) -> Iterator[Fault]:
    """The notice does not say where data come from."""
    if not case.notice.sources:
        yield Fault(
            ("sources",),
            "Nothing says where the data come from.",
            "Declare the `sources`, the person among them.",
        )


@rule("N15")
def not_said_whether_public(case: Case) -> Iterator[Fault]:
    """A public register is a source, and it is not said that anybody may read it: a warning."""
    for short, source in case.notice.sources.items():
        if source.kind == "public-register" and not source.public:
            yield Fault(
                ("sources", short),
                f"{quoted(source.name)} is a public register, and nothing says that anybody may read it.",
                "Set `public: true`, or another `kind` where it is not open.",
                "warning",
            )

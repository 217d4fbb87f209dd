"""Where one clause of a notice names another."""

from __future__ import annotations

from collections.abc import Iterator

from honour.notice.model import Notice, Selection
from honour.notice.places import Path

Reference = tuple[Path, str, str]
"""Where it stands, the section it points into, the short id it names."""


def many(path: Path, section: str, chosen: Selection) -> Iterator[Reference]:
    """Give the places in a list of ids; none for ``all``."""
    if chosen != "all":
        yield from (((*path, index), section, short) for index, short in enumerate(chosen))


def _of_purposes(notice: Notice) -> Iterator[Reference]:
    for short, purpose in notice.purposes.items():
        path: Path = ("purposes", short)
        yield from many((*path, "but_not"), "categories", purpose.but_not)
        yield from many((*path, "subjects"), "subjects", purpose.subjects)
        yield from many((*path, "sources"), "sources", purpose.sources)
        for index, basis in enumerate(purpose.bases):
            yield from many((*path, "bases", index, "for_subjects"), "subjects", basis.for_subjects)


def _of_parties(notice: Notice) -> Iterator[Reference]:
    for short, source in notice.sources.items():
        yield from many(("sources", short, "categories"), "categories", source.categories)
    for short, recipient in notice.recipients.items():
        yield from many(("recipients", short, "purposes"), "purposes", recipient.purposes)
        yield from many(("recipients", short, "categories"), "categories", recipient.categories)
    for short, retention in notice.retention.items():
        yield from many(("retention", short, "categories"), "categories", retention.categories)
        yield from many(("retention", short, "purposes"), "purposes", retention.purposes)
        yield from many(("retention", short, "subjects"), "subjects", retention.subjects)
    for short, decision in notice.machine_decisions.items():
        if decision.purpose != "all":
            yield ("machine_decisions", short, "purpose"), "purposes", decision.purpose
        yield from many(("machine_decisions", short, "subjects"), "subjects", decision.subjects)


def _of_messages(notice: Notice) -> Iterator[Reference]:
    for short, channel in notice.channels.items():
        yield from many(("channels", short, "subjects"), "subjects", channel.subjects)
    for short, topic in notice.topics.items():
        yield ("topics", short, "purpose"), "purposes", topic.purpose
        yield from many(("topics", short, "channels"), "channels", topic.channels)
    if notice.soft_opt_in:
        yield from many(("soft_opt_in", "channels"), "channels", notice.soft_opt_in.channels)
        yield from many(("soft_opt_in", "subjects"), "subjects", notice.soft_opt_in.subjects)


def _of_forms(notice: Notice) -> Iterator[Reference]:
    for short, form in notice.forms.items():
        path: Path = ("forms", short)
        yield from many((*path, "purposes"), "purposes", form.purposes)
        yield (*path, "subject"), "subjects", form.subject
        yield (*path, "source"), "sources", form.source
        if form.marketing:
            yield (*path, "marketing", "purpose"), "purposes", form.marketing.purpose
        for name, field in form.fields.items():
            yield (*path, "fields", name, "category"), "categories", field.category


def references_in(notice: Notice) -> Iterator[Reference]:
    """Give every place that names another clause, save the data of purposes and the purposes that went before."""
    yield from _of_purposes(notice)
    yield from _of_parties(notice)
    yield from _of_messages(notice)
    yield from _of_forms(notice)


def every_reference(notice: Notice) -> Iterator[Reference]:
    """Give every place that names another clause."""
    yield from references_in(notice)
    for short, purpose in notice.purposes.items():
        yield from many(("purposes", short, "categories"), "categories", purpose.categories)
        yield from many(("purposes", short, "compatible_with"), "purposes", purpose.compatible_with)

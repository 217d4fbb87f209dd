"""Apps that hold rows about people outside the register, and what they do when a person or a record is erased.

Such rows hold no values, only opaque ids and states; an erasure takes them too. An app signs up a function, in a module
that its ``AppConfig.ready`` imports::

    from honour.register.holders import Going, holder

    @holder("enquiries")
    def forget(going: Going) -> int:
        return Enquiry.objects.filter(subject_id=going.subject).delete()[0] if going.records is None else 0

Rows refer to the person by a foreign key to ``Subject``, by which ``held_people`` knows whom nobody holds anything of.
It runs inside the erasure's transaction, before the records go, may run twice, and gives how many rows it took.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Going:
    """What goes: everything about the person (``records`` is ``None``), or these records of theirs.

    Arguments: ``subject``, the person's row; ``records``, the rows of records.
    """

    subject: int
    records: tuple[int, ...] | None = None


Forget = Callable[[Going], int]

_signed_up: dict[str, Forget] = {}


def holder(name: str) -> Callable[[Forget], Forget]:
    """Sign a function up; ``name`` says what the app holds, in the plural."""

    def sign_up(forget: Forget) -> Forget:
        _signed_up[name] = forget
        return forget

    return sign_up


def held_people(subjects: Sequence[int]) -> set[int]:
    """Give those of many people about whom any app outside the register has a row; a holder has work with no others."""
    from honour.register.models import Subject

    found: set[int] = set()
    for relation in Subject._meta.related_objects:  # noqa: SLF001 - Django's documented way to what refers to a model
        model = relation.related_model
        if model._meta.app_label != Subject._meta.app_label:  # noqa: SLF001 - as above
            column = relation.field.name
            rows = model._default_manager.filter(**{f"{column}__in": subjects})  # noqa: SLF001 - as above
            found.update(rows.values_list(column, flat=True))
    return found


def forget_held(going: Going) -> dict[str, int]:
    """Let every holder forget, and give how many rows each took."""
    return {name: forget(going) for name, forget in _signed_up.items()}

"""Apps that act when a form has been taken: an enquiry is opened, a download is sent.

An app signs up a function, in a module that its ``AppConfig.ready`` imports::

    from honour.register.collected import Collected, after_collecting

    @after_collecting("enquiries")
    def open_enquiry(taken: Collected) -> None: ...

It runs inside the transaction that takes the form, so both are kept or neither is; a form posted twice is taken, and
told of, once. It is given rows and ids, no values.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from honour.notice.model import Form
from honour.register.models import Collection


@dataclass(frozen=True, slots=True)
class Collected:
    """A form that was taken.

    Arguments: ``collection``, its row, with the person's; ``form``, as the version that was shown declares it;
    ``records``, the row of the record of each category.
    """

    collection: Collection
    form: Form
    records: Mapping[str, int]


After = Callable[[Collected], None]

_signed_up: dict[str, After] = {}


def after_collecting(name: str) -> Callable[[After], After]:
    """Sign a function up; ``name`` says what it does, once."""

    def sign_up(after: After) -> After:
        _signed_up[name] = after
        return after

    return sign_up


def tell_collected(taken: Collected) -> None:
    """Tell everybody who signed up."""
    for after in _signed_up.values():
        after(taken)

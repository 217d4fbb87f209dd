"""What every clause of a notice has in common."""

from __future__ import annotations

import re
from datetime import date
from typing import Annotated, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints
from pydantic_core import PydanticCustomError

Slug = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=60)]
"""A clause's short id: lower case words joined by hyphens."""

Text = Annotated[str, StringConstraints(max_length=20_000)]
"""Words a person reads."""

Name = Annotated[str, StringConstraints(min_length=1, max_length=20_000)]
"""What something is called; never blank, or nobody could be told of it."""

Duration = Annotated[
    str,
    StringConstraints(
        pattern=r"^P([0-9]{1,3}Y([0-9]{1,4}M)?([0-9]{1,5}D)?|[0-9]{1,4}M([0-9]{1,5}D)?|[0-9]{1,4}W|[0-9]{1,5}D)$",
    ),
]
"""A period in whole years, months, weeks and days, as ISO 8601 writes it: ``P6Y``, ``P30D``."""


def _only_as_written(value: object) -> object:
    """Refuse what pydantic would take for a count of seconds since 1970."""
    if type(value) is date or (isinstance(value, str) and re.fullmatch(r"\d{4}-\d{2}-\d{2}", value)):
        return value
    raise PydanticCustomError("date_as_written", "not a day as ISO 8601 writes it")


Day = Annotated[date, BeforeValidator(_only_as_written)]
"""A day, as ISO 8601 writes it: ``2026-12-01``."""

LANGUAGE = r"^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$"

Language = Annotated[str, StringConstraints(pattern=LANGUAGE, max_length=20)]
"""A language by its tag, as BCP 47 writes it: ``cy``, ``en-GB``."""

BUILT_IN = "honour-"
"""How the short ids of Honour's own clauses begin; no other clause's id may."""

Selection = Annotated[
    list[Slug] | Literal["all"],
    Field(description="The short ids meant, or `all`: every one that the notice itself declares, none built in."),
]


class Clause(BaseModel):
    """One statement of the notice, with an id that never changes.

    ``text`` is the promise in words; ``incomplete`` says that the source's sentence breaks off, and ``missing`` what is
    not there. Unknown keys are kept as they are.
    """

    model_config = ConfigDict(frozen=True, extra="allow", populate_by_name=True, str_strip_whitespace=True)

    text: Text | None = Field(None, description="The promise in the notice's own words.")
    incomplete: bool = Field(False, description="The sentence breaks off or leaves something blank.")
    missing: Text | None = Field(None, description="What an incomplete clause leaves out.")

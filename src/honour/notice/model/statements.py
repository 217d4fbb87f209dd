"""What the notice says that governs nothing by itself."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from honour.notice.model.clause import Clause, Text


class Statement(Clause):
    """A sentence of the notice that belongs to no other clause: an introduction, a definition, an assurance."""

    text: Text
    section: Literal[
        "introduction", "collecting", "using", "interests", "sources", "sharing", "contacting", "keeping", "rights",
        "complaints", "changes", "contact", "training", "security",
    ] = Field("introduction", description="The part of the page in which it stands.")  # fmt: skip
    law_cited: Text | None = Field(None, description="The enactment that it names.")

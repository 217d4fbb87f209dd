"""The words that answers begin with: they stand in many people's letters and are nobody's."""

from __future__ import annotations

from collections.abc import Iterable

from honour.intake.models import AnswerTemplate
from honour.register.own_words import own_words


@own_words
def answer_templates() -> Iterable[str]:
    """Give what templates say: their parts stand in answers as they are, the name apart."""
    for subject, text in AnswerTemplate.objects.values_list("subject", "text"):
        yield from (subject, text)

"""A notice's terms in plain words, as pages, comparisons and registers put them."""

from honour.notice.wording.codes import CODES, words_for
from honour.notice.wording.counting import counted
from honour.notice.wording.labels import label
from honour.notice.wording.listing import listed
from honour.notice.wording.names import WHAT_THEY_USE, Names
from honour.notice.wording.time import NO_TIME, day_in_words, month_in_words, period_in_words
from honour.notice.wording.tongue import ENGLISH, language_spoken, say, speaking, spoken, tongue, tongues

__all__ = [
    "CODES",
    "ENGLISH",
    "NO_TIME",
    "WHAT_THEY_USE",
    "Names",
    "counted",
    "day_in_words",
    "label",
    "language_spoken",
    "listed",
    "month_in_words",
    "period_in_words",
    "say",
    "speaking",
    "spoken",
    "tongue",
    "tongues",
    "words_for",
]

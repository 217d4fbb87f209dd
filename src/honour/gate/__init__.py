"""May this use happen, and why: question to decision. Pure."""

from honour.gate.compiled.gate import Gate
from honour.gate.compiled.sql import Dialect, Filter
from honour.gate.compiled.tally import Tally
from honour.gate.decision import Decision, Reason, RecordDecision
from honour.gate.history import History, HistoryError
from honour.gate.numbers import NoNumberLeft, Numbers
from honour.gate.question import ACTIONS, Action, Actor, Ask, Question, RecordFacts, SubjectFacts
from honour.gate.rows import RecordRow, SubjectRow
from honour.gate.rules import RULES, Rule, codes

__all__ = [
    "ACTIONS",
    "RULES",
    "Action",
    "Actor",
    "Ask",
    "Decision",
    "Dialect",
    "Filter",
    "Gate",
    "History",
    "HistoryError",
    "NoNumberLeft",
    "Numbers",
    "Question",
    "Reason",
    "RecordDecision",
    "RecordFacts",
    "RecordRow",
    "Rule",
    "SubjectFacts",
    "SubjectRow",
    "Tally",
    "codes",
]

"""The notice as typed, frozen models: one class per kind of clause.

Sections are maps keyed by the clause's short id: ``purposes: {credit-checks: …}`` declares the clause
``purpose.credit-checks``, the id that decisions, evidence and pages cite for ever.
"""

from honour.notice.model.clause import BUILT_IN, LANGUAGE, Clause, Duration, Selection, Slug
from honour.notice.model.collecting import Category, CategoryField, Cookie, Form, FormField, MarketingChoice, Source
from honour.notice.model.contacting import Channel, SoftOptIn, Topic
from honour.notice.model.disclosing import Condition, Recipient, TransferRisk, Transfers
from honour.notice.model.keeping import RetentionRule
from honour.notice.model.notice import SECTIONS, Notice
from honour.notice.model.parties import Contact, Controller, Subject
from honour.notice.model.purposes import Activity, BalancingTest, Basis, ImpactScreening, Purpose, RiskIndicator
from honour.notice.model.rights import Changes, Complaints, MachineDecision, Regulator, Right
from honour.notice.model.statements import Statement

__all__ = [
    "BUILT_IN",
    "LANGUAGE",
    "SECTIONS",
    "Activity",
    "BalancingTest",
    "Basis",
    "Category",
    "CategoryField",
    "Changes",
    "Channel",
    "Clause",
    "Complaints",
    "Condition",
    "Contact",
    "Controller",
    "Cookie",
    "Duration",
    "Form",
    "FormField",
    "ImpactScreening",
    "MachineDecision",
    "MarketingChoice",
    "Notice",
    "Purpose",
    "Recipient",
    "Regulator",
    "RetentionRule",
    "Right",
    "RiskIndicator",
    "Selection",
    "Slug",
    "SoftOptIn",
    "Source",
    "Statement",
    "Subject",
    "Topic",
    "TransferRisk",
    "Transfers",
]

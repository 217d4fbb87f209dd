"""Rules of law as dated data, and what reads them. Pure.

``law_at("uk", date)`` gives the law of one day: what each lawful basis entails, what each channel may rest on, which
rights a notice tells of, which checks apply. The data stand in ``packs/``, each entry with its source and with how
that source was read; nothing legal is written anywhere else.
"""

from honour.law.bases import AnnexCondition, BasisRule
from honour.law.checks import CheckRule, Severity
from honour.law.constants import Citation, Constants, Milestone
from honour.law.entry import Entry, Evidence
from honour.law.law import Law, law_at
from honour.law.marketing import ChannelRule, SoftOptInCondition, SoftOptInRule
from honour.law.pack import PackName, UnknownLawError
from honour.law.period import longest_days
from honour.law.retention import Preset
from honour.law.rights import RightRule

__all__ = [
    "AnnexCondition",
    "BasisRule",
    "ChannelRule",
    "CheckRule",
    "Citation",
    "Constants",
    "Entry",
    "Evidence",
    "Law",
    "Milestone",
    "PackName",
    "Preset",
    "RightRule",
    "Severity",
    "SoftOptInCondition",
    "SoftOptInRule",
    "UnknownLawError",
    "law_at",
    "longest_days",
]

"""Checking a notice under the law of a day: what is wrong, where, what to do, and by which rule.

``report`` is the command's one call; ``check`` gives the findings to whoever wants to show them otherwise.
"""

from honour.notice.check.checking import Places, check
from honour.notice.check.finding import Finding
from honour.notice.check.reporting import Report, report

__all__ = ["Finding", "Places", "Report", "check", "report"]

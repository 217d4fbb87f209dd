"""Every scenario by its name."""

from tests.crash.scenarios.coming_and_going import COMING_AND_GOING
from tests.crash.scenarios.copies import COPIES
from tests.crash.scenarios.erasing import ERASING
from tests.crash.scenarios.keeping import KEEPING
from tests.crash.scenarios.keeping_evidence import EVIDENCE
from tests.crash.scenarios.over_time import OVER_TIME
from tests.crash.scenarios.taking_in import TAKING_IN
from tests.crash.scenarios.using import USING
from tests.crash.scenarios.working_here import STAFF_AND_SERVICES

SCENARIOS = {
    **TAKING_IN,
    **COMING_AND_GOING,
    **USING,
    **ERASING,
    **KEEPING,
    **EVIDENCE,
    **COPIES,
    **OVER_TIME,
    **STAFF_AND_SERVICES,
}

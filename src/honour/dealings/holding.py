"""What dealings hold of people outside the register, and lose when they are erased."""

from __future__ import annotations

from honour.dealings.models import Company, Matter, Tie
from honour.evidence.prepared import run_prepared
from honour.register.fetching import remove
from honour.register.holders import Going, holder

_BUSINESSES = """
    SELECT t.company_id FROM dealings_tie t JOIN dealings_company c ON c.id = t.company_id
     WHERE {theirs} AND t.kind = %s AND c.sole_trader"""


@holder("ties to companies", Tie)
def forget_ties(going: Going) -> int:
    """Forget where people work, and the business of a sole trader, who is that person."""
    if going.records is not None:
        return 0
    theirs, listed = going.people()
    businesses = [row[0] for row in run_prepared(_BUSINESSES.format(theirs=theirs), [*listed, Tie.Kind.OWNS.value])]
    gone = remove(Tie, theirs, listed)
    if businesses:
        Tie.objects.filter(company__in=businesses).delete()
        Matter.objects.filter(company__in=businesses).update(company=None)
        Company.objects.filter(pk__in=businesses, merged=None).delete()
    return gone

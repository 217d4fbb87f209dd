"""What dealings hold of a person outside the register, and lose when the person is erased."""

from __future__ import annotations

from honour.dealings.models import Company, Matter, Tie
from honour.register.fetching import any_of
from honour.register.holders import Going, holder


@holder("ties to companies", Tie)
def forget_ties(going: Going) -> int:
    """Forget where a person works, and the business of a sole trader, who is that person."""
    if going.records is not None or not any_of(Tie, "subject_id = %s", (going.subject,)):
        return 0
    trades = Tie.objects.filter(subject_id=going.subject, kind=Tie.Kind.OWNS, company__sole_trader=True)
    businesses = list(trades.values_list("company_id", flat=True))
    Tie.objects.filter(company__in=businesses).exclude(subject_id=going.subject).delete()
    gone = Tie.objects.filter(subject_id=going.subject).delete()[0]
    Matter.objects.filter(company__in=businesses).update(company=None)
    Company.objects.filter(pk__in=businesses, merged=None).delete()
    return gone

"""What dealings hold of a person outside the register, and lose when the person is erased."""

from __future__ import annotations

from honour.dealings.models import Involvement
from honour.register.holders import Going, holder


@holder("involvements")
def forget_involvements(going: Going) -> int:
    """Forget which projects and services a person was in."""
    if going.records is not None:
        return 0
    return Involvement.objects.filter(subject_id=going.subject).delete()[0]

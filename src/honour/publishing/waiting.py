"""What waits on Today of versions on their way, and of people to be told where their data came from."""

from __future__ import annotations

from collections.abc import Iterator

from django.conf import settings
from django.db.models import Min
from django.urls import reverse
from django.utils import timezone

from honour.law import law_at
from honour.notice.wording import counted
from honour.publishing.from_elsewhere import informings
from honour.publishing.models import HeldSource, Informing, PlanRun, Proposal, Telling
from honour.publishing.plan.keeping import latest_plan
from honour.register.due.periods import add_period
from honour.register.models import Mode
from honour.register.told_where_from import unsettled
from honour.register.versions import versions
from honour.ui.waiting import Onlooker, Waiting, waiting_items


@waiting_items("approvals", part="approving")
def versions_to_approve(who: Onlooker) -> Iterator[Waiting]:
    """Say which planned versions somebody else wrote, for whoever may be the second approver."""
    rows = Proposal.objects.filter(state=Proposal.State.PROPOSED, approved_by="")
    if settings.HONOUR_SECOND_APPROVER:
        rows = rows.exclude(author=who.actor)
    for one in rows.order_by("pk"):
        run = latest_plan(one)
        if run is not None and run.state == PlanRun.State.DONE:
            sentence = f"Version {one.label} of the notice waits to be approved."
            yield Waiting(sentence, reverse("console:plan", args=[one.pk]))


@waiting_items("versions", part="publishing")
def versions_on_their_way(who: Onlooker) -> Iterator[Waiting]:
    """Say which versions did not go out at their time, and when the next one does."""
    for one in Proposal.objects.exclude(refused="").filter(state=Proposal.State.PROPOSED).order_by("pk"):
        sentence = f"Version {one.label} was not published at its time."
        yield Waiting(sentence, reverse("console:plan", args=[one.pk]), urgency="now", detail=one.refused)
    for one in Proposal.objects.filter(state=Proposal.State.SCHEDULED, publish_at__gt=who.now).order_by("publish_at"):
        at = timezone.localtime(one.publish_at)
        sentence = f"Version {one.label} is published at {at:%H:%M}; until then it can be called off."
        yield Waiting(sentence, reverse("console:plan", args=[one.pk]), by=at.date(), urgency="soon")


@waiting_items("tellings", part="publishing")
def people_whom_no_message_of_a_version_reached(_: Onlooker) -> Iterator[Waiting]:
    """Say of each version on its way how many people have to be written to by post, or left untold."""
    state = Proposal.State
    for one in Proposal.objects.filter(state__in=(state.PROPOSED, state.SCHEDULED), untold_left_by="").order_by("pk"):
        failed = one.tellings.filter(state=Telling.State.FAILED).count()
        if failed:
            sentence = f"No message about version {one.label} reached {counted(failed, 'person', 'people')}."
            where = reverse("console:plan-untold", args=[one.pk])
            yield Waiting(
                sentence, where, failed, detail="Write to them by post and say so there, or leave them untold."
            )


@waiting_items("observed", part="publishing")
def purposes_only_observed(_: Onlooker) -> Iterator[Waiting]:
    """Say which purposes are observed, so that what the notice does not allow goes through."""
    observed = Mode.objects.filter(observed=True, purpose__in=versions().observed).order_by("changed_at")
    notice = versions().all[-1].notice if versions().all else None
    for one in observed:
        named = notice.purposes.get(one.purpose) if notice else None
        called, since = named.name if named else one.purpose, timezone.localtime(one.changed_at)
        sentence = f"“{called}” is only observed since {since:%-d %B %Y}."
        detail = "What enforcing it refuses is the list of work."
        yield Waiting(sentence, reverse("console:enforcing-purpose", args=[one.purpose]), urgency="soon", detail=detail)


@waiting_items("which-notice", part="publishing")
def people_whose_notice_nobody_knows(who: Onlooker) -> Iterator[Waiting]:
    """Say of how many people nobody knows which notice they were given: they cannot be told where their data came from.

    The law's month goes on meanwhile, from the day their data came (UK GDPR Art 14(3)(a)).
    """
    if not Mode.objects.filter(observed=True).exists():
        return  # such records come in for purposes that are observed only, and nobody else has to wait for the count
    rows = unsettled()
    first = rows.aggregate(first=Min("collected_at"))["first"]
    if first is None:
        return
    count = rows.values("subject").distinct().count()
    whose = "one person was" if count == 1 else f"{count:,} people were"
    due_by = add_period(
        first, law_at(versions().all[-1].notice.law, timezone.localdate(who.now)).constants.tell_within.period
    )
    yield Waiting(
        f"It is not recorded which notice {whose} given.",
        reverse("console:enforcing"),
        count,
        by=timezone.localtime(due_by).date(),
        urgency="now" if due_by <= who.now else "soon",
        detail="Until that is settled nobody is told where their data came from, and the law's month goes on.",
    )


@waiting_items("informing", part="publishing")
def people_to_be_told_where_from(_: Onlooker) -> Iterator[Waiting]:
    """Say who is told by itself tomorrow, who waits for somebody's word, and whom no message reached."""
    state = Informing.State
    where = reverse("console:sources-told")
    unheld = informings().exclude(source__in=HeldSource.objects.values("source"))
    going = unheld.filter(state=state.WAITING)
    first = going.order_by("not_before").first()
    if first is not None:
        count = going.values("subject").distinct().count()
        whose = "One person is" if count == 1 else f"{count:,} people are"
        at = timezone.localtime(first.not_before)
        sentence = f"{whose} told where we have their data from, unless you hold it."
        yield Waiting(sentence, where, count, by=at.date(), urgency="soon")
    late = unheld.filter(state=state.LATE).values("subject").distinct().count()
    if late:
        whose = "One person should" if late == 1 else f"{late:,} people should"
        detail = "Found late, so no message goes by itself. Say that they are told, or hold it with the reason."
        yield Waiting(f"{whose} have been told where we have their data from.", where, late, detail=detail)
    failed = informings().filter(state=state.FAILED).values("subject").distinct().count()
    if failed:
        whose = "One person" if failed == 1 else f"{failed:,} people"
        yield Waiting(f"No message about where we have their data from reached {whose.lower()}.", where, failed)

"""Killed while somebody chooses what may come, asks for a link or a file, or a list of people is brought in."""

from __future__ import annotations

import datetime as dt
import io
from unittest.mock import patch

from django.test import Client
from django.utils import timezone

from honour.evidence.models import Payload
from honour.evidence.tombstones import installed_journal
from honour.intake.assets import Words, add_asset
from honour.intake.importing import running
from honour.intake.importing.beginning import begin, settle, start
from honour.intake.models import Import
from honour.intake.tickets import FIELD
from honour.mailroom.models import Outgoing
from honour.outreach.preferences.choosing import choose
from honour.outreach.preferences.links import ask_for_link, send_links
from honour.outreach.preferences.standing import standing
from honour.publishing.into_use import publish_due
from honour.publishing.models import Proposal
from honour.publishing.plan.keeping import make_waiting
from honour.publishing.proposing import approve, propose, schedule
from honour.register.models import Collection, NoticeVersion, Permission, Record, Staged, Subject
from honour.register.overview import overview
from honour.register.versions import versions
from tests.crash.scenarios.scenario import Scenario, count_of
from tests.crash.scenarios.taking_in import THIRD, third_version
from tests.crash.scene import ADDRESS, LATER, NOW
from tests.intake.conftest import PLAIN, person, work, written
from tests.web.test_forms_on_the_site import ticket_on


class Choose(Scenario):
    """Whoever unticks everything has stopped everything, or nothing; never a part of it."""

    def run(self, scene):
        choose(scene.people["bob"], frozenset(), versions().current(LATER).notice, LATER)
        scene.acknowledge(chosen=True)

    def _allowed(self, scene):
        topics = standing(overview(scene.people["bob"]), versions().current(LATER).notice)
        return [choice.name for topic in topics for choice in topic.choices if choice.allowed]

    def kept(self, scene):
        stopped = Permission.objects.filter(subject__public_id=scene.people["bob"]).count()
        if (scene.acknowledged or stopped) and self._allowed(scene):
            yield f"of what was unticked, {self._allowed(scene)} may still come"
        lines = [line for line in installed_journal().read() if line.body.get("person") == scene.people["bob"]]
        if len(lines) < stopped:
            yield "a stop holds that a restored backup would forget"

    def whole(self, scene):
        stopped = Permission.objects.filter(subject__public_id=scene.people["bob"])
        yield from count_of(
            "stops that were decided twice", stopped.count() - len(set(stopped.values_list("about"))), 0
        )
        told = Payload.objects.filter(entry__kind="person:decided", subject=stopped.first().subject_id).count()
        yield from count_of("entries that say so", told, stopped.count())


class AskForALink(Scenario):
    """Whoever asked for the link to their preferences is sent one."""

    def run(self, scene):
        ask_for_link("asha@canary.example", LATER)
        scene.acknowledge(asked=True)
        send_links(LATER)

    def again(self, scene):
        if not scene.acknowledged:  # no answer came, so they ask again
            self.run(scene)

    def kept(self, scene):
        sent = Outgoing.objects.filter(kind="outreach:preferences").count()
        if scene.acknowledged and not sent and not Staged.objects.filter(owner="outreach").exists():
            yield "the request acknowledged is lost"

    def whole(self, scene):
        messages = Outgoing.objects.filter(kind="outreach:preferences").count()
        if not 1 <= messages <= 2:  # an unanswered request may have come through all the same
            yield f"{messages} links for one request"
        yield from count_of("requests left", Staged.objects.filter(owner="outreach").count(), 0)


class Download(Scenario):
    """Whoever asked for a file is known once and gets one link to it."""

    def _in_december(self, minute=0):
        """The pages ask the clock which notice is in use, and only the newest has the form."""
        timezone.now = lambda: LATER + dt.timedelta(minutes=minute)

    def ready(self, scene):
        self._in_december()
        words = Words("data-sheet", "Invoicing in one page", "What it does.", "download")
        slug = add_asset(io.BytesIO(b"%PDF-1.4\n%%EOF\n"), "sheet.pdf", words, by="staff-1", at=LATER).slug
        shown = Client(**ADDRESS).get(f"/downloads/{slug}").content.decode()
        (scene.folder / "ticket").write_text(ticket_on(shown))

    def run(self, scene, minute=0):
        self._in_december(minute)
        sent = {"email": "ivy@canary.example", FIELD: (scene.folder / "ticket").read_text()}
        answer = Client(**ADDRESS).post("/downloads/invoicing-in-one-page", sent)
        assert answer.status_code in {302, 303}, answer.content.decode()
        scene.acknowledge(thanked=True)

    def again(self, scene):
        self.run(scene, minute=1)

    def kept(self, scene):
        links = Outgoing.objects.filter(kind__startswith="intake:").count()
        taken = Collection.objects.filter(point="download").count()
        if scene.acknowledged and not taken:
            yield "the request acknowledged is lost"
        yield from count_of("links queued", links, taken)

    def whole(self, scene):
        yield from count_of("people", Subject.objects.count(), 5)
        yield from count_of("requests", Collection.objects.filter(point="download").count(), 1)


class BringIn(Scenario):
    """Everybody in a list comes in once, however often the worker was killed over it."""

    def _work(self, row):
        with patch.object(running, "BATCH", 3):  # rows: a short list is brought in by several commits
            work(row, LATER)

    def ready(self, scene):
        row = begin([written(person(number) for number in range(1, 8))], by="staff-1", at=LATER)
        settle(row, PLAIN, by="staff-1", at=LATER)
        self._work(row)

    def run(self, scene):
        row = Import.objects.get()
        if row.state == Import.State.CHECKED:
            start(row, by="staff-1", at=LATER)
            scene.acknowledge(started=True)
        self._work(row)
        if row.state == Import.State.DONE:
            scene.acknowledge(done=True)

    def kept(self, scene):
        said = {key for each in scene.acknowledged for key in each}
        row = Import.objects.get()
        if "started" in said and row.state == Import.State.CHECKED:
            yield "the start acknowledged is lost"
        come = Subject.objects.count() - 4
        if come != row.counts.get("new", 0):
            yield f"{come} people came in, and the import counts {row.counts.get('new', 0)}"

    def whole(self, scene):
        yield from count_of("people", Subject.objects.count(), 11)
        yield from count_of("imports that are through", Import.objects.filter(state=Import.State.DONE).count(), 1)
        named = Record.objects.filter(subject__in=Subject.objects.order_by("-pk")[:7]).count()
        yield from count_of("records", named, 7)
        told = Payload.objects.filter(entry__kind="import:ended").count()
        yield from count_of("entries that say it is through", told, 1)


class PublishOnTime(Scenario):
    """A version that was approved and scheduled comes into use at its time, once."""

    def ready(self, scene):
        proposal = propose(third_version(), "third.yaml", by="staff-1", at=NOW)
        make_waiting(NOW)
        approve(proposal.pk, by="staff-2", at=NOW)
        schedule(proposal.pk, LATER, by="staff-2", at=NOW)

    def run(self, scene):
        scene.acknowledge(published=publish_due(LATER))

    def kept(self, scene):
        there = NoticeVersion.objects.filter(label=THIRD).exists()
        if scene.acknowledged and not there:
            yield "the version acknowledged is not there"
        if there != (Proposal.objects.get().state == Proposal.State.PUBLISHED):
            yield "the proposal does not say what became of it"

    def whole(self, scene):
        yield from count_of("versions with the label", NoticeVersion.objects.filter(label=THIRD).count(), 1)
        told = Payload.objects.filter(entry__kind="notice:published", content__contains=THIRD).count()
        yield from count_of("entries that say so", told, 1)


COMING_AND_GOING = {
    "choose": Choose(),
    "ask for a link": AskForALink(),
    "ask for a file": Download(),
    "bring people in": BringIn(),
    "publish on time": PublishOnTime(),
}

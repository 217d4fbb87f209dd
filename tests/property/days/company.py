"""A company's days: people write, choose and leave, colleagues work, a version goes out, a worker does its part."""

from __future__ import annotations

import csv
import datetime as dt
import io

from honour.cli.demo.next_version import next_version
from honour.dealings.matters.kinds import Kind as MatterKind
from honour.dealings.matters.running import end_matter, start_matter
from honour.dealings.matters.waiting import involve
from honour.dealings.models import Matter
from honour.evidence.work import declared_duties
from honour.gate.question import ACTIONS, Actor
from honour.intake.enquiries.answering import Answer, answer, answer_otherwise
from honour.intake.forms import asking
from honour.intake.importing import running
from honour.intake.importing.beginning import begin, settle, start
from honour.intake.importing.mapping import Mapping
from honour.intake.interactions.recording import Passed, record_interaction
from honour.intake.models import Enquiry
from honour.intake.submitting import submit
from honour.intake.tickets import Place, issue
from honour.outreach.preferences.choosing import choose, end_pause, pause, stop_everything
from honour.outreach.preferences.details import details_of, put_right, say_right
from honour.outreach.preferences.standing import standing
from honour.outreach.stop_links import read_stop_link, stop_all, stop_token, stop_topic, undo
from honour.publishing.answering import answer as answer_change
from honour.publishing.answering import link_token, questions_of
from honour.publishing.into_use import obstacles, put_into_use
from honour.publishing.models import Proposal, Telling
from honour.publishing.plan.keeping import make_waiting
from honour.publishing.proposing import approve, propose
from honour.publishing.telling import begin_telling
from honour.register.confirming import confirm_address
from honour.register.deciding import Kind, decide
from honour.register.erasing import erase_category, erase_person, erase_record
from honour.register.errors import (
    CollectingRefusedError,
    ErasureFinalError,
    HeldError,
    UnknownPersonError,
    UnknownRecordError,
)
from honour.register.finding import find_people
from honour.register.holding import Named, end_hold, place_hold
from honour.register.models import Hold, Identifier, Record, Subject
from honour.register.overview import overview
from honour.register.reading import read
from honour.register.selecting import select
from honour.register.undoing import undo_category, undo_erasure
from honour.register.versions import versions
from honour.retention.sweeps.running import run_sweep
from honour.staff.models import Member
from tests.property.deeds import Deeds
from tests.register.conftest import FELLSIDE, NEW

PURPOSES = ("enquiries", "services", "marketing")
STAFF = Actor("staff-1", "staff", {purpose: frozenset(ACTIONS) for purpose in PURPOSES})
EMAILS = tuple(f"{name}@canary.example" for name in ("asha", "bob", "cat", "dara"))
REASONS = {"reason": "request", "asked_by": "staff-1"}
ELSEWHERE = {"backups:make", "backups:clear", "backups:rehearse", "journal:mail", "checkpoints:mail", "promises:prove"}
"""What the worker does besides: it needs folders and servers of its own."""
WEEK = dt.timedelta(days=7)
PICK = tuple(range(6))
EITHER = (False, True)
DEEDS = Deeds()
deed = DEEDS.may_happen


class Company:
    """Fellside, with its present notice published, and the time that passes there."""

    def __init__(self, now):
        self.now, self.said = now, 0
        self.following = next_version((FELLSIDE / f"{NEW}.yaml").read_bytes())

    def words(self):
        self.said += 1
        return f"words {self.said}"

    def somebody(self, pick):
        here = Subject.objects.filter(status=Subject.Status.LIVE).order_by("pk").values_list("public_id", flat=True)
        return here[pick % len(here)] if here else None

    @deed(hours=(1, 26, 9 * 24, 40 * 24))
    def time_passes(self, hours):
        """Let it pass, with a worker that is there at least once a week."""
        until = self.now + dt.timedelta(hours=hours)
        while until - self.now > WEEK:
            self.now += WEEK
            self.the_worker_does_its_duties()
        self.now = max(self.now, until)

    @deed()
    def the_worker_does_its_duties(self):
        run_sweep(self.now, force=True)  # a worker that was away for so long is told that the clock is right
        for name, each in declared_duties().items():
            if name not in ELSEWHERE:
                each.run(self.now)
        self.now += dt.timedelta(minutes=1)

    def form(self, form, answers, *, ticked):
        known = versions().current(self.now)
        choice = {"marketing-choice": "on"} if ticked else {}
        filled = asking(known.notice, form)({**answers, **choice})
        assert filled.is_valid(), filled.errors
        submit(issue(form, known.label, Place()), filled, self.now)
        self.now += dt.timedelta(minutes=1)

    @deed(email=EMAILS, ticked=EITHER)
    def somebody_writes_in(self, email, ticked):
        self.form("get-in-touch", {"name": self.words(), "email": email, "message": self.words()}, ticked=ticked)

    @deed(email=EMAILS, ticked=EITHER)
    def somebody_asks_for_a_download(self, email, ticked):
        self.form("download", {"email": email}, ticked=ticked)

    @deed(email=EMAILS)
    def somebody_asks_for_a_talk(self, email):
        answers = {"name": self.words(), "email": email, "telephone": "", "preferred-time": "Weekday mornings",
                   "preferred-channel": "By telephone"}  # fmt: skip
        self.form("talk-to-a-consultant", answers, ticked=False)

    @deed(who=PICK)
    def an_address_is_confirmed(self, who):
        waiting = Identifier.objects.filter(kind="email", verified_at=None).order_by("pk")
        if waiting:
            confirm_address(waiting[who % len(waiting)].pk, how="confirmation-link", at=self.now)

    @deed(who=PICK, email=EMAILS, topic=EITHER, undone=EITHER, how=("link", "one-click"))
    def a_link_in_a_message_stops_marketing(self, who, email, topic, undone, how):
        everybody = Subject.objects.order_by("pk").values_list("public_id", flat=True)
        if not everybody:
            return
        token = stop_token(everybody[who % len(everybody)], email, "similar-services" if topic else None)
        link = read_stop_link(token)
        done = stop_topic(link, self.now) if topic else stop_all(link, self.now, how)
        self.now += dt.timedelta(minutes=1)
        if undone and done.undo:
            undo(link, done.undo, self.now)

    @deed(who=PICK, wanted=(0, 1, 2, 3))
    def somebody_chooses_what_they_want(self, who, wanted):
        person = self.somebody(who)
        if person:
            notice = versions().current(self.now).notice
            offered = [each.name for topic in standing(overview(person), notice) for each in topic.choices]
            choose(person, frozenset(offered[:wanted]), notice, self.now)

    @deed(who=PICK, what=("stop", "pause", "go on"))
    def somebody_stops_or_pauses(self, who, what):
        person = self.somebody(who)
        if person and what == "stop":
            stop_everything(person, self.now)
        elif person and what == "pause":
            pause(person, self.now + dt.timedelta(days=30), self.now)
        elif person:
            end_pause(person, self.now)

    @deed(who=PICK, right=EITHER)
    def somebody_looks_at_their_details(self, who, right):
        person = self.somebody(who)
        found = details_of(person, versions().current(self.now).notice, self.now) if person else []
        if found and right:
            say_right(person, found[0].record, self.now)
        elif found:
            put_right(person, found[0].record, {**found[0].values, "telephone": "01632 960 555"}, self.now)

    @deed(who=PICK, kind=("marketing-stop", "marketing-stop-lifted", "restriction", "restriction-lifted"))
    def somebody_rings_and_decides(self, who, kind):
        person = self.somebody(who)
        if person:
            decide(person, Kind(kind), at=self.now, how="telephone", recorded_by="staff-1")

    @deed(who=PICK, kind=("objection", "objection-lifted"), purpose=("marketing", "enquiries", "products-of-interest"))
    def somebody_objects(self, who, kind, purpose):
        person = self.somebody(who)
        if person:
            decide(person, Kind(kind), about=purpose, at=self.now, how="letter", recorded_by="staff-1")

    @deed(who=PICK, purpose=PURPOSES)
    def a_colleague_opens_somebodys_data(self, who, purpose):
        person = self.somebody(who)
        if person:
            read(STAFF, person, purpose, self.now)

    @deed(purpose=PURPOSES, action=("use", "contact"))
    def a_colleague_selects_people(self, purpose, action):
        list(select(STAFF, purpose, self.now, action=action).values())

    @deed(email=EMAILS)
    def a_colleague_looks_somebody_up(self, email):
        find_people("email", email, actor=STAFF, at=self.now)

    @deed(who=PICK, how=("email", "telephone", "letter"))
    def an_enquiry_is_answered(self, who, how):
        waiting = Enquiry.objects.filter(subject__status=Subject.Status.LIVE).exclude(state="closed").order_by("pk")
        if not waiting:
            return
        member, row = Member.objects.get(), waiting[who % len(waiting)]
        try:
            if how == "email":
                given = Answer(self.words(), self.words(), by=member)
                answer(STAFF, row, given, seen=row.revision, now=self.now)
            else:
                passed = Passed(how, "out", self.now, self.words())
                answer_otherwise(STAFF, row, passed, purpose="enquiries", by=member, now=self.now)
        except CollectingRefusedError:
            pass  # their data are restricted

    @deed(who=PICK, channel=("telephone", "letter", "in-person"))
    def a_call_is_written_down(self, who, channel):
        person = self.somebody(who)
        try:
            if person:
                passed = Passed(channel, "in", self.now - dt.timedelta(minutes=1), self.words())
                record_interaction(STAFF, person, "enquiries", passed, now=self.now)
        except CollectingRefusedError:
            pass  # their data are restricted

    @deed(several=EMAILS, source=("directly", "events", "public-registers"), stop=("no", "yes"), known=("leave", "add"),
          consent=EITHER)  # fmt: skip
    def a_list_is_brought_in(self, several, source, stop, known, consent):
        text, day = io.StringIO(), f"{self.now - dt.timedelta(days=2):%d/%m/%Y}"
        known_one, new = [self.words(), several, stop, day, "yes"], f"new{self.said}@canary.example"
        headings = ["Name", "Email", "Opted out", "Created", "Agreed"]
        csv.writer(text).writerows([headings, known_one, [self.words(), new, "no", day, ""]])
        row = begin([text.getvalue().encode()], by="staff-1", at=self.now)
        agreed = "consent:marketing-by-consent" if consent else ""
        mapping = Mapping(columns=("contact.name", "contact.email", "stop", "date", agreed),
                          purposes=("services",), kind="customer", source=source, version=NEW, known=known,
                          consent_words="Yes, write to me." if consent else "")  # fmt: skip
        settle(row, mapping, by="staff-1", at=self.now)
        for _ in range(2):
            while running.run_imports(self.now, "worker:1"):
                pass
            row.refresh_from_db()
            if row.state == "checked":
                start(row, by="staff-1", at=self.now)

    @deed()
    def a_new_version_goes_out(self):
        if Proposal.objects.exists():
            return
        made = propose(self.following, "next.yaml", by="staff-1", at=self.now)
        make_waiting(self.now)
        begin_telling(made.pk, by="staff-1", at=self.now)
        approve(made.pk, by="staff-2", at=self.now)

    @deed()
    def the_new_version_is_put_into_use(self):
        waiting = Proposal.objects.exclude(state="published").first()
        if waiting is not None:
            make_waiting(self.now)
            if not obstacles(waiting, self.now):
                put_into_use(waiting.pk, by="staff-1", at=self.now)
                self.now += dt.timedelta(minutes=1)

    @deed(who=PICK, said=("yes", "no"))
    def somebody_answers_what_they_were_asked(self, who, said):
        asked = Telling.objects.exclude(asked=0).filter(subject__status=Subject.Status.LIVE).order_by("pk")
        if asked:
            telling = asked[who % len(asked)]
            for question in questions_of(telling):
                answer_change(link_token(telling.pk), question.purpose, said, self.now)

    @deed(who=PICK, ended=EITHER, kind=("service", "project"))
    def somebody_is_a_customer(self, who, ended, kind):
        person = self.somebody(who)
        running_ones = Matter.objects.filter(ended_at=None, started_at__lt=self.now).order_by("pk")
        if ended and running_ones:
            end_matter(running_ones[who % len(running_ones)].pk, ended_at=self.now, by="staff-1", now=self.now)
        elif person:
            row = start_matter(MatterKind(kind), f"M-{self.words()}", by="staff-1", at=self.now)
            involve(row, [person], by="staff-1", at=self.now)

    @deed(who=PICK, sealed=EITHER)
    def something_is_held(self, who, sealed):
        person = self.somebody(who)
        if person:
            review = (self.now + dt.timedelta(days=200)).date()
            place_hold(Hold.Kind.FRAUD, self.words(), [Named(person)], owner="staff-1", review_on=review, by="staff-1",
                       at=self.now, sealed=sealed)  # fmt: skip

    @deed(who=PICK)
    def a_hold_ends(self, who):
        standing_ones = Hold.objects.filter(ended_at=None).order_by("pk")
        if standing_ones:
            end_hold(standing_ones[who % len(standing_ones)].pk, by="staff-1", at=self.now)

    @deed(who=PICK, what=("person", "contact", "interactions", "record"), cooling=(0, 7))
    def somebody_is_erased(self, who, what, cooling):
        person = self.somebody(who)
        if person is None:
            return
        off = dt.timedelta(days=cooling)
        try:
            if what == "person":
                erase_person(person, at=self.now, cooling_off=off, **REASONS)
            elif what == "record":
                record = Record.objects.filter(subject__public_id=person, superseded_by=None).first()
                if record is not None:
                    erase_record(person, record.pk, at=self.now, **REASONS)
            else:
                erase_category(person, what, at=self.now, cooling_off=off, **REASONS)
        except (HeldError, UnknownRecordError):
            pass  # held openly, or nothing of it is there

    @deed(who=PICK, category=("", "contact", "interactions"))
    def an_erasure_is_undone(self, who, category):
        everybody = Subject.objects.filter(erasures__final_at__gt=self.now).distinct().order_by("pk")
        if everybody:
            person = everybody[who % len(everybody)].public_id
            try:
                if category:
                    undo_category(person, category, by="staff-1", at=self.now)
                else:
                    undo_erasure(person, by="staff-1", at=self.now)
            except (ErasureFinalError, UnknownPersonError):
                pass  # nothing of this waits, or all of them is being erased

"""Whatever comes over years, in any order: the register holds what a few dictionaries say, and gives out no more."""

from __future__ import annotations

import datetime as dt
import os
from copy import deepcopy
from dataclasses import replace
from pathlib import Path
from random import Random
from zoneinfo import ZoneInfo

import pytest
from django.db import connection, transaction
from django.db.models import Max
from django.utils import timezone

from honour.evidence.tombstones import installed_journal
from honour.evidence.verifying import verify_ledger
from honour.gate.question import ACTIONS, Actor
from honour.keyring.rotation import begin_rotation, finish_rotation, retire_key
from honour.register.becoming import become
from honour.register.collecting import collect
from honour.register.deciding import Kind, decide
from honour.register.due.moving import wrongly_dated
from honour.register.due.triggers import move_trigger, open_trigger, tie, untie
from honour.register.erasing import erase_category, erase_person, erase_record
from honour.register.errors import ErasureFinalError, HeldError
from honour.register.finishing import finish_erasures
from honour.register.holding import Named, end_hold, place_hold, review_hold
from honour.register.importing import BroughtRow, Wanted, import_batch
from honour.register.importing.terms import Terms
from honour.register.keeping import correct, keep
from honour.register.known_keys import register_keyring
from honour.register.models import Collection, HeldThing, Hold, Identifier, Permission, Record, Subject
from honour.register.publishing import publish
from honour.register.reading import read
from honour.register.replaying import replay
from honour.register.rotation import STEPS
from honour.register.undoing import undo_category, undo_erasure
from honour.register.versions import versions
from honour.retention.sweeps.running import run_sweep
from tests.emptying import KEPT
from tests.property.deeds import Deeds
from tests.property.lives import book

PURPOSES = ("account", "repairs", "improving", "news")
STAFF = Actor("staff-1", "staff", {purpose: frozenset(ACTIONS) for purpose in PURPOSES})
START = dt.datetime(2026, 1, 5, 12, 0, tzinfo=dt.UTC)
NOTICE = (Path(__file__).parent / "notice.yaml").read_bytes()
SERVICES = ("fitting", "hire")
EMAILS = ("asha@canary.example", "bob@canary.example")
LEAD = {"reason": "request", "asked_by": "staff-1"}
LIVES, STEPS_OF_ONE = int(os.environ.get("HONOUR_LIVES", "12")), 40
PICK = tuple(range(8))
KINDS = ("client", "prospect")
ZONES = ("Europe/London", "America/New_York", "Pacific/Auckland")
EITHER = (False, True)
_DEEDS = Deeds()
deed = _DEEDS.may_happen


def errors():
    from honour.notice.check import check
    from honour.notice.reading import read_notice

    return {each.code for each in check(read_notice(NOTICE, "notice"), at=START.date()) if each.severity == "error"}


def category_of(thing):
    return None if thing.category is None else versions().clauses.named["categories"][thing.category]


def tables():
    names = connection.introspection.django_table_names(only_existing=True, include_views=False)
    return sorted(set(names) - KEPT) + ["sqlite_sequence"] * (connection.vendor == "sqlite")


def copied():
    """Copy every row of the database, as a backup does."""
    with connection.cursor() as cursor:
        rows = {}
        for name in tables():
            cursor.execute(f"SELECT * FROM {name}")  # noqa: S608 - names of our own tables
            rows[name] = [column[0] for column in cursor.description], cursor.fetchall()
        return rows


def put_back(rows):
    """Make the database what it was."""
    with connection.constraint_checks_disabled(), transaction.atomic(), connection.cursor() as cursor:
        for name, (columns, several) in rows.items():
            cursor.execute(f"DELETE FROM {name}")  # noqa: S608 - names of our own tables
            into = ", ".join(map(connection.ops.quote_name, columns))
            marks = ", ".join(["%s"] * len(columns))
            cursor.executemany(f"INSERT INTO {name} ({into}) VALUES ({marks})", several)  # noqa: S608 - the same


class Lives:
    """Everything that can happen to data, in a register that has just begun, and in a book."""

    def __init__(self, home):
        self.home, self.now, self.book, self.said, self.backup = home, START, book.Book(), 0, None
        publish(NOTICE, "notice", actor="lead", at=START - dt.timedelta(days=2), as_is=errors())

    def words(self):
        self.said += 1
        return f"words {self.said}"

    def somebody(self, pick, *, live=True):
        known = [person for person, one in self.book.people.items() if not (live and one.going)]
        return known[pick % len(known)] if known else None

    def something(self, pick, person):
        rows = sorted(self.book.people[person].records) if person else []
        return self.book.people[person].records[rows[pick % len(rows)]] if rows else None

    @deed(days=(1, 9, 40, 95, 250))
    def time_passes(self, days):
        self.now += dt.timedelta(days=days, minutes=1)

    @deed(email=EMAILS, order=EITHER, note=EITHER)
    def somebody_fills_in_the_form(self, email, order, note):
        told = {
            "email": email,
            "name": self.words(),
            **{what: self.words() for what in ("order",) * order + ("note",) * note},
        }
        receipt = collect("tell", told, version="2026-01-01", submission=f"token {self.said}", at=self.now)
        person = Collection.objects.select_related("subject").get(entry=receipt.entry).subject.public_id
        known = self.book.known_by(email)
        assert not known or person in known
        one = self.book.people.setdefault(person, book.Person(self.now, email))
        one.last_contact, one.email = self.now, email
        rows = Record.objects.filter(collection__entry=receipt.entry, superseded_by=None).order_by("pk")
        for row, category in zip(rows, ["contact", *["order"] * order, *["note"] * note], strict=True):
            text = told["name"] if category == "contact" else told[category]
            emails = {email} if category == "contact" else set()
            one.records[row.pk] = book.Held(row.pk, category, text, self.now, set(book.USES[category]), emails=emails)

    @deed(email=EMAILS, kind=KINDS, asked=EITHER, days=(0, 30), leave=EITHER)
    def a_list_brings_somebody_in(self, email, kind, asked, days, leave):
        name, order, given = self.words(), self.words(), max(START, self.now - dt.timedelta(days=days))
        row = BroughtRow(
            1, {"contact": {"name": name, "email": email}, "order": {"text": order}}, kind,
            "form" if asked else "elsewhere", "2026-01-01", given,
        )  # fmt: skip
        wanted = Wanted("list", "staff-1", PURPOSES[:2], known="leave" if leave else "add")
        here = self.book.known_by(email)
        last = Record.objects.aggregate(last=Max("pk"))["last"] or 0
        with transaction.atomic():
            import_batch(
                [row], Terms(versions(), wanted, self.now), keyring=register_keyring(), known=versions(),
                wanted=wanted, at=self.now,
            )  # fmt: skip
        written = Record.objects.filter(pk__gt=last).select_related("subject").order_by("pk")
        assert len(written) == (0 if len(here) > 1 or (here and leave) else 2)
        for record, category, text in zip(written, ("contact", "order"), (name, order), strict=False):
            person = record.subject.public_id
            assert here in ([], [person])
            one = self.book.people.setdefault(person, book.Person(None, email, kind))
            one.last_contact = max(filter(None, (one.last_contact, given if asked else None)), default=None)
            emails = {email} if category == "contact" else set()
            held = book.Held(record.pk, category, text, given, set(PURPOSES[:2]), emails=emails)
            one.records[record.pk] = held

    @deed(who=PICK, kind=KINDS)
    def somebody_is_of_another_kind_by_now(self, who, kind):
        person = self.somebody(who)
        if person is not None:
            become(person, kind, by="staff-1", at=self.now)
            self.book.people[person].kind = kind

    @deed(who=PICK, purpose=PURPOSES[:2], asked=EITHER)
    def staff_write_something_down(self, who, purpose, asked):
        person = self.somebody(who)
        if person is None or self.book.people[person].restricted:
            return
        text = self.words()
        source = "form" if asked else "elsewhere"
        kept = keep(STAFF, person, purpose, {"order": {"text": text}}, source=source, at=self.now)
        one = self.book.people[person]
        one.records[kept.records["order"]] = book.Held(kept.records["order"], "order", text, self.now, {purpose})
        if asked:
            one.last_contact = self.now

    @deed(who=PICK, what=PICK, email=EMAILS)
    def something_is_put_right(self, who, what, email):
        person = self.somebody(who)
        held = self.something(what, person)
        if held is None or held.erased_from():
            return
        one = self.book.people[person]
        text = self.words()
        value = {"name": text, "email": email} if held.category == "contact" else {"text": text}
        fixed = correct(STAFF, person, held.row, value, at=self.now)
        del one.records[held.row]
        held.older.append(held.row)
        held.row, held.text = fixed.records[held.category], text
        held.emails |= {email} if held.category == "contact" else set()
        one.records[held.row] = held

    @deed(who=PICK, what=PICK, name=SERVICES, whole=EITHER)
    def data_wait_for_a_service(self, who, what, name, whole):
        person = self.somebody(who)
        held = self.something(what, person)
        if held is None or held.erased_from():
            return
        running = open_trigger("lives", name, ["service-ended"], self.book.services.get(name))
        self.book.services.setdefault(name, None)
        subject = Subject.objects.get(public_id=person)
        if whole:
            tie(running, [subject], self.now)
            self.book.people[person].ties.add(name)
        else:
            tie(running, [subject], self.now, record=held.row)
            held.ties.add(name)

    @deed(who=PICK, name=SERVICES)
    def somebody_was_tied_to_a_service_by_mistake(self, who, name):
        person = self.somebody(who)
        if person is None or name not in self.book.services:
            return
        running = open_trigger("lives", name, ["service-ended"])
        untie(running, [Subject.objects.get(public_id=person)], self.now)
        one = self.book.people[person]
        one.ties.discard(name)
        for held in one.records.values():
            held.ties.discard(name)

    @deed(name=SERVICES, days=(None, -60, 0, 30))
    def a_service_ends_or_goes_on_after_all(self, name, days):
        if name in self.book.services:
            ended = None if days is None else self.now + dt.timedelta(days=days)
            move_trigger("lives", name, ended, self.now)
            self.book.services[name] = ended

    @deed(who=PICK, lifted=EITHER)
    def somebody_objects_or_takes_that_back(self, who, lifted):
        person = self.somebody(who)
        if person is None:
            return
        kind = Kind.OBJECTION_LIFTED if lifted else Kind.OBJECTION
        decide(person, kind, about="improving", at=self.now, how="telephone", recorded_by="staff-1")
        self.book.people[person].objected = None if lifted else self.now
        if not lifted:
            self.book.objections.append((person, self.now))

    @deed(who=PICK, withdrawn=EITHER)
    def somebody_agrees_or_takes_that_back(self, who, withdrawn):
        person = self.somebody(who)
        if person is None:
            return
        kind = Kind.WITHDRAWAL if withdrawn else Kind.CONSENT
        decide(person, kind, about=book.ON_CONSENT, at=self.now, how="telephone", recorded_by="staff-1")
        one = self.book.people[person]
        one.consented, one.taken_back_at = not withdrawn, None

    @deed(who=PICK, lifted=EITHER)
    def somebody_is_restricted_or_not_any_more(self, who, lifted):
        person = self.somebody(who)
        if person is None or (lifted and any(held.of_all for held in self.book.people[person].records.values())):
            return
        kind = Kind.RESTRICTION_LIFTED if lifted else Kind.RESTRICTION
        decide(person, kind, at=self.now, how="letter", recorded_by="staff-1")
        one = self.book.people[person]
        one.restricted, one.restricted_at = not lifted, None

    @deed(which=PICK, days=(1, 90))
    def a_hold_is_looked_at_again(self, which, days):
        if self.book.holds:
            number = sorted(self.book.holds)[which % len(self.book.holds)]
            review_hold(number, timezone.localdate(self.now + dt.timedelta(days=days)), by="staff-1", at=self.now)

    @deed(who=PICK, what=PICK, how=("person", "category", "record"), sealed=EITHER)
    def a_hold_is_placed(self, who, what, how, sealed):
        person = self.somebody(who)
        held = self.something(what, person)
        if held is None:
            return
        category = held.category if how == "category" else None
        row = held.row if how == "record" else None
        review = timezone.localdate(self.now + dt.timedelta(days=30))
        named, matter = [Named(person, category, row)], self.words()
        placed = place_hold(
            Hold.Kind.FRAUD, matter, named, owner="staff-1", review_on=review, by="staff-1", at=self.now, sealed=sealed
        )
        self.book.holds[placed.pk] = book.Hold(person, category, row, sealed, frozenset(self.book.gone))

    @deed(which=PICK)
    def a_hold_ends(self, which):
        if self.book.holds:
            number = sorted(self.book.holds)[which % len(self.book.holds)]
            end_hold(number, by="staff-1", at=self.now)
            del self.book.holds[number]

    @deed(who=PICK, cooling=(0, 20))
    def somebody_is_erased(self, who, cooling):
        person = self.somebody(who)
        if person is None:
            return
        one = self.book.people[person]
        off = dt.timedelta(days=cooling)
        openly = {held.row for held in one.records.values() if self.is_held_openly(person, held)}
        done = erase_person(person, at=self.now, cooling_off=off, **LEAD)
        assert bool(done.kept) == bool(openly)
        if openly:
            if not one.restricted:
                one.restricted, one.restricted_at = True, self.now
            if one.consented:
                one.consented, one.taken_back_at = False, self.now
            for held in one.records.values():
                if not (held.row in openly and held.of_all):
                    held.of_all.append((self.now, self.now + off))
                    held.unread = (held.unread and len(held.of_all) > 1) or held.row not in openly
        else:
            one.going = self.now + off
        self.book.finish(self.now, set() if cooling else set(one.records))

    def is_held_openly(self, person, held):
        return any(not hold.sealed for hold in self.book.holding(person, held))

    @deed(who=PICK)
    def an_erasure_is_undone(self, who):
        person = self.somebody(who, live=False)
        if person is None:
            return
        one = self.book.people[person]
        pending = [held for held in one.records.values() if any(final > self.now for _, final in held.of_all)]
        if one.going and one.going > self.now:
            undo_erasure(person, by="staff-1", at=self.now)
            one.going = None
        elif pending and not one.going:
            undo_erasure(person, by="staff-1", at=self.now)
            undone = {asked for held in pending for asked, final in held.of_all if final > self.now}
            for held in pending:
                held.of_all = [each for each in held.of_all if each[1] <= self.now]
            one.let_use_again()
            if one.taken_back_at in undone and not any(held.of_all for held in one.records.values()):
                one.consented, one.taken_back_at = True, None
        else:
            with pytest.raises(ErasureFinalError):
                undo_erasure(person, by="staff-1", at=self.now)

    @deed(who=PICK, what=PICK, cooling=(None, 0, 20))
    def a_record_or_a_category_is_erased(self, who, what, cooling):
        person = self.somebody(who)
        held = self.something(what, person)
        if held is None or held.erased_from():
            return
        one = self.book.people[person]
        alone = [held] if cooling is None else [each for each in one.records.values() if each.category == held.category]
        openly = any(self.is_held_openly(person, each) for each in alone)
        try:
            if cooling is None:
                erase_record(person, held.row, at=self.now, **LEAD)
            else:
                erase_category(person, held.category, at=self.now, cooling_off=dt.timedelta(days=cooling), **LEAD)
        except HeldError:
            assert openly
            return
        assert not openly
        for each in alone:
            each.going.append(self.now + dt.timedelta(days=cooling or 0))
        self.book.finish(self.now, {each.row for each in alone} if not cooling else set())

    @deed(who=PICK, what=PICK)
    def the_erasure_of_a_category_is_undone(self, who, what):
        person = self.somebody(who)
        held = self.something(what, person)
        if held is None:
            return
        pending = [
            each
            for each in self.book.people[person].records.values()
            if each.category == held.category and any(final > self.now for final in each.going)
        ]
        if pending:
            undo_category(person, held.category, by="staff-1", at=self.now)
            for each in pending:
                each.going = [final for final in each.going if final <= self.now]
        else:
            with pytest.raises(ErasureFinalError):
                undo_category(person, held.category, by="staff-1", at=self.now)

    @deed()
    def the_worker_goes_on_with_erasures(self):
        finish_erasures(self.now)
        self.book.finish(self.now)

    @deed()
    def the_keys_are_changed(self):
        folder = self.home / "keys"
        for purpose in ("wrapping", "lookup"):
            newest = begin_rotation(folder, purpose, self.now)
            finish_rotation(folder, purpose, STEPS)
            retire_key(folder, purpose, newest - 1, STEPS)
        self.backup = None  # the key that opens it is away

    @deed()
    def the_night_comes(self):
        run_sweep(self.now, pause=0, force=True)
        self.book.sweep(self.now)

    @deed()
    def a_backup_is_made(self):
        self.backup = copied(), deepcopy(self.book), len(self.book.objections)

    @deed()
    def the_backup_is_restored_and_the_worker_goes_on(self):
        if self.backup is None:
            return
        rows, then, objections = self.backup
        put_back(rows)
        replay(installed_journal().read(), self.now)
        finish_erasures(self.now)
        self.book = then.after_a_restore(self.book, self.book.objections[objections:], self.now)
        standing = HeldThing.objects.filter(hold__ended_at=None).select_related("hold", "subject")
        named = {
            each.hold_id: book.Hold(each.subject.public_id, category_of(each), each.record, each.hold.sealed)
            for each in standing
        }
        assert sorted(map(str, named.values())) == sorted(map(str, self.book.holds.values()))
        gone = {str(hold): hold.gone for hold in self.book.holds.values()}
        named = {number: replace(hold, gone=gone[str(hold)]) for number, hold in named.items()}
        self.book.holds, self.backup = named, None
        for person, one in self.book.people.items():
            if one.going:
                continue
            there = Subject.objects.get(public_id=person)
            consented, restricted = bool(there.consents), there.restricted
            assert restricted or not one.restricted
            assert one.consented or not consented
            one.consented, one.restricted = consented, restricted  # what was allowed again since may be stopped again
            decided = Permission.objects.filter(subject=there)
            last = decided.filter(kind=Kind.RESTRICTION).order_by("-at", "-pk").first()
            ours = last is not None and there.erasures.filter(of_all=True, asked_at=last.at).exists()
            one.restricted_at = last.at if ours else None
            if not decided.filter(kind=Kind.CONSENT).exists():
                one.taken_back_at = None
            for held in one.records.values():  # a hold that kept it then may have ended before it was begun again
                held.unread |= Record.objects.get(pk=held.row).due_at in {asked for asked, _ in held.of_all}

    def the_register_holds_what_the_book_says(self):
        rows = Record.objects.filter(superseded_by=None).values_list("subject__public_id", "pk")
        assert set(rows) == {(person, held.row) for person, _, held in self.book.everything()}
        every = {row for _, _, held in self.book.everything() for row in (held.row, *held.older)}
        assert set(Record.objects.values_list("pk", flat=True)) == every
        assert not Identifier.objects.exclude(record__in=every).exists()

    def who_is_gone_is_gone(self):
        here = Subject.objects.filter(status=Subject.Status.LIVE).values_list("public_id", flat=True)
        assert set(here) == {person for person, one in self.book.people.items() if not one.going}

    def everything_goes_on_its_day(self):
        told = dict(Record.objects.filter(subject__status=Subject.Status.LIVE).values_list("pk", "due_at"))
        for _, one, held in self.book.everything():
            if not one.going and not held.erased_from():
                assert told[held.row] == self.book.due(one, held), (held, one)
        assert wrongly_dated(self.now) == []

    def what_is_read_is_what_may_be_read(self):
        for person in self.book.people:
            for purpose in PURPOSES:
                given = {
                    one.id: one.value.get("text") or one.value["name"]
                    for one in read(STAFF, person, purpose, self.now).records
                }
                assert given == self.book.readable(person, purpose, self.now), purpose


@pytest.mark.promise("S23")
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("seed", range(LIVES))
def test_whatever_happens_in_whatever_order_the_register_holds_what_it_should(home, monkeypatch, in_zone, seed):
    zone = ZONES[seed % len(ZONES)]
    in_zone(zone)
    monkeypatch.setattr(book, "HOME", ZoneInfo(zone))
    for look in ("look_before", "look_after"):  # looking into the files is tested elsewhere, and takes most of the time
        monkeypatch.setattr(f"honour.register.finishing.{look}", lambda *_: None)
    draw, lives, happened = Random(seed), Lives(home), []  # noqa: S311 - a failure must be found again
    try:
        for _ in range(STEPS_OF_ONE):
            happens, chosen = _DEEDS.drawn(draw)
            happened.append(f"{happens.__name__} {chosen}")
            happens(lives, **chosen)
            lives.the_register_holds_what_the_book_says()
            lives.who_is_gone_is_gone()
            lives.everything_goes_on_its_day()
            lives.what_is_read_is_what_may_be_read()
        check = verify_ledger(lives.now)
        assert check.intact, check.problems
    except Exception as error:
        error.add_note("\n".join(happened))
        raise

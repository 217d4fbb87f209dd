"""Furnish the demonstration, so that every page of the console and behind a link has something to show.

Run it inside an installation whose demonstration is loaded (``HONOUR_HOME``, ``DJANGO_SETTINGS_MODULE``). It prints, as
JSON, the addresses of the pages by the names of their routes, and the sign-in of somebody with a second factor. The
pictures and the examinations of every page begin with it.
"""  # noqa: INP001 - a script, no package

from __future__ import annotations

import datetime as dt
import json
import sys

import django

django.setup()

from allauth.mfa.totp.internal.auth import TOTP
from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from honour.cli.demo.next_version import next_version
from honour.dealings.matters import end_matter, involve, start_matter
from honour.dealings.models import Company, Matter
from honour.drafting import drafts
from honour.intake.importing import running
from honour.intake.importing.beginning import begin, settle, start
from honour.intake.importing.mapping import Mapping
from honour.intake.interactions.recording import Passed, record_interaction
from honour.intake.links import confirmation_token, download_token
from honour.intake.models import AnswerTemplate, Download, Enquiry, Import
from honour.mailroom.models import Outgoing
from honour.outreach.preferences.links import preferences_token
from honour.outreach.stop_links import stop_token
from honour.publishing.answering import link_token
from honour.publishing.from_elsewhere import find_untold
from honour.publishing.models import KeptConsequence
from honour.publishing.plan.keeping import make_waiting
from honour.publishing.proposing import propose
from honour.publishing.telling import begin_telling
from honour.register.erasing import erase_category, erase_person
from honour.register.holding import Named, place_hold
from honour.register.keeping import keep_from_newcomer
from honour.register.models import Hold, Identifier, NoticeVersion, Record, Subject
from honour.register.modes import set_mode
from honour.register.settling import unsettled
from honour.register.settling_work import run_settlings, settle_source
from honour.register.versions import versions
from honour.retention.models import Certificate
from honour.staff.deputies import arrange
from honour.staff.factors import new_secret
from honour.staff.grants import actor_for
from honour.staff.invitations import invite, token_of
from honour.staff.joining import add_member
from honour.staff.models import Member
from honour.staff.sealing import belonging_to
from honour.systems.models import Webhook
from honour.systems.tokens import make_token
from honour.systems.webhooks.keeping import make_webhook

NOW = timezone.now()
LEAD = actor_for(Member.objects.get(email="lead@fellside.example"))
LIST = """\
Name,Email,Phone,Company
Imogen Hart,imogen@hartandco.example,01632 960401,Hart & Co
Jonas Field,jonas@fieldlace.example,01632 960402,Field Lace
Kezia Moor,kezia@moorcarpets.example,01632 960403,Moor Carpets
Leo Brook,not an address,01632 960404,Brook Textiles
"""
FAIR = f"""\
Name,Email,Phone,Company,Date
Nia Vale,nia@valeweavers.example,01632 960403,Vale Weavers,{NOW - dt.timedelta(days=1):%d/%m/%Y}
"""
COLUMNS = ("contact.name", "contact.email", "contact.telephone", "contact.company")
TWICE, PASSWORD, SECRET = "twice@fellside.example", "three quiet herons", new_secret()
"""Whoever signs in so is asked for a second factor, a code that is made with the secret."""
WEEK = dt.timedelta(days=7)


def main() -> None:
    """Furnish, and print where everything is."""
    places: dict[str, list[object]] = {}
    for part in (people, imports, writing, planning, undelivered, colleagues, connecting, links):
        places |= part()
    addresses = {name: reverse(name, args=words) for name, words in places.items()}
    json.dump({"places": addresses, "twice": [TWICE, PASSWORD, SECRET]}, sys.stdout)


def people() -> dict[str, list[object]]:
    """Erase somebody and a category of somebody, both of which can still be undone; end a matter; write a call down."""
    live = Subject.objects.filter(status=Subject.Status.LIVE, restricted=False, held_things=None, trigger_ties=None)
    gone, partly, one = (person.public_id for person in live.order_by("-pk")[:3])
    erase_person(gone, reason="request", asked_by=LEAD.name, at=NOW, cooling_off=WEEK)
    erase_category(partly, "interactions", reason="request", asked_by=LEAD.name, at=NOW, cooling_off=WEEK)
    runs, ended = (
        start_matter(Matter.Kind.SERVICE, number, what="Invoices for a year", by=LEAD.name, at=NOW - WEEK)
        for number in ("FS-2026-102", "FS-2026-101")
    )
    involve(runs, [one], by=LEAD.name, at=NOW)
    end_matter(ended.pk, ended_at=NOW - dt.timedelta(days=1), by=LEAD.name, now=NOW)
    hold = place_hold(
        Hold.Kind.LITIGATION,
        "Claim 2026/18",
        [Named(one, category="interactions")],
        owner=LEAD.name,
        review_on=(NOW + WEEK).date(),
        by=LEAD.name,
        at=NOW,
    )
    said = Passed("telephone", "in", NOW - dt.timedelta(hours=2), "Asked whether credit notes are read too.")
    call = record_interaction(LEAD, one, "enquiries", said, now=NOW)
    record = Record.objects.filter(subject__public_id=one, superseded_by=None).earliest("pk")
    company = Company.objects.earliest("pk").public_id
    answerable = Enquiry.objects.filter(state=Enquiry.State.NEW, subject__status=Subject.Status.LIVE)
    enquiry = answerable.exclude(subject__public_id=partly).latest("pk").public_id
    return {
        "console:person": [one],
        "console:person-stop": [one],
        "console:person-erase": [one],
        "console:person-hold": [one],
        "console:person-kind": [one],
        "console:person-company": [one],
        "console:person-matters": [one],
        "console:record-erase": [one, record.pk],
        "console:category-erase": [one, "contact"],
        "console:interaction-new": [one],
        "console:interaction": [one, call.public_id],
        "console:erasures": [],
        "console:certificates": [],
        "console:certificate": [Certificate.objects.earliest("pk").pk],
        "console:erasure-undo": [gone],
        "console:category-erasure-undo": [partly, "interactions"],
        "console:holds": [],
        "console:hold": [hold.pk],
        "console:hold-end": [hold.pk],
        "console:matter": [runs.pk],
        "console:matter-end": [runs.pk],
        "console:matter-waits": [runs.pk],
        "console:matter-reopen": [ended.pk],
        "console:matter-new": ["service"],
        "console:companies": [],
        "console:company-new": [],
        "console:company": [company],
        "console:company-edit": [company],
        "console:company-merge": [company],
        "console:contact-record": [],
        "console:templates": [],
        "console:template-new": [],
        "console:template": [AnswerTemplate.objects.earliest("pk").pk],
        "console:template-delete": [AnswerTemplate.objects.earliest("pk").pk],
        "console:enquiry": [enquiry],
        "console:enquiry-close": [enquiry],
    }


def imports() -> dict[str, list[object]]:
    """Bring in lists of whose source and notice not all is known, and leave another at the question what it holds.

    So the purpose is observed, and the board calls S18 broken; where those of the second list came from is settled.
    """
    asked = begin([LIST.encode()], by=LEAD.name, at=NOW)
    set_mode("enquiries", observed=True, actor=LEAD.name, at=NOW)
    row = _brought(LIST, Mapping(columns=COLUMNS, purposes=("enquiries",), kind="enquirer"))
    shown = versions().current(NOW).label
    _brought(FAIR, Mapping(columns=(*COLUMNS, "date"), purposes=("enquiries",), kind="enquirer", version=shown))
    known = [one.group for one in unsettled("enquiries") if one.group.version == shown]
    settling = settle_source("enquiries", known, "directly", reason="The cards of the fair", by=LEAD.name, at=NOW)
    while run_settlings(NOW):
        pass
    return {
        "console:imports": [],
        "console:import": [row.public_id],
        "console:import-columns": [asked.public_id],
        "console:keeping": [],
        "console:keeping-going": [],
        "console:keeping-month": [f"{NOW + 8 * WEEK:%Y-%m}", "enquiries"],
        "console:keeping-waiting-whose": ["event-held", "contact"],
        "console:enforcing-purpose": ["enquiries"],
        "console:enforcing-switch": ["enquiries"],
        "console:enforcing-people": ["enquiries", "source-unknown"],
        "console:enforcing-settle": ["enquiries"],
        "console:enforcing-settle-notice": ["enquiries"],
        "console:enforcing-settling": ["enquiries", settling.public_id],
    }


def _brought(text: str, mapping: Mapping) -> Import:
    row = begin([text.encode()], by=LEAD.name, at=NOW)
    settle(row, mapping, by=LEAD.name, at=NOW)
    _work()
    start(Import.objects.get(pk=row.pk), by=LEAD.name, at=NOW)
    _work()
    return row


def _work() -> None:
    while running.run_imports(NOW, "furnishing"):
        pass


def writing() -> dict[str, list[object]]:
    """Start a draft of the next version."""
    current = versions().current(NOW)
    draft = drafts.start_from(current, name="Spring", effective=NOW.date() + 12 * WEEK, by=LEAD.name, at=NOW).pk
    return {
        "console:drafts": [],
        "console:draft": [draft],
        "console:draft-clause": [draft, "purpose.enquiries"],
        "console:draft-new-clause": [draft, "subjects"],
        "console:draft-remove-clause": [draft, "topic.guides-and-events"],
        "console:draft-file": [draft],
        "console:draft-findings": [draft],
        "console:draft-changes": [draft],
        "console:draft-preview": [draft],
        "console:draft-throw-away": [draft],
        "console:draft-languages": [draft],
        "console:draft-language": [draft, "cy"],
        "console:draft-words": [draft, "cy", "purpose.enquiries"],
        "console:draft-assessment": [draft, "balancing-test", "enquiries"],
    }


def planning() -> dict[str, list[object]]:
    """Propose a version, have its plan made, and begin to tell people of it; and one where their data came from."""
    file = next_version(NoticeVersion.objects.latest("pk").text.encode())
    made = propose(file, "next.yaml", by=LEAD.name, at=NOW)
    make_waiting(NOW)
    begin_telling(made.pk, by=LEAD.name, at=NOW)
    noor = {"contact": {"name": "Noor Finch", "email": "noor@finchmills.example"}}
    keep_from_newcomer(LEAD, "staff-of-customer", "enquiries", noor, source="customers", at=NOW)
    find_untold(NOW)
    consequence = KeptConsequence.objects.filter(run__proposal=made, people__gt=0).latest("pk").pk
    return {
        "console:plan": [made.pk],
        "console:plan-tell": [made.pk],
        "console:plan-untold": [made.pk],
        "console:plan-publish": [made.pk],
        "console:plan-withdraw": [made.pk],
        "console:plans": [],
        "console:sources-told": [],
        "console:source-told": ["customers"],
        "console:notice-difference": ["2018-06-21", "2026-12-01"],
        "console:plan-people": [made.pk, consequence],
        "change": [link_token(made.tellings.exclude(asked=0).latest("pk").pk)],
    }


def undelivered() -> dict[str, list[object]]:
    """Let a message come back from the receiver's server."""
    person = Subject.objects.filter(status=Subject.Status.LIVE).earliest("pk").public_id
    ended = {"state": Outgoing.State.FAILED, "reason": "answer-550", "ended_at": NOW}
    back = Outgoing.objects.create(kind="outreach:preferences", person=person, queued_at=NOW, run_after=NOW, **ended)
    return {"console:mail-message": [back.public_id]}


def colleagues() -> dict[str, list[object]]:
    """Invite somebody, let somebody stand in for somebody, and let somebody have a second factor."""
    invitation = invite("una@fellside.example", "Una Price", ["support"], by=LEAD.name)
    away, deputy = (Member.objects.get(email=f"{name}@fellside.example") for name in ("support", "marketing"))
    twice, _ = add_member(TWICE, "Ola Finch", ["support"], PASSWORD)
    with belonging_to(twice):
        factor = TOTP.activate(twice, SECRET).instance
    standing_in = arrange(away, deputy, NOW.date() + WEEK, NOW.date() + 2 * WEEK, by=LEAD.name)
    return {
        "console:join": [token_of(invitation)],
        "console:staff-member": [away.pk],
        "console:staff-member-password": [away.pk],
        "console:staff-leave": [away.pk],
        "console:staff-purpose": ["enquiries"],
        "console:staff-invitation": [invitation.pk],
        "console:staff-deputy": [standing_in.pk],
        "console:staff-member-factors": [twice.pk],
        "console:factor-remove": [factor.pk],
        "console:codes": [],
    }


def connecting() -> dict[str, list[object]]:
    """Make a token and a webhook."""
    grants = {"enquiries": frozenset({"use"})}
    token, _ = make_token("Accounts system", grants, now=NOW, days=90, made_by=LEAD.name)
    settings.HONOUR_PRIVATE_HOSTS = ["127.0.0.1"]  # it is looked up, and no name can be without a network
    webhook, _ = make_webhook("Shop", "https://127.0.0.1/told", (), by=LEAD.name, at=NOW)
    Webhook.objects.filter(pk=webhook.pk).update(url="https://shop.fellside.example/told")
    return {
        "console:token": [token.pk],
        "console:token-revoke": [token.pk],
        "console:connection": [webhook.public_id],
        "console:connection-remove": [webhook.public_id],
    }


def links() -> dict[str, list[object]]:
    """Make the links that people get by mail."""
    known = Identifier.objects.filter(kind="email", record__superseded_by=None, subject__status=Subject.Status.LIVE)
    one = known.latest("pk")
    person = one.subject.public_id
    download = Download.objects.latest("pk")
    Download.objects.filter(pk=download.pk).update(expires_at=NOW + WEEK)
    return {
        "confirm": [confirmation_token(one.pk, NOW)],
        "preferences-of": [preferences_token(person, one.pk, NOW)],
        "preferences-details": [preferences_token(person, one.pk, NOW), one.record.pk],
        "stop": [stop_token(person, "asha@patel.example")],
        "download-link": [download_token(download)],
    }


main()

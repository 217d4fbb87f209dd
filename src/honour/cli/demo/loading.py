"""Filling the demonstration: two published notices, people who came under each, colleagues, and a little history."""

from __future__ import annotations

import datetime as dt
import secrets
from pathlib import Path

from honour.cli.demo.people import Person, people
from honour.cli.demo.site import furnish
from honour.evidence.provers import prove_and_keep
from honour.evidence.tree.integrating import integrate
from honour.evidence.tree.signing import installed_signing
from honour.notice.check import check
from honour.notice.model import Notice
from honour.register.collecting import collect
from honour.register.publishing import publish
from honour.register.versions import Published, versions
from honour.retention.sweeps.running import run_sweep
from honour.staff.grants import actor_for, grant_defaults
from honour.staff.joining import add_member
from honour.staff.models import Member

FIRST = dt.datetime(2018, 6, 21, 9, 0, tzinfo=dt.UTC)
SECOND = dt.datetime(2026, 11, 2, 9, 0, tzinfo=dt.UTC)
_FORM = "get-in-touch"
_COLLEAGUES = (
    ("privacy-lead", "Nadia Rahman", "lead"),
    ("support", "Tom Ashworth", "support"),
    ("marketing", "Erin Kelly", "marketing"),
    ("finance", "Joan Whitlock", "finance"),
    ("auditor", "Sam Okafor", "auditor"),
)


def load(folder: Path, count: int) -> str:
    """Load the fictional company; return the sign-ins, a line each.

    Arguments: ``folder`` of its two notices; ``count`` of people, three in five of whom came under the first notice;
    of these the oldest go at once, their time being over under the second.
    """
    now = dt.datetime.now(dt.UTC)
    second_at = min(SECOND, now - dt.timedelta(days=7))
    earlier = count * 3 // 5
    first = _publish(folder / "2018-06-21.yaml", FIRST)
    lately = second_at - dt.timedelta(days=390)
    came = _collect(first, people(earlier // 4, FIRST + dt.timedelta(days=14), lately))
    came += _collect(first, people(earlier - earlier // 4, lately, second_at - dt.timedelta(days=1), seed=20251008))
    second = _publish(folder / "2026-12-01.yaml", second_at)
    grant_defaults(second.notice)
    later = people(count - earlier, second_at + dt.timedelta(hours=1), now - dt.timedelta(minutes=5), seed=20261102)
    came += _collect(second, later)
    sign_ins = _colleagues()
    run_sweep(now - dt.timedelta(hours=9), pause=0, force=True)
    furnish(second, second_at, now)
    _history(came, now)
    _dealings(came, now)
    while integrate(installed_signing(), now):
        pass
    prove_and_keep(now)
    return sign_ins


def _publish(file: Path, at: dt.datetime) -> Published:
    """Publish a notice on its day; the first one, of 2018, as it was, each error acknowledged by its code."""
    from honour.notice.reading import read_notice

    data = file.read_bytes()
    notice = read_notice(data, file.name)
    errors = {each.code for each in check(notice, at=at.date()) if each.severity == "error"}
    return publish(data, file.name, actor="command-line", at=at, as_is=errors if notice.historical else None)


def _collect(version: Published, who: list[Person]) -> list[tuple[Person, str]]:
    """Let people send the form; return each with the words of the address by which they are found again."""
    return [(person, _send(version, person)) for person in who]


def _send(version: Published, person: Person) -> str:
    notice: Notice = version.notice
    form = notice.forms[_FORM]
    answers: dict[str, str] = {}
    for short, asked in form.fields.items():
        declared = notice.categories[asked.category].fields[asked.field]
        answer = person.answer(short, asked, declared)
        if answer is not None:
            answers[short] = answer
    opts_out = form.marketing is not None and form.marketing.kind == "opt-out"
    ticked = person.opted_out if opts_out else not person.opted_out
    collect(
        _FORM, answers, version=version.label, submission=secrets.token_urlsafe(16), at=person.wrote_at, ticked=ticked
    )
    return person.email


def _colleagues() -> str:
    lines = []
    for role, name, word in _COLLEAGUES:
        password = "-".join(secrets.token_hex(2) for _ in range(4))
        email = f"{word}@fellside.example"
        add_member(email, name, [role], password)
        lines.append(f"  {email:<28} {password}   {name}, {role.replace('-', ' ')}\n")
    return "".join(lines)


def _history(came: list[tuple[Person, str]], now: dt.datetime) -> None:
    """Let colleagues answer enquiries and write down calls, two people stop the marketing, and one be erased."""
    from honour.cli.demo.contact import correspond
    from honour.register.deciding import Kind, decide
    from honour.register.erasing import erase_person
    from honour.register.finding import find_anywhere
    from honour.register.reading import read

    support = actor_for(Member.objects.get(email="support@fellside.example"))
    found = [find_anywhere(email, actor=support, at=now).people for _, email in came[-24:]]
    ids = [people[0] for people in found if people]
    for number, person in enumerate(ids):
        at = now - dt.timedelta(minutes=4 * (len(ids) - number) + 1)
        read(support, person, purpose="enquiries", at=at)
    for person in ids[3:5]:
        decide(person, Kind.MARKETING_STOP, at=now, how="telephone", recorded_by=support.name)
    if ids:
        _put_right(ids[-1], now)
        erase_person(ids[0], reason="request", asked_by=support.name, at=now)
    correspond(ids[1:13], now)


def _put_right(person: str, now: dt.datetime) -> None:
    """Let somebody put their telephone number right, on the page of their preferences."""
    from honour.outreach.preferences.details import details_of, put_right

    (newest, *_) = details_of(person, versions().current(now).notice, now)
    put_right(person, newest.record, {**newest.values, "telephone": "01632 960 555"}, now)


def _dealings(came: list[tuple[Person, str]], now: dt.datetime) -> None:
    """Let three people be in a service that runs, and hold somebody's letters for a claim."""
    from honour.dealings.matters import involve, start_matter
    from honour.dealings.models import Matter
    from honour.register.finding import find_anywhere
    from honour.register.holding import Named, place_hold
    from honour.register.models import Hold

    lead = actor_for(Member.objects.get(email="lead@fellside.example"))
    found = [find_anywhere(email, actor=lead, at=now).people for _, email in came[-40:-30]]
    ids = [people[0] for people in found if people]
    if len(ids) < 4:  # noqa: PLR2004 - three in the service, one in the claim
        return
    begun = now - dt.timedelta(days=5)
    service = start_matter(Matter.Kind.SERVICE, "FS-2026-041", what="Invoicing for a year", by=lead.name, at=begun)
    involve(service, ids[:3], by=lead.name, at=now)
    place_hold(
        Hold.Kind.LITIGATION,
        "Claim 2026/17",
        [Named(ids[3], category="interactions")],
        owner=lead.name,
        review_on=(now + dt.timedelta(days=60)).date(),
        by=lead.name,
        at=now,
    )

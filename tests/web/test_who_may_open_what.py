"""Every page of the console stands behind the role it needs."""

import pytest
from django.urls import URLResolver, get_resolver, reverse

from honour.cli.demo.next_version import next_version
from honour.drafting import drafts
from honour.drafting.models import Draft
from honour.evidence.models import Entry
from honour.intake.models import Asset, Enquiry, Import, LandingPage
from honour.publishing.models import KeptConsequence, Proposal
from honour.publishing.plan.keeping import make_waiting
from honour.publishing.proposing import propose
from honour.staff.deputies import arrange
from honour.staff.invitations import invite
from honour.staff.joining import add_member
from honour.staff.models import Deputy, Invitation, Member
from honour.staff.roles import ROLES, Part
from honour.systems.models import Webhook
from honour.web.console.urls import urlpatterns
from tests.conftest import EXAMPLES

OPEN = {
    "sign-in",
    "sign-out",
    "second-factor",
    "passkey",
    "passkey-challenge",
    "provider",
    "provider-callback",
    "join",
    "set-up-begin",
}
"""What stands before signing in."""

LEADS_ON = {"set-up-upload", "set-up-step"}
"""Where nothing is left to set up, they lead back."""

FOR_EVERYBODY = {
    "password",
    "account",
    "confirm",
    "elsewhere",
    "app",
    "passkey-add",
    "passkey-new-challenge",
    "codes",
    "factor-remove",
}
"""One's own account."""

ARGUMENTS = {
    "promise": ["S16"],
    "person": ["PERSON"],
    "person-stop": ["PERSON"],
    "person-kind": ["PERSON"],
    "person-erase": ["PERSON"],
    "person-hold": ["PERSON"],
    "keeping-month": ["2026-12", "enquiries"],
    "keeping-waiting-whose": ["event-held", "contact"],
    "hold": ["1"],
    "hold-end": ["1"],
    "certificate": ["1"],
    "erasure-undo": ["PERSON"],
    "category-erasure-undo": ["PERSON", "contact"],
    "notice-difference": ["2018-06-21", "2026-12-01"],
    "draft": ["DRAFT"],
    "draft-clause": ["DRAFT", "controller"],
    "draft-new-clause": ["DRAFT", "subjects"],
    "draft-remove-clause": ["DRAFT", "topic.guides-and-events"],
    "draft-file": ["DRAFT"],
    "draft-findings": ["DRAFT"],
    "draft-changes": ["DRAFT"],
    "draft-preview": ["DRAFT"],
    "draft-throw-away": ["DRAFT"],
    "draft-languages": ["DRAFT"],
    "draft-language": ["DRAFT", "cy"],
    "draft-words": ["DRAFT", "cy", "purpose.enquiries"],
    "enforcing-purpose": ["enquiries"],
    "enforcing-switch": ["enquiries"],
    "enforcing-people": ["enquiries", "basis-blank"],
    "enforcing-settle": ["enquiries"],
    "enforcing-settle-notice": ["enquiries"],
    "enforcing-settling": ["enquiries", "nothing"],
    "enforcing-settling-stop": ["enquiries", "nothing"],
    "assessment": ["balancing-test", "enquiries"],
    "draft-assessment": ["DRAFT", "balancing-test", "enquiries"],
    "entry": ["ENTRY"],
    "entry-proof": ["ENTRY"],
    "staff-member": ["MEMBER"],
    "staff-purpose": ["enquiries"],
    "staff-member-factors": ["MEMBER"],
    "staff-member-password": ["OTHER"],
    "staff-leave": ["OTHER"],
    "staff-invitation": ["INVITATION"],
    "staff-deputy": ["DEPUTY"],
    "factor-remove": ["MEMBER"],
    "join": ["1-1-a"],
    "form": ["get-in-touch"],
    "form-sale": ["get-in-touch"],
    "form-allow": ["get-in-touch"],
    "form-end": ["get-in-touch"],
    "asset": ["sheet"],
    "asset-withdraw": ["sheet"],
    "landing-edit": ["spring"],
    "notice-register": ["xlsx"],
    "token": [1],
    "token-revoke": [1],
    "mail-message": ["nothing"],
    "connection": ["WEBHOOK"],
    "connection-act": ["WEBHOOK"],
    "connection-remove": ["WEBHOOK"],
    "connection-secret": ["WEBHOOK"],
    **{
        f"plan{act}": ["PROPOSAL"]
        for act in (
            "",
            "-again",
            "-stop",
            "-reason",
            "-approve",
            "-publish",
            "-call-off",
            "-withdraw",
            "-tell",
            "-untold",
        )
    },
    "plan-people": ["PROPOSAL", "CONSEQUENCE"],
    "source-told": ["customers"],
    "import": ["IMPORT"],
    "import-columns": ["IMPORT"],
    "import-start": ["IMPORT"],
    "import-again": ["IMPORT"],
    "import-cancel": ["IMPORT"],
    "import-refused": ["IMPORT"],
    "record-erase": ["PERSON", 1],
    "category-erase": ["PERSON", "contact"],
    "record-correct": ["PERSON", 1],
    "company": ["nothing"],
    "company-edit": ["nothing"],
    "company-merge": ["nothing"],
    "person-company": ["PERSON"],
    "matter": [1],
    "matter-new": ["service"],
    "matter-end": [1],
    "matter-reopen": [1],
    "matter-waits": [1],
    "person-matters": ["PERSON"],
    "enquiry": ["ENQUIRY"],
    "enquiry-change": ["ENQUIRY"],
    "enquiry-close": ["ENQUIRY"],
    "template": [1],
    "template-delete": [1],
    "interaction-new": ["PERSON"],
    "interaction": ["PERSON", "nothing"],
    "attachment": ["PERSON", "nothing"],
    "set-up-begin": ["a"],
    "set-up-step": ["company"],
}

ALSO = {
    "records-export": 404, "import-columns": 302, "import-refused": 404,
    "enquiry": 404, "enquiry-close": 404, "template": 404, "template-delete": 404, "interaction": 404,
    "record-erase": 404, "record-correct": 404, "company": 404, "company-edit": 404, "company-merge": 404,
    "token": 404, "token-revoke": 404, "hold": 404, "hold-end": 404, "erasure-undo": 404, "certificate": 404,
    "category-erasure-undo": 404, "matter": 404, "matter-end": 404, "matter-reopen": 404, "matter-waits": 404,
    "enforcing-settling": 404, "staff-member-password": 404,
    "source-told": 404, "mail-message": 404,
}  # fmt: skip
"""What pages answer that have nothing to show yet, lead on, or lie outside the member's purposes."""


def every_page(patterns):
    """Give each page by its name, those of included addresses too: a page nobody named is none that can be tested."""
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            yield from every_page(pattern.url_patterns)
        else:
            assert pattern.name, f"{pattern.pattern} has no name"
            yield pattern.name, pattern.callback


PAGES = dict(every_page(urlpatterns))


def address(name: str, person: str) -> str:
    """Give a page's address, with a person, an entry and a member that exist where there are any."""
    there = {
        "PERSON": lambda: person,
        "WEBHOOK": lambda: (Webhook.objects.first() or Webhook()).public_id,
        "IMPORT": lambda: (Import.objects.first() or Import()).public_id,
        "ENTRY": lambda: newest(Entry),
        "MEMBER": lambda: newest(Member),
        "PROPOSAL": lambda: newest(Proposal),
        "CONSEQUENCE": lambda: newest(KeptConsequence),
        "OTHER": lambda: Member.objects.order_by("pk").first().pk if Member.objects.exists() else 1,
        "INVITATION": lambda: newest(Invitation),
        "DEPUTY": lambda: newest(Deputy),
        "DRAFT": lambda: newest(Draft),
        "ENQUIRY": lambda: getattr(Enquiry.objects.order_by("-pk").first(), "public_id", "nothing"),
    }
    words = [there[word]() if word in there else word for word in ARGUMENTS.get(name, [])]
    return reverse(f"console:{name}", args=words)


def proposed(now) -> None:
    """Put Fellside's next version on the table, with its plan."""
    second = (EXAMPLES / "fellside/2026-12-01.yaml").read_bytes()
    propose(next_version(second), "next.yaml", by="staff-0", at=now)
    make_waiting(now)


def newest(model) -> int:
    last = model.objects.order_by("-pk").first()
    return last.pk if last else 1


@pytest.mark.parametrize("name", sorted(set(PAGES) - OPEN))
def test_every_page_of_the_console_says_which_part_it_is(name):
    part = PAGES[name].part
    assert part is None if name in FOR_EVERYBODY else isinstance(part, Part)


@pytest.mark.parametrize("name", sorted(set(PAGES) - OPEN))
def test_nobody_sees_a_page_without_signing_in(client, fellside, name):
    came = client.get(address(name, "aaaaaaaaaaaaaaaaaaaa"))
    assert came.status_code in {302, 405}
    if came.status_code == 302:
        assert came["Location"].startswith("/console/sign-in")
    posted = client.post(address(name, "aaaaaaaaaaaaaaaaaaaa"))
    assert posted.status_code in {302, 405}


@pytest.mark.parametrize("role", sorted(ROLES))
def test_each_role_opens_its_own_pages_and_is_refused_the_others(fellside, signed_in, wrote, role, now):
    away, _ = add_member("away@fellside.example", "Away", ["privacy-lead"], "three quiet herons")
    client, person = signed_in(role), wrote()
    sheet = {"kind": "other", "title": "Sheet", "file_name": "a.pdf", "media_type": "application/pdf", "size": 1}
    Asset.objects.create(slug="sheet", sha256="0" * 64, added_at=now, **sheet)
    LandingPage.objects.create(slug="spring", heading="Spring", form="get-in-touch", opens_at=now)
    Webhook.objects.create(name="Shop", url="https://shop.example/", root_version=1, made_by="staff-1", made_at=now)
    Import.objects.create(
        by="staff-1",
        form="csv",
        encoding="utf-8",
        delimiter=",",
        state="checked",
        run_after=now,
        made_at=now,
        expires_at=now,
    )
    drafts.start_from(fellside.all[-1], name="Spring", effective=now.date(), by="staff-1", at=now)
    proposed(now)
    invite("una@fellside.example", "Una", ["support"], by="staff-1")
    arrange(
        away,
        Member.objects.get(email=f"{role}@fellside.example"),
        now.date().replace(day=20),
        now.date().replace(day=21),
        by="staff-1",
    )
    for name in sorted(set(PAGES) - OPEN - FOR_EVERYBODY):
        came = client.get(address(name, person))
        if PAGES[name].part in ROLES[role].parts and name in LEADS_ON:
            assert came["Location"] == "/console/set-up/", name
        elif PAGES[name].part in ROLES[role].parts:
            assert came.status_code in {200, 405, ALSO.get(name, 200)}, name
        else:
            assert came.status_code in {403, 405}, name
            if came.status_code == 403:
                said = came.content.decode()
                assert "You are signed in as" in said
                assert "Forbidden" not in said
        posted = client.post(address(name, person), {})
        if PAGES[name].part not in ROLES[role].parts:
            assert posted.status_code in {403, 405}, name


def test_a_refusal_says_for_whom_the_page_is_and_in_which_role_one_is_here(signed_in):
    said = signed_in("support").get("/console/records/").content.decode()
    assert "The records are open to the privacy lead and the auditor" in said
    assert "You are signed in as support." in said


@pytest.mark.parametrize(
    ("role", "labels"),
    [
        ("privacy-lead", ["Today", "Promises", "People", "Requests", "Contact", "Notice", "Records"]),
        ("support", ["Today", "Promises", "People", "Requests", "Contact", "Notice"]),
        ("marketing", ["Today", "Promises", "People", "Contact", "Notice"]),
        ("finance", ["Today", "Promises", "People", "Notice"]),
        ("auditor", ["Today", "Promises", "Notice", "Records"]),
    ],
)
def test_the_navigation_shows_each_role_its_parts_only(signed_in, role, labels):
    came = signed_in(role).get("/console/")
    assert [item.label for item in came.context["nav"]] == labels


def test_the_auditor_cannot_search_for_people(signed_in):
    client = signed_in("auditor")
    assert client.get("/console/").context.get("search") is None
    assert client.post("/console/people/find", {"identifier": "a@b.example"}).status_code == 403


def test_no_page_stands_outside_the_console_and_the_public_site():
    """django-allauth comes with pages of its own; none of them is reachable."""
    views = {callback.__module__ for _, callback in walk(get_resolver().url_patterns)}
    assert not [module for module in views if module.startswith(("allauth", "django.contrib"))]


def walk(patterns):
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            yield from walk(pattern.url_patterns)
        else:
            yield pattern.name, pattern.callback

"""Every page of the console stands behind the role it needs."""

import pytest
from django.urls import reverse

from honour.evidence.models import Entry
from honour.staff.models import Member
from honour.staff.roles import ROLES, Part
from honour.web.console.urls import urlpatterns

OPEN = {"sign-in", "sign-out"}
FOR_EVERYBODY = {"password"}

ARGUMENTS = {
    "promise": ["S16"],
    "person": ["PERSON"],
    "person-stop": ["PERSON"],
    "person-erase": ["PERSON"],
    "notice-difference": ["2018-06-21", "2026-12-01"],
    "entry": ["ENTRY"],
    "entry-proof": ["ENTRY"],
    "staff-member": ["MEMBER"],
    "staff-purpose": ["enquiries"],
}

PAGES = {pattern.name: pattern.callback for pattern in urlpatterns}


def address(name: str, person: str) -> str:
    """Give a page's address, with a person, an entry and a member that exist where there are any."""
    there = {"PERSON": lambda: person, "ENTRY": lambda: newest(Entry), "MEMBER": lambda: newest(Member)}
    words = [there[word]() if word in there else word for word in ARGUMENTS.get(name, [])]
    return reverse(f"console:{name}", args=words)


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
def test_each_role_opens_its_own_pages_and_is_refused_the_others(signed_in, wrote, role):
    client, person = signed_in(role), wrote()
    for name in sorted(set(PAGES) - OPEN - FOR_EVERYBODY):
        came = client.get(address(name, person))
        if PAGES[name].part in ROLES[role].parts:
            assert came.status_code in {200, 405, 404 if name == "records-export" else 200}, name
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

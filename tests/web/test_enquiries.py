"""What people ask is taken, answered by mail, and closed; two people at it lose nothing."""

import datetime as dt
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from honour.evidence.models import Entry, Payload
from honour.evidence.provers import promises, provers
from honour.evidence.provers.proving import prove
from honour.intake.enquiries.changing import assign, set_state
from honour.intake.enquiries.due import due_on
from honour.intake.enquiries.errors import ChangedMeanwhileError
from honour.intake.models import AnswerTemplate, Enquiry, EnquiryChange, Interaction
from honour.mailroom.models import Outgoing
from honour.mailroom.sending import send_due
from honour.mailroom.server import MailServer
from honour.register.attachments import attached_to
from honour.register.erasing import erase_person, erase_record
from honour.register.models import Attachment, Record, Subject
from honour.register.undoing import undo_erasure
from honour.staff.deputies import arrange
from honour.staff.joining import add_member
from honour.staff.leaving import leave
from honour.staff.models import Grant, Member
from tests.intake.test_uploads import PDF
from tests.web.conftest import PASSWORD

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.promise("S13")]


@pytest.fixture
def asked(wrote):
    """An enquiry that came by the form."""
    person = wrote()
    return Enquiry.objects.get(subject__public_id=person)


def page(client, asked, **posted):
    url = f"/console/contact/enquiries/{asked.public_id}"
    return client.post(url, posted) if posted else client.get(url)


def seen(response):
    return re.search(r'name="seen" value="(\d+)"', response.content.decode())[1]


def test_a_form_opens_an_enquiry_that_is_nobodys_and_due(asked, now):
    assert (asked.state, asked.owner, asked.purpose) == ("new", None, "enquiries")
    assert asked.due_on.isoformat() == "2026-12-10"  # a week from Thursday 3 December
    assert due_on(now, 2).isoformat() == "2026-12-07"  # over the weekend


def test_the_same_post_twice_opens_one(wrote):
    wrote()
    wrote()
    assert Enquiry.objects.count() == 1


def test_a_clerk_takes_opens_answers_and_closes(asked, signed_in, tmp_path, clock):
    client = signed_in("support")
    listed = client.get("/console/contact/").content.decode()
    assert "One enquiry is open" in listed
    assert "Asha" not in listed
    assert "canaries" not in page(client, asked).content.decode()
    client.post(f"/console/contact/enquiries/{asked.public_id}/change", {"act": "take", "seen": "1"})
    asked.refresh_from_db()
    assert asked.owner.email == "support@fellside.example"
    assert asked.state == "answering"
    AnswerTemplate.objects.create(
        name="Prices", purpose="enquiries", subject="Prices", text="Dear {name},", changed_at=clock.now, changed_by="x"
    )
    opened = page(client, asked, template=str(AnswerTemplate.objects.get().pk))
    shown = opened.content.decode()
    assert "Please send a price for canaries." in shown
    assert "Dear Asha Patel-Canary," in shown
    sent = page(client, asked, seen=seen(opened), subject="Your canaries", text="They are yellow.", then="answered")
    assert sent.status_code == 302, sent.content.decode()
    asked.refresh_from_db()
    assert asked.state == "answered"
    kept = Interaction.objects.get(enquiry=asked)
    assert b"yellow" not in bytes(Record.objects.get(pk=kept.record_id).value)
    row = Outgoing.objects.get(public_id=kept.message)
    assert "yellow" not in str(row.context)
    send_due(MailServer(folder=tmp_path), clock.now)
    mail = next(tmp_path.glob("*.eml")).read_text()
    assert "They are yellow." in mail
    assert "Subject: Your canaries" in mail
    assert "asha.patel@canary.example" in mail
    assert "Handed to the mail server" in page(client, asked).content.decode()
    closing = client.post(
        f"/console/contact/enquiries/{asked.public_id}/close", {"seen": str(asked.revision), "outcome": "helped"}
    )
    assert closing.status_code == 302
    assert Enquiry.objects.get().state == "closed"
    kinds = set(Entry.objects.values_list("kind", flat=True))
    assert {"enquiry:opened", "enquiry:changed", "message:sent"} <= kinds


@pytest.mark.promise("S10")
def test_what_passed_stands_on_the_one_timeline_and_opens_for_a_purpose(asked, signed_in, clock):
    client = signed_in("support")
    person = asked.subject.public_id
    said = client.post(
        f"/console/people/{person}/interactions/new?enquiry={asked.public_id}",
        {
            "channel": "telephone", "direction": "in", "on": "2026-12-03", "at": "09:30", "purpose": "enquiries",
            "words": "Wants herons too.", "file": SimpleUploadedFile("of\u202efer.pdf", PDF),
        },
    )  # fmt: skip
    assert said.status_code == 302, said.content.decode()
    kept = Interaction.objects.get()
    assert kept.enquiry == asked
    closed = client.get(f"/console/people/{person}").content.decode()
    assert "They rang us." in closed
    assert "herons" not in closed
    opened = client.post(f"/console/people/{person}", {"purpose": "enquiries"}).content.decode()
    assert "Wants herons too. With one file." in opened
    url = f"/console/people/{person}/interactions/{kept.public_id}"
    assert "offer" not in client.get(url).content.decode()
    shown = client.post(url, {"purpose": "enquiries"}).content.decode()
    assert "Wants herons too." in shown
    assert "offer.pdf" in shown
    right = client.post(url, {"act": "correct", "words": "Wants herons, three."})
    assert right.status_code == 302
    kept.refresh_from_db()
    assert "three" in client.post(url, {"purpose": "enquiries"}).content.decode()
    assert Record.objects.filter(superseded_by=kept.record_id).count() == 1
    assert len(attached_to([kept.record_id])[kept.record_id]) == 1


def test_a_file_is_a_download_and_nothing_else(asked, signed_in):
    client = signed_in("support")
    person = asked.subject.public_id
    note = {"channel": "letter", "direction": "in", "on": "2026-12-03", "purpose": "enquiries", "words": "A letter."}
    client.post(
        f"/console/people/{person}/interactions/new", note | {"file": SimpleUploadedFile("Brief für Uns.pdf", PDF)}
    )
    file = Attachment.objects.get()
    url = f"/console/people/{person}/files/{file.public_id}"
    given = client.post(url, {"purpose": "enquiries"})
    assert b"".join(given.streaming_content) == PDF
    assert given["Content-Disposition"].startswith("attachment; ")
    assert "filename*=UTF-8''Brief%20f%C3%BCr%20Uns.pdf" in given["Content-Disposition"]
    assert given["X-Content-Type-Options"] == "nosniff"
    assert given["Content-Security-Policy"].endswith("sandbox")
    assert "no-store" in given["Cache-Control"]
    assert client.get(url).status_code == 405
    assert client.post(url, {"purpose": "payments"}).status_code == 302
    assert Payload.objects.filter(entry__kind="person:refused", content__contains=file.public_id).exists()
    assert client.post(url.replace(person, "nobodynobodynobody22"), {"purpose": "enquiries"}).status_code == 404


@pytest.mark.parametrize(
    ("name", "content"), [("a.exe", b"MZ"), ("a.pdf", b"<html>"), ("a.docm", PDF), ("a.txt", b""), ("x.html", b"x")]
)
def test_a_wrong_file_leaves_the_note_unwritten_and_what_was_typed_in_place(asked, signed_in, name, content):
    client = signed_in("support")
    note = {"channel": "letter", "direction": "in", "on": "2026-12-03", "purpose": "enquiries", "words": "A letter."}
    url = f"/console/people/{asked.subject.public_id}/interactions/new"
    said = client.post(url, note | {"file": SimpleUploadedFile(name, content)})
    assert said.status_code == 400
    assert "A letter." in said.content.decode()
    assert not Interaction.objects.exists()
    assert not Attachment.objects.exists()


def test_two_people_at_one_enquiry_lose_nothing(asked, signed_in, fellside, clock):
    client = signed_in("support")
    opened = page(client, asked, template="")
    other = add_member("other@fellside.example", "Priya Shah", ["support"], PASSWORD)[0]
    assign(asked.pk, other, seen=1, by=other.opaque_id, at=clock.now)
    late = page(client, asked, seen=seen(opened), subject="Mine", text="Words I typed.", then="answered")
    shown = late.content.decode()
    assert late.status_code == 409
    assert "Priya Shah took it." in shown
    assert "Words I typed." in shown
    assert not Interaction.objects.exists()
    again = page(client, asked, seen=seen(late), subject="Mine", text="Words I typed.", then="answered")
    assert again.status_code == 302
    url = f"/console/contact/enquiries/{asked.public_id}"
    assert client.post(f"{url}/change", {"act": "take", "seen": "1"}).status_code == 409
    closing = client.post(f"{url}/close", {"seen": "1", "outcome": "helped"})
    assert closing.status_code == 409
    assert 'value="helped" selected' in closing.content.decode()
    with pytest.raises(ChangedMeanwhileError):
        set_state(asked.pk, "waiting", seen=1, by="staff-1", at=clock.now)


def test_roles_see_the_enquiries_of_their_purposes_only(asked, signed_in):
    client = signed_in("marketing")
    assert asked.public_id not in client.get("/console/contact/").content.decode()
    assert page(client, asked).status_code == 404
    assert client.post(f"/console/contact/enquiries/{asked.public_id}/change", {"act": "take"}).status_code == 404
    assert client.get(f"/console/people/{asked.subject.public_id}/interactions/new").status_code == 200


def test_who_may_read_but_not_write_is_told_so(asked, signed_in):
    client = signed_in("support")
    for grant in Grant.objects.filter(role__code="support", purpose="enquiries"):
        grant.actions = ["use"]
        grant.save()
    opened = page(client, asked, template="").content.decode()
    assert "may not write to people" in opened
    refused = page(client, asked, seen="1", subject="S", text="T", then="answered")
    assert refused.status_code == 400
    assert not Outgoing.objects.exists()


@pytest.mark.parametrize("subject", ["Hello\r\nBcc: evil@canary.example", "Hi\x00", "a\u2028b"])
def test_a_subject_cannot_carry_a_header(asked, signed_in, subject):
    client = signed_in("support")
    refused = page(client, asked, seen="1", subject=subject, text="T", then="answered")
    if refused.status_code == 302:  # a browser's line break is taken off its ends only
        assert "evil" not in str(Outgoing.objects.values_list("context", flat=True))
    else:
        assert refused.status_code == 400
        assert not Outgoing.objects.exists()


def test_names_show_only_when_asked_for_and_that_is_recorded(asked, signed_in):
    client = signed_in("support")
    shown = client.post("/console/contact/").content.decode()
    assert "Asha Patel-Canary" in shown
    said = Payload.objects.filter(entry__kind="person:selected").latest("pk").content
    assert '"purpose":"enquiries"' in said
    assert "Asha" not in said


@pytest.mark.promise("S08")
def test_a_call_of_somebody_new_makes_a_person_and_an_enquiry(fellside, signed_in):
    client = signed_in("support")
    form = {
        "name": "Ben Ray", "email": "ben.ray@canary.example", "telephone": "", "company": "", "kind": "enquirer",
        "channel": "telephone", "direction": "in", "on": "2026-12-03", "at": "", "purpose": "enquiries",
        "words": "Asks for a demonstration.", "told": "on",
    }  # fmt: skip
    said = client.post("/console/contact/record", form)
    assert said.status_code == 302, said.content.decode()
    enquiry = Enquiry.objects.get()
    assert enquiry.owner.email == "support@fellside.example"
    assert enquiry.channel == "telephone"
    assert Subject.objects.get().informed
    client.post("/console/contact/record", form | {"words": "Rang again."})
    assert Subject.objects.count() == 1
    wrong = client.post("/console/contact/record", form | {"email": "not an address", "on": "2030-01-01"})
    assert wrong.status_code == 400
    assert "still to come" in wrong.content.decode()


def test_an_erasure_takes_enquiries_and_interactions_with_it(asked, signed_in, clock):
    client = signed_in("support")
    person = asked.subject.public_id
    note = {"channel": "letter", "direction": "in", "on": "2026-12-03", "purpose": "enquiries", "words": "A letter."}
    for _ in range(2):
        client.post(f"/console/people/{person}/interactions/new", note)
    one = Interaction.objects.first()
    erase_record(person, one.record_id, reason="mistake", asked_by="staff-1", at=clock.now)
    assert Interaction.objects.count() == 1
    erase_person(person, reason="request", asked_by="staff-1", at=clock.now)
    assert not Interaction.objects.exists()
    assert not Enquiry.objects.exists()
    assert not EnquiryChange.objects.exists()


def test_what_somebody_asked_waits_for_nobody_while_their_erasure_can_be_undone(asked, signed_in, clock):
    client = signed_in("support")
    person = asked.subject.public_id
    erase_person(person, reason="mistake", asked_by="staff-1", at=clock.now, cooling_off=dt.timedelta(hours=24))
    assert page(client, asked).status_code == 404
    assert "No enquiry waits" in client.get("/console/contact/").content.decode()
    assert "enquiry is nobody" not in client.get("/console/").content.decode()
    undo_erasure(person, by="staff-1", at=clock.now)
    assert page(client, asked).status_code == 200
    assert "One enquiry is open" in client.get("/console/contact/").content.decode()


def test_no_time_is_made_up_for_what_somebody_knows_the_day_of(asked, signed_in):
    client, person = signed_in("support"), asked.subject.public_id
    note = {"channel": "letter", "direction": "in", "on": "2026-12-03", "purpose": "enquiries", "words": "A letter."}
    client.post(f"/console/people/{person}/interactions/new?enquiry={asked.public_id}", note)
    one = Interaction.objects.latest("pk")
    for page in ("enquiries/" + asked.public_id, ""):
        place = f"/console/contact/{page}" if page else f"/console/people/{person}"
        said = re.sub(r"<[^>]+>", " ", client.get(place).content.decode())
        assert "3 December" in said
        assert "00:00" not in said
    alone = client.get(f"/console/people/{person}/interactions/{one.public_id}").content.decode()
    assert "00:00" not in re.sub(r"<[^>]+>", " ", alone)


def test_a_leavers_enquiries_go_to_their_successor(asked, fellside, clock):
    one = add_member("one@fellside.example", "One", ["support"], PASSWORD)[0]
    two = add_member("two@fellside.example", "Two", ["support"], PASSWORD)[0]
    assign(asked.pk, one, seen=1, by=one.opaque_id, at=clock.now)
    assert leave(one, successor=two)["enquiries"] == 1
    asked.refresh_from_db()
    assert asked.owner == two


def test_today_says_what_waits(asked, signed_in, clock):
    client = signed_in("support")
    assert "One enquiry is nobody’s." in client.get("/console/").content.decode()
    client.post(f"/console/contact/enquiries/{asked.public_id}/change", {"act": "take", "seen": "1"})
    assert "One enquiry of yours waits" in client.get("/console/").content.decode()
    clock.go_on(days=30)
    client.post("/console/sign-in", {"email": "support@fellside.example", "password": PASSWORD})
    assert "should have been answered by now" in client.get("/console/").content.decode()
    assert "late" in client.get("/console/contact/?late=on").content.decode()


def test_a_deputy_sees_on_today_what_waits_with_whom_they_stand_in_for(asked, signed_in, clock):
    away = add_member("away@fellside.example", "Ola Finch", ["support"], PASSWORD)[0]
    assign(asked.pk, away, seen=1, by=away.opaque_id, at=clock.now)
    client = signed_in("support")
    assert "Ola Finch" not in client.get("/console/").content.decode()
    deputy, day = Member.objects.get(email="support@fellside.example"), timezone.localdate(clock.now)
    arrange(away, deputy, day, day, by="staff-1")
    said = client.get("/console/").content.decode()
    listed = f"/console/contact/?owner={away.pk}"
    assert f'href="{listed}">One enquiry of Ola Finch, for whom you stand in, waits for an answer.</a>' in said
    assert asked.public_id in client.get(listed).content.decode()
    assert asked.public_id not in client.get("/console/contact/?owner=me").content.decode()
    clock.go_on(days=1)
    client.post("/console/sign-in", {"email": "support@fellside.example", "password": PASSWORD})
    assert "Ola Finch" not in client.get("/console/").content.decode()


def test_a_template_that_somebody_else_changed_is_not_overwritten(fellside, signed_in):
    client = signed_in("support")
    words = {"name": "Prices", "purpose": "enquiries", "subject": "S", "text": "One"}
    assert client.post("/console/contact/templates/new", words).status_code == 302
    one = AnswerTemplate.objects.get()
    url = f"/console/contact/templates/{one.pk}"
    assert client.post(url, words | {"text": "Two", "seen": "1"}).status_code == 302
    late = client.post(url, words | {"text": "Three", "seen": "1"})
    assert late.status_code == 409
    assert "Two" in late.content.decode()
    assert "Three" in late.content.decode()


def ours(row, name):
    return [each for each in provers()[row] if each.examine.__name__ == name]


def test_the_board_sees_an_enquiry_that_is_late_or_left_lying(asked, member, clock):
    def state():
        return prove(promises()["S13"], ours("S13", "enquiries_are_answered_in_time"), clock.now).state

    assert state() == "kept"
    clock.go_on(days=5)
    assert state() == "broken"  # nobody's, and half of its time over
    one = member("support")
    assign(asked.pk, one, seen=1, by=one.opaque_id, at=clock.now)
    assert state() == "kept"
    clock.go_on(days=5)
    assert state() == "broken"  # late
    Enquiry.objects.update(state="closed", purpose="marketing")
    assert state() == "broken"  # answered under what its form was not for


@pytest.mark.promise("S10")
def test_the_board_sees_what_is_kept_with_another_person(asked, wrote, signed_in, clock):
    client = signed_in("support")
    note = {"channel": "letter", "direction": "in", "on": "2026-12-03", "purpose": "enquiries", "words": "A letter."}
    client.post(f"/console/people/{asked.subject.public_id}/interactions/new", note)
    row = ours("S10", "what_passed_is_one_persons")
    assert prove(promises()["S10"], row, clock.now).state == "kept"
    other = wrote("other@canary.example")
    Interaction.objects.update(subject=Subject.objects.get(public_id=other))
    assert prove(promises()["S10"], row, clock.now).state == "broken"


def test_whoever_answers_what_nobody_took_has_it(asked, signed_in):
    client = signed_in("support")
    opened = page(client, asked, template="")
    sent = page(client, asked, seen=seen(opened), subject="Your canaries", text="They are yellow.", then="answered")
    assert sent.status_code == 302, sent.content.decode()
    asked.refresh_from_db()
    assert asked.owner.email == "support@fellside.example"
    assert list(EnquiryChange.objects.filter(enquiry=asked, what="owner").values_list("before", "after")) == [
        ("", asked.owner.opaque_id)
    ]


def test_what_waits_for_us_stands_before_what_waits_for_them(wrote, signed_in):
    first, second = wrote("one@canary.example"), wrote("two@canary.example")
    Enquiry.objects.filter(subject__public_id=first).update(state="answered", due_on="2026-12-01")
    rows = signed_in("support").get("/console/contact/").context["table"].rows
    assert [row.cells[2] for row in rows] == ["New", "Answered"]
    assert Enquiry.objects.get(subject__public_id=second).public_id in rows[0].url


def test_an_empty_list_says_what_will_stand_there_or_why_nothing_does(fellside, signed_in, wrote):
    client = signed_in("support")
    assert "What people ask by the forms on your site appears here" in client.get("/console/contact/").content.decode()
    wrote()
    assert "No enquiry is like that." in client.get("/console/contact/?owner=me").content.decode()
    Enquiry.objects.update(state="closed")
    assert "Every enquiry is closed." in client.get("/console/contact/").content.decode()


def test_an_enquiry_is_not_handed_over_to_whom_it_is(asked, signed_in, member):
    client = signed_in("support")
    client.post(f"/console/contact/enquiries/{asked.public_id}/change", {"act": "take", "seen": "1"})
    asked.refresh_from_db()
    offered = dict(page(client, asked).context["hand_over"].fields["owner"].choices)
    assert str(asked.owner_id) not in offered
    came = client.post(
        f"/console/contact/enquiries/{asked.public_id}/change",
        {"act": "hand-over", "seen": str(asked.revision), "owner": str(asked.owner_id)},
    )
    assert came.status_code == 400


def test_who_rings_is_nobody_who_works_here(fellside, signed_in):
    offered = dict(signed_in("support").get("/console/contact/record").context["form"].fields["kind"].choices)
    assert "customer" in offered
    assert "honour-staff" not in offered


TYPED = {"subject": "Your canaries", "text": "They are not yet wr", "then": "waiting"}


@pytest.mark.parametrize(
    ("act", "happens"),
    [
        ("take", "Yours"),
        ("waiting", "Waiting for them"),
        ("hand-over", "One thing needs another look"),
        ("nothing", "There is no such act."),
    ],
)
def test_an_answer_that_is_being_typed_outlives_every_act_on_its_enquiry(asked, signed_in, act, happens):
    client = signed_in("support")
    opened = page(client, asked, template="")
    assert 'form="answer"' in opened.content.decode(), "each act brings the answer along"
    url = f"/console/contact/enquiries/{asked.public_id}/change"
    came = client.post(url, {"act": act, "seen": seen(opened), **TYPED})
    shown = came.content.decode()
    assert happens in shown or Enquiry.objects.get().owner is not None
    assert "They are not yet wr</textarea>" in shown
    assert '<option value="waiting" selected>' in shown
    to = re.search(r'<form method="post" action="([^"]+)" id="answer"', shown)[1]
    assert to == f"/console/contact/enquiries/{asked.public_id}", "it is sent from wherever it is shown"
    assert not Interaction.objects.exists(), "it was not sent"
    sent = page(client, asked, **{**TYPED, "seen": seen(came), "text": "They are yellow."})
    assert sent.status_code == 302, sent.content.decode()
    assert Interaction.objects.get().enquiry == asked


def test_an_answer_that_is_being_typed_outlives_what_a_colleague_did_meanwhile(asked, signed_in, clock):
    client = signed_in("support")
    opened = page(client, asked, template="")
    set_state(asked.pk, "waiting", seen=asked.revision, by="staff-9", at=clock.now)
    url = f"/console/contact/enquiries/{asked.public_id}/change"
    came = client.post(url, {"act": "take", "seen": seen(opened), **TYPED})
    assert came.status_code == 409
    assert "Nothing of yours was lost: your answer stands below" in came.content.decode()
    assert "They are not yet wr</textarea>" in came.content.decode()


def test_a_template_is_deleted_only_after_it_was_said_what_that_means(fellside, signed_in, clock):
    one = AnswerTemplate.objects.create(
        name="Prices", purpose="enquiries", subject="Prices", text="Dear {name},", changed_at=clock.now, changed_by="x"
    )
    client = signed_in("support")
    leads = f"/console/contact/templates/{one.pk}/delete"
    assert f'href="{leads}"' in client.get(f"/console/contact/templates/{one.pk}").content.decode()
    asked = client.get(leads).content.decode()
    assert "will be gone for everybody" in asked
    assert "Dear {name}," in asked
    assert AnswerTemplate.objects.exists(), "nothing goes by being asked about"
    assert client.post(leads).status_code == 302
    assert not AnswerTemplate.objects.exists()
    assert client.get(leads).status_code == 404


def test_an_enquiry_answered_by_letter_is_ticked_off_where_the_letter_is_written_down(asked, signed_in, clock):
    client = signed_in("support")
    person = asked.subject.public_id
    leads = f"/console/people/{person}/interactions/new?enquiry={asked.public_id}"
    assert leads in page(client, asked).content.decode()
    letter = {"channel": "letter", "direction": "in", "on": "2026-12-03", "words": "They are yellow.", "answers": "on"}
    refused = client.post(leads, {**letter, "purpose": "enquiries"})
    assert "It answers them only where we rang, wrote or went." in refused.content.decode()
    assert Enquiry.objects.get().state == "new"
    came = client.post(leads, {**letter, "direction": "out", "purpose": "enquiries"}, follow=True)
    assert "Written down. It stands on their timeline. The enquiry is answered." in came.content.decode()
    asked.refresh_from_db()
    assert (asked.state, asked.answered_at, asked.owner.email) == ("answered", clock.now, "support@fellside.example")
    assert not Outgoing.objects.filter(kind="intake:answer").exists(), "no mail leaves"


def test_an_answer_that_did_not_arrive_is_off_the_list_once_a_letter_went(asked, signed_in, clock):
    client = signed_in("support")
    page(client, asked, seen="1", subject="Canaries", text="They are yellow.", then="answered")
    Outgoing.objects.filter(kind="intake:answer").update(state=Outgoing.State.FAILED, reason="answer-550")
    assert "An answer of yours was not delivered" in client.get("/console/").content.decode()
    assert "Answer by letter or telephone" in page(client, asked).content.decode()
    clock.go_on(minutes=5)
    leads = f"/console/people/{asked.subject.public_id}/interactions/new?enquiry={asked.public_id}"
    letter = {"channel": "letter", "direction": "out", "on": "2026-12-03", "words": "They are yellow."}
    client.post(leads, {**letter, "purpose": "enquiries", "answers": "on"})
    assert "An answer of yours was not delivered" not in client.get("/console/").content.decode()


def test_a_letter_is_no_answer_where_there_is_nothing_to_answer(asked, signed_in):
    client = signed_in("support")
    person = asked.subject.public_id
    assert "This answers the enquiry" not in client.get(f"/console/people/{person}/interactions/new").content.decode()


def test_of_two_templates_of_one_name_kept_at_one_instant_the_second_is_told(fellside, signed_in, clock, monkeypatch):
    AnswerTemplate.objects.create(
        name="Prices", purpose="enquiries", subject="Ours", text="x", changed_at=clock.now, changed_by="staff-9"
    )
    monkeypatch.setattr("honour.web.console.contact.forms.TemplateForm.clean_name", lambda form: form.data["name"])
    typed = {"name": "Prices", "purpose": "enquiries", "subject": "Mine", "text": "Dear {name},"}
    came = signed_in("support").post("/console/contact/templates/new", typed)
    assert came.status_code == 400
    assert "Another template has this name." in came.content.decode()
    assert "Dear {name},</textarea>" in came.content.decode()
    assert AnswerTemplate.objects.get().subject == "Ours"

"""Files belong to a record: sealed in pieces, handed out for a purpose, gone with the record."""

import io
import tracemalloc

import pytest
from django.db import connection

from honour.evidence.models import Payload
from honour.evidence.provers import promises, provers
from honour.evidence.provers.proving import prove
from honour.gate.question import ACTIONS, Actor
from honour.keyring import SealBrokenError
from honour.keyring.rotation import begin_rotation, finish_rotation, retire_key
from honour.register.attachments import (
    AttachmentGoneError,
    AttachmentRefusedError,
    File,
    attach,
    attached_to,
    names_in,
    open_attachment,
)
from honour.register.attachments.keeping import LARGEST
from honour.register.attachments.placing import PIECE
from honour.register.erasing import erase_person, erase_record
from honour.register.errors import UnknownRecordError
from honour.register.models import Attachment, AttachmentPiece, Record, Subject
from honour.register.reading import read
from honour.register.rotation import STEPS
from tests.register.conftest import SUPPORT

MARK = b"canary passport 999"
pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.promise("K03")]


def portions(content: bytes, length: int = 10_000):
    stream = io.BytesIO(content)
    while portion := stream.read(length):
        yield portion


def interactions(person):
    from honour.register.versions import versions

    number = versions().clauses.number("categories", "interactions")
    return Record.objects.get(subject__public_id=person, category=number, superseded_by=None)


@pytest.fixture
def kept(wrote, now):
    """A person with a file of three pieces and a bit; gives the person, the file and its bytes."""
    person = wrote()
    content = MARK * (3 * PIECE // len(MARK) + 50)
    file = File("Ashas Pass (canary).pdf", "application/pdf", len(content), portions(content))
    return person, attach(SUPPORT, person, interactions(person).pk, file, now), content


def stored() -> bytes:
    return b"".join(bytes(value) for value in AttachmentPiece.objects.values_list("value", flat=True))


def test_a_file_comes_back_as_it_was_given_and_rests_sealed(kept, now):
    person, file, content = kept
    opened = open_attachment(SUPPORT, person, file.public_id, "enquiries", now)
    assert opened.allowed
    assert b"".join(opened.pieces) == content
    assert (opened.name, opened.media_type, opened.size) == ("Ashas Pass (canary).pdf", "application/pdf", len(content))
    assert MARK not in stored()
    assert b"Asha" not in bytes(file.name)
    said = Payload.objects.get(pk=opened.entry)
    assert file.public_id in said.content
    assert said.subject == file.subject_id
    assert "Asha" not in said.content


def test_a_role_without_the_purpose_gets_nothing_and_the_refusal_is_recorded(kept, now):
    person, file, _ = kept
    finance = Actor("staff-9", "staff", {"payments": frozenset(ACTIONS)})
    for purpose in ("enquiries", "payments"):
        opened = open_attachment(finance, person, file.public_id, purpose, now)
        assert not opened.allowed
        assert list(opened.pieces) == []
        assert opened.name == ""
        assert opened.reasons
        assert Payload.objects.select_related("entry").get(pk=opened.entry).entry.kind == "person:refused"


def test_another_persons_page_does_not_open_it(kept, wrote, now):
    other = wrote("other@canary.example")
    with pytest.raises(UnknownRecordError):
        open_attachment(SUPPORT, other, kept[1].public_id, "enquiries", now)


def test_pieces_cannot_be_swapped_moved_dropped_or_cut(kept, now):
    person, file, _ = kept
    one, two = AttachmentPiece.objects.filter(attachment=file).order_by("number")[:2]
    first = bytes(one.value)
    AttachmentPiece.objects.filter(pk=one.pk).update(value=bytes(two.value))
    with pytest.raises(SealBrokenError):
        list(open_attachment(SUPPORT, person, file.public_id, "enquiries", now).pieces)
    AttachmentPiece.objects.filter(pk=one.pk).update(value=first)
    last = AttachmentPiece.objects.filter(attachment=file).order_by("number").last()
    last.delete()
    with pytest.raises(AttachmentGoneError):
        list(open_attachment(SUPPORT, person, file.public_id, "enquiries", now).pieces)
    # A file cut short, with its total altered to match, is seen too: the total is part of what each piece is sealed to.
    Attachment.objects.filter(pk=file.pk).update(total=file.total - 1)
    with pytest.raises(SealBrokenError):
        list(open_attachment(SUPPORT, person, file.public_id, "enquiries", now).pieces)


def test_a_file_erased_while_it_is_handed_out_ends_there(kept, now):
    person, file, _ = kept
    coming = open_attachment(SUPPORT, person, file.public_id, "enquiries", now).pieces
    next(coming)
    erase_person(person, reason="request", asked_by="staff-1", at=now)
    with pytest.raises(AttachmentGoneError):
        next(coming)


def test_it_goes_with_its_record_and_with_its_person(kept, wrote, now):
    person, file, _ = kept
    erase_record(person, file.record_id, reason="request", asked_by="staff-1", at=now)
    assert not Attachment.objects.exists()
    assert not AttachmentPiece.objects.exists()
    other = wrote("other@canary.example")
    attach(SUPPORT, other, interactions(other).pk, File("a.txt", "text/plain", 2, [b"hi"]), now)
    erase_person(other, reason="request", asked_by="staff-1", at=now)
    assert not AttachmentPiece.objects.exists()


def test_the_key_of_a_file_is_moved_when_the_root_key_is_rotated(kept, home, now):
    person, file, content = kept
    begin_rotation(home / "keys", "wrapping", now)
    finish_rotation(home / "keys", "wrapping", STEPS, batch=3)
    retire_key(home / "keys", "wrapping", 1, STEPS)
    assert b"".join(open_attachment(SUPPORT, person, file.public_id, "enquiries", now).pieces) == content


def test_what_breaks_off_or_is_too_large_leaves_nothing(wrote, now):
    person = wrote()
    record = interactions(person).pk
    for given, size in ((b"short", 9), (b"longer than said", 4), (b"x" * (PIECE + 1), PIECE)):
        with pytest.raises(AttachmentRefusedError, match="broke off"):
            attach(SUPPORT, person, record, File("a.txt", "text/plain", size, [given]), now)
    with pytest.raises(AttachmentRefusedError, match="25 MB"):
        attach(SUPPORT, person, record, File("a.txt", "text/plain", LARGEST + 1, iter(())), now)
    assert not Attachment.objects.exists()
    assert not AttachmentPiece.objects.exists()


def test_memory_stays_flat_in_and_out(wrote, now):
    person = wrote()
    record, size = interactions(person).pk, 12 * 1024 * 1024
    tracemalloc.start()
    file = attach(
        SUPPORT, person, record, File("a", "text/plain", size, (bytes(65536) for _ in range(size // 65536))), now
    )
    out = sum(len(piece) for piece in open_attachment(SUPPORT, person, file.public_id, "enquiries", now).pieces)
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert out == size
    assert most < 6 * 1024 * 1024


def test_names_show_only_once_the_record_is_opened(kept, now):
    person, file, _ = kept
    listed = attached_to([file.record_id])[file.record_id]
    assert [one.id for one in listed] == [file.public_id]
    assert "Pass" not in repr(listed)
    reading = read(SUPPORT, person, "enquiries", now)
    assert names_in(reading) == {file.public_id: "Ashas Pass (canary).pdf"}


def test_the_board_sees_a_file_that_was_tampered_with(kept, now):
    ours = [each for each in provers()["K03"] if each.examine.__name__ == "files_rest_sealed"]
    assert prove(promises()["K03"], ours, now).state == "kept"
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM register_attachmentpiece WHERE number = 1")
    assert prove(promises()["K03"], ours, now).state == "broken"


def test_the_board_sees_a_file_that_outlived_its_person_or_lies_with_another_ones_record(kept, wrote, now):
    _, file, _ = kept
    ours = [each for each in provers()["K03"] if each.examine.__name__ == "files_rest_sealed"]
    gone = wrote("somebody-else@canary.example")
    stranger = Subject.objects.get(public_id=gone)
    Record.objects.filter(pk=file.record_id).update(subject=stranger)
    finding = prove(promises()["K03"], ours, now)
    assert "kept with another person's record" in finding.exhibits[0].words
    Record.objects.filter(pk=file.record_id).update(subject=file.subject)
    erase_person(gone, reason="request", asked_by="staff-1", at=now)
    Attachment.objects.filter(pk=file.pk).update(subject=stranger)
    words = [each.words for each in prove(promises()["K03"], ours, now).exhibits]
    assert "A file of somebody who was erased." in words

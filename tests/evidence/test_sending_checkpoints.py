"""Checkpoints leave the host, and what stays is enough to vouch for every entry."""

from datetime import timedelta

import pytest

from honour.evidence.models import SignedCheckpoint
from honour.evidence.sending import send_checkpoints, thin_checkpoints
from honour.evidence.sinks import AddressSink, FolderSink, SinkRefused, installed_sinks
from honour.evidence.verifying import verify_ledger
from honour.ledger.checkpoint import read_checkpoint
from tests.door.conftest import says


@pytest.fixture
def sink(tmp_path):
    return FolderSink(tmp_path / "disk" / "elsewhere")


class Unreachable:
    def send(self, _):
        raise OSError("no route")

    def kept(self):
        return []


def test_the_newest_checkpoint_is_sent_once(keeper, sink):
    keeper.filled(3, 4)
    assert send_checkpoints([sink], keeper.now)
    assert not send_checkpoints([sink], keeper.now)
    assert [read_checkpoint(note).size for note in sink.kept()] == [7, 7]
    assert {path.name for path in sink.folder.iterdir()} == {"2026-11-23T10.checkpoint", "latest.checkpoint"}


def test_the_last_of_each_hour_stays(keeper, sink):
    for _ in range(3):
        keeper.filled(1, 1)
        send_checkpoints([sink], keeper.now)
        keeper.now += timedelta(hours=1)
    assert [read_checkpoint(note).size for note in sink.kept()] == [2, 4, 6, 6]


def test_a_place_that_cannot_be_reached_keeps_nothing_from_the_others_and_is_tried_again(keeper, sink):
    keeper.filled(1)
    with pytest.raises(OSError, match="no route"):
        send_checkpoints([Unreachable(), sink], keeper.now)
    assert len(sink.kept()) == 2
    assert SignedCheckpoint.objects.get().sent_at is None
    assert send_checkpoints([sink], keeper.now)


def test_a_ledger_shorter_than_what_was_sent_does_not_overwrite_it(keeper, sink):
    keeper.filled(5)
    longer = SignedCheckpoint.objects.get().note
    sink.send(longer)
    SignedCheckpoint.objects.update(note=longer.replace("\n5\n", "\n4\n"))
    with pytest.raises(SinkRefused, match="knows 5 entries of the ledger, which now has 4"):
        send_checkpoints([sink], keeper.now)
    assert sink.kept() == [longer, longer]


def test_an_address_takes_each_checkpoint_as_it_is_through_the_door(keeper, server):
    keeper.filled(3)
    taken = AddressSink(server.url, ["localhost"], server.trusting)
    assert send_checkpoints([taken], keeper.now)
    ((_, headers, body),) = server.got
    assert body.decode() == SignedCheckpoint.objects.get().note
    assert headers["content-type"] == "text/plain; charset=utf-8"


@pytest.mark.parametrize(("status", "trouble"), [(500, OSError), (302, OSError), (409, SinkRefused)])
def test_an_address_that_does_not_take_it_is_tried_again_and_one_that_knows_more_is_heard(
    keeper, server, status, trouble
):
    keeper.filled(1)
    server.answers = [says(status, Location="https://localhost/elsewhere")]
    sink = AddressSink(server.url, ["localhost"], server.trusting)
    with pytest.raises(trouble):
        send_checkpoints([sink], keeper.now)
    assert SignedCheckpoint.objects.get().sent_at is None
    assert send_checkpoints([sink], keeper.now)


@pytest.mark.parametrize("url", ["http://example.com/", "https://127.0.0.1/", "https://localhost/"])
def test_checkpoints_leave_by_the_door_only(keeper, url):
    keeper.filled(1)
    with pytest.raises(SinkRefused, match="checkpoint_url"):
        send_checkpoints([AddressSink(url)], keeper.now)


def test_the_folder_and_the_address_are_those_in_the_settings(settings, tmp_path):
    settings.HONOUR_CHECKPOINT_URL = "https://auditor.example/honour"
    assert [sink.url for sink in installed_sinks()] == ["https://auditor.example/honour"]
    settings.HONOUR_CHECKPOINT_URL = None
    settings.HONOUR_CHECKPOINT_FOLDER = None
    assert installed_sinks() == []
    settings.HONOUR_CHECKPOINT_FOLDER = str(tmp_path)
    assert [sink.folder for sink in installed_sinks()] == [tmp_path]


def test_of_old_checkpoints_the_last_of_each_hour_and_later_of_each_day_stay(keeper):
    start = keeper.now
    for minutes in (0, 10, 59, 61, 62, 60 * 30, 60 * 30 + 5):
        keeper.now = start + timedelta(minutes=minutes)
        keeper.filled(1)
    sizes = lambda: list(SignedCheckpoint.objects.order_by("pk").values_list("size", flat=True))  # noqa: E731
    assert thin_checkpoints(keeper.now) == 3
    assert sizes() == [3, 5, 6, 7]
    assert thin_checkpoints(keeper.now + timedelta(days=40)) == 2
    assert sizes() == [5, 7]
    assert verify_ledger(keeper.now).intact
    keeper.filled(1)
    assert sizes()[-1] == 8

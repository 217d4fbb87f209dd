"""The journal off the host in S3, against a server that speaks it: also one that is down, and one that refuses."""

import urllib.request

import pytest

from honour.backups import tasks
from honour.backups.errors import BackupError, StoreTroubleError
from honour.backups.offsite import OffsiteJournal
from honour.backups.provers import _copies_behind
from honour.evidence.tombstones import installed_journal
from honour.keyring import open_keyring
from tests.backups.conftest import LATER, NOW
from tests.backups.test_offsite import HOUR, append

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.promise("S23")]
BUCKET = "honour-journal"


@pytest.fixture(scope="module")
def server():
    """An S3 server on loopback, with one bucket."""
    from moto.server import ThreadedMotoServer

    running = ThreadedMotoServer("127.0.0.1", 0)
    running.start()
    yield running
    running.stop()


@pytest.fixture
def bucket(server, monkeypatch, settings):
    """Name the bucket in the settings as an operator would: the address, and the server by the usual variables."""
    import boto3
    import s3fs

    _, port = server.get_host_and_port()
    for name, value in {
        "AWS_ENDPOINT_URL": f"http://127.0.0.1:{port}",
        "AWS_ACCESS_KEY_ID": "writer",
        "AWS_SECRET_ACCESS_KEY": "secret",
        "AWS_DEFAULT_REGION": "eu-west-2",
        "AWS_MAX_ATTEMPTS": "1",
    }.items():
        monkeypatch.setenv(name, value)
    s3fs.S3FileSystem.clear_instance_cache()
    monkeypatch.setattr(tasks, "_sent", -1)
    s3 = boto3.client("s3")
    s3.create_bucket(Bucket=BUCKET, CreateBucketConfiguration={"LocationConstraint": "eu-west-2"})
    settings.HONOUR_JOURNAL_URL = f"s3://{BUCKET}/home"
    yield s3
    for each in s3.list_objects_v2(Bucket=BUCKET).get("Contents", []):
        s3.delete_object(Bucket=BUCKET, Key=each["Key"])
    s3.delete_bucket(Bucket=BUCKET)
    s3fs.S3FileSystem.clear_instance_cache()


def test_new_lines_go_to_the_bucket_sealed_and_come_back_as_they_were(installed, bucket, settings):
    installed.wrote()
    append("one", "two")
    tasks.copy_journal(NOW)
    append("three")
    tasks.copy_journal(LATER)

    offsite = OffsiteJournal(settings.HONOUR_JOURNAL_URL)
    assert [(run.first, run.last) for run in offsite.runs()] == [(1, 2), (3, 3)]
    assert offsite.head() == installed_journal().head()
    assert b"".join(offsite.lines(open_keyring(installed.home / "keys"))) == installed_journal().path.read_bytes()
    stored = bucket.list_objects_v2(Bucket=BUCKET)["Contents"]
    held = [bucket.get_object(Bucket=BUCKET, Key=each["Key"])["Body"].read() for each in stored]
    assert len(held) == 2
    assert not any(b"three" in each or b"person:erased" in each for each in held)
    assert _copies_behind(NOW + 2 * HOUR) == []


def test_a_server_that_is_down_loses_nothing_and_the_board_says_so(installed, bucket, settings, monkeypatch):
    import s3fs

    installed.wrote()
    append("one")
    with monkeypatch.context() as down:
        down.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:9")
        s3fs.S3FileSystem.clear_instance_cache()
        with pytest.raises(StoreTroubleError, match="s3://honour-journal/home cannot be used now"):
            tasks.copy_journal(NOW)
        assert tasks._journal_goes_on()
        (said,) = _copies_behind(NOW + 2 * HOUR)
        assert "cannot be looked at" in said.words
    s3fs.S3FileSystem.clear_instance_cache()

    tasks.copy_journal(LATER)
    assert OffsiteJournal(settings.HONOUR_JOURNAL_URL).head() == installed_journal().head()


def test_a_server_that_refuses_the_writer_is_named_and_tried_again(installed, server, bucket, settings):
    installed.wrote()
    append("one")
    asks_for_keys(server, "0")
    try:
        with pytest.raises((OSError, BackupError)):
            tasks.copy_journal(NOW)
        assert tasks._journal_goes_on()
        (said,) = _copies_behind(NOW + 2 * HOUR)
        assert "cannot be looked at" in said.words
    finally:
        asks_for_keys(server, "inf")
    tasks.copy_journal(LATER)
    assert _copies_behind(LATER + 2 * HOUR) == []


def asks_for_keys(server, after):
    """Let the server refuse, after so many calls more, whoever has no account there."""
    _, port = server.get_host_and_port()
    address, plain = f"http://127.0.0.1:{port}/moto-api/reset-auth", {"Content-Type": "text/plain"}
    ask = urllib.request.Request(address, data=after.encode(), headers=plain, method="POST")
    urllib.request.urlopen(ask).close()  # noqa: S310 - loopback

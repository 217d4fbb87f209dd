"""A notice is published once, clean or with its faults acknowledged, and its clauses keep their numbers for ever."""

import datetime as dt
import hashlib
import json

import pytest

from honour.evidence.models import Payload
from honour.register.errors import PublishingRefusedError, UnknownVersionError
from honour.register.models import NoticeVersion, Number
from honour.register.numbers import load_numbers
from honour.register.publishing import publish
from honour.register.versions import versions
from tests.register.conftest import FELLSIDE, NEW, OLD, every_error

AT = dt.datetime(2026, 11, 23, 9, 0, tzinfo=dt.UTC)


@pytest.fixture
def files(db, home):
    return (FELLSIDE / f"{OLD}.yaml").read_bytes(), (FELLSIDE / f"{NEW}.yaml").read_bytes()


@pytest.mark.promise("S29")
def test_a_published_version_is_kept_byte_for_byte_and_stands_on_the_ledger(files):
    _, new = files
    published = publish(new, "new.yaml", actor="lead", at=AT)
    assert published.text.encode() == new
    assert published.digest == hashlib.sha256(new).hexdigest()
    payload = json.loads(Payload.objects.get(entry_id=published.entry).content)
    assert (payload["version"], payload["digest"]) == (NEW, published.digest)
    assert published.own.purposes.keys() < published.notice.purposes.keys()


def test_a_notice_with_errors_is_refused_and_nothing_is_written(files):
    old, _ = files
    with pytest.raises(PublishingRefusedError, match="acknowledge") as refused:
        publish(old, "old.yaml", actor="lead", at=AT)
    assert set(refused.value.codes) == every_error(old, AT)
    assert not NoticeVersion.objects.exists()
    assert not Number.objects.exists()


def test_a_historical_notice_runs_when_each_error_is_acknowledged_by_name(files):
    old, _ = files
    codes = every_error(old, AT)
    with pytest.raises(PublishingRefusedError) as refused:
        publish(old, "old.yaml", actor="lead", at=AT, as_is=codes - {min(codes)})
    assert refused.value.codes == (min(codes),)
    published = publish(old, "old.yaml", actor="lead", at=AT, as_is=codes)
    assert published.as_is
    assert {said.split()[0] for said in published.acknowledged} == codes


def test_publishing_the_same_file_again_changes_nothing(files):
    _, new = files
    assert publish(new, "new.yaml", actor="lead", at=AT).number == publish(new, "new.yaml", actor="lead", at=AT).number
    assert NoticeVersion.objects.count() == 1


def test_a_published_label_is_never_given_to_other_words(files):
    _, new = files
    publish(new, "new.yaml", actor="lead", at=AT)
    with pytest.raises(PublishingRefusedError, match="never changes"):
        publish(new + b"\n# a word more\n", "new.yaml", actor="lead", at=AT)


def test_another_notice_is_no_version_of_the_one_published_here(published):
    other = (FELLSIDE / f"{NEW}.yaml").read_text("utf-8").replace("id: fellside-customers", "id: lakeside-customers")
    with pytest.raises(PublishingRefusedError, match=r"“lakeside-customers”, and that of .* “fellside-customers”"):
        publish(other.encode(), "other.yaml", actor="lead", at=AT + dt.timedelta(days=9))


def test_a_version_that_applies_before_the_one_in_use_is_refused(published):
    earlier = (FELLSIDE / f"{NEW}.yaml").read_text("utf-8").replace("effective: 2026-12-01", "effective: 2026-11-30")
    earlier = earlier.replace('version: "2026-12-01"', 'version: "earlier"')
    with pytest.raises(PublishingRefusedError, match="applies from 30 November 2026, before the one in use"):
        publish(earlier.encode(), "earlier.yaml", actor="lead", at=AT + dt.timedelta(days=9))
    assert not NoticeVersion.objects.filter(label="earlier").exists()


def test_a_purpose_keeps_its_number_when_it_is_retired(files):
    old, new = files
    publish(old, "old.yaml", actor="lead", at=AT, as_is=every_error(old, AT))
    before = load_numbers()
    publish(new, "new.yaml", actor="lead", at=AT)
    after = load_numbers()
    assert before.purposes.items() <= after.purposes.items()
    assert len(set(after.purposes.values())) == len(after.purposes)


def test_a_version_that_replaces_another_than_the_one_in_use_is_refused_and_nothing_is_written(files):
    _, new = files
    publish(new, "new.yaml", actor="lead", at=AT)  # the first here, which may replace one from before
    third = new.decode().replace(f'version: "{NEW}"', 'version: "third"')
    with pytest.raises(PublishingRefusedError, match=f"replaces version {OLD}, and {NEW} is the one in use") as refused:
        publish(third.encode(), "third.yaml", actor="lead", at=AT)
    assert refused.value.codes == ("replaces-another",)
    assert NoticeVersion.objects.count() == 1
    follows = third.replace(f'replaces: "{OLD}"', f'replaces: "{NEW}"')
    for text in (follows, third.replace(f'replaces: "{OLD}"\n', "").replace('"third"', '"fourth"')):
        publish(text.encode(), "next.yaml", actor="lead", at=AT)
    assert NoticeVersion.objects.count() == 3


def test_a_version_that_applies_in_years_is_refused_as_none_before_that_day_could_follow(files):
    _, new = files
    slip = new.decode().replace("effective: 2026-12-01", "effective: 2062-12-01")
    with pytest.raises(PublishingRefusedError, match="from 1 December 2062, more than three years ahead") as refused:
        publish(slip.encode(), "slip.yaml", actor="lead", at=AT)
    assert refused.value.codes == ("far-ahead",)
    assert not NoticeVersion.objects.exists()


def test_publishing_refuses_when_no_number_is_left(files):
    _, new = files
    Number.objects.bulk_create(Number(section="purposes", clause=f"gone-{n}", number=n) for n in range(60))
    with pytest.raises(PublishingRefusedError, match="no number left") as refused:
        publish(new, "new.yaml", actor="lead", at=AT)
    assert refused.value.codes == ("no-number-left",)
    assert Number.objects.count() == 60
    assert not NoticeVersion.objects.exists()


def test_the_version_in_use_is_the_one_published_last(published, now):
    known = versions()
    assert known.current(now - dt.timedelta(seconds=1)).label == OLD
    assert known.current(now).label == NEW
    with pytest.raises(UnknownVersionError):
        known.current(dt.datetime(2018, 6, 20, tzinfo=dt.UTC))


def test_a_process_notices_what_another_published(files):
    _, new = files
    assert versions().all == ()
    publish(new, "new.yaml", actor="lead", at=AT)
    assert [version.label for version in versions().all] == [NEW]
    NoticeVersion.objects.all().delete()
    assert versions().all == ()

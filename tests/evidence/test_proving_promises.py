"""Every promise has an answer; what nobody examined, or could not be examined, is not proved."""

from datetime import UTC, date, datetime, timedelta

import pytest

from honour.evidence.models import Entry, KeptProof, Payload, Proving, SignedCheckpoint
from honour.evidence.provers import (
    Exhibit,
    broken,
    journal_is_whole,
    kept,
    latest_proofs,
    ledger_is_whole,
    not_proved,
    promises,
    prove_all,
    prove_and_keep,
    states_by_day,
)
from honour.evidence.provers.promises import groups
from honour.evidence.provers.proving import prove
from honour.evidence.provers.registry import Prover
from honour.evidence.tombstones import FILE, installed_journal

NOW = datetime(2026, 11, 23, 7, 42, tzinfo=UTC)
KEPT = kept("0 of 3 were wrong", "all 3")
BROKEN = broken("1 of 3 was wrong", "all 3", [Exhibit("that one", entry=7)])
UNPROVED = not_proved("Nobody asked yet.")


def examiner(finding, row="S16"):
    def examine(_):
        if isinstance(finding, Exception):
            raise finding
        return finding

    return Prover(row, f"purpose.{row}", "Look at it.", examine)


def states(proofs):
    return {proof.promise.id: proof.state for proof in proofs}


@pytest.fixture
def signed_up(monkeypatch):
    """Only the provers that the test signs up."""
    found = {}
    monkeypatch.setattr("honour.evidence.provers.proving.provers", lambda: found)
    return found


def test_every_row_of_the_notice_and_every_check_of_ourselves_is_a_promise():
    assert [row for row in promises() if row.startswith("S")] == [f"S{n:02}" for n in range(1, 35)]
    assert {promise.group for promise in promises().values()} == set(groups())
    assert all(promise.sentence.endswith(".") and promise.prove for promise in promises().values())


def test_every_promise_is_answered_and_none_is_kept_without_a_prover(db, signed_up):
    proofs = prove_all(NOW)
    assert [proof.promise.id for proof in proofs] == list(promises())
    assert set(states(proofs).values()) == {"not proved"}
    assert all(proof.figure.startswith("It would be proved by") for proof in proofs)


@pytest.mark.parametrize(
    ("findings", "state"),
    [
        ([KEPT], "kept"),
        ([KEPT, KEPT], "kept"),
        ([KEPT, UNPROVED], "not proved"),
        ([KEPT, UNPROVED, BROKEN], "broken"),
        ([RuntimeError("stopped")], "not proved"),
        ([KEPT, RuntimeError("stopped")], "not proved"),
        ([BROKEN, RuntimeError("stopped")], "broken"),
    ],
)
def test_of_several_provers_the_worst_finding_counts(db, findings, state):
    proof = prove(promises()["S16"], [examiner(finding) for finding in findings], NOW)
    assert proof.state == state
    assert proof.exhibits == (BROKEN.exhibits if state == "broken" else ())


@pytest.mark.parametrize(
    ("looks", "state"),
    [
        ([BROKEN, KEPT], "kept"),
        ([BROKEN, BROKEN], "broken"),
        ([BROKEN, UNPROVED], "broken"),
        ([BROKEN, RuntimeError("stopped")], "broken"),
        ([KEPT, BROKEN], "kept"),
    ],
)
def test_what_somebody_wrote_between_two_questions_of_a_prover_breaks_no_promise(db, looks, state):
    each = iter(looks)
    prover = Prover("S16", "purpose.S16", "Look at it.", lambda now: examiner(next(each)).examine(now))
    assert prove(promises()["S16"], [prover], NOW).state == state


@pytest.mark.parametrize(
    ("said", "together"),
    [
        (["Nobody asked yet.", "Nobody was there."], "Nobody asked yet. Nobody was there."),
        (["Nobody asked yet.", "Nobody asked yet."], "Nobody asked yet."),
        (["Nobody asked yet.", "0 of 3 came"], "Nobody asked yet; 0 of 3 came"),
    ],
)
def test_what_several_provers_say_reads_as_sentences(db, said, together):
    assert prove(promises()["S16"], [examiner(not_proved(one)) for one in said], NOW).figure == together


def test_a_prover_that_stops_says_why_without_the_words_of_the_error(db):
    proof = prove(promises()["S16"], [examiner(ValueError("Asha Patel"))], NOW)
    assert "ValueError" in proof.figure
    assert "Asha" not in proof.figure


# -- kept for the board -----------------------------------------------------------------------------------------------


def test_the_board_shows_the_last_examination_without_examining_anything(db, signed_up):
    signed_up["S16"] = [examiner(BROKEN)]
    proved = prove_and_keep(NOW)
    signed_up["S16"] = [examiner(AssertionError("examined again"))]
    assert latest_proofs(NOW + timedelta(hours=20)) == proved
    assert states(proved)["S16"] == "broken"


def test_before_the_first_examination_nothing_is_proved(db):
    assert set(states(latest_proofs(NOW)).values()) == {"not proved"}


def test_a_finding_older_than_a_night_proves_nothing_any_more_and_says_so(db, signed_up):
    signed_up["S16"] = [examiner(KEPT)]
    prove_and_keep(NOW)
    stale = next(proof for proof in latest_proofs(NOW + timedelta(hours=27)) if proof.promise.id == "S16")
    assert stale.state == "not proved"
    assert stale.figure == "Last examined on 23 November, 07:42: kept, 0 of 3 were wrong"


def test_a_promise_that_was_added_since_is_not_proved(db, signed_up):
    signed_up["S16"] = [examiner(KEPT)]
    prove_and_keep(NOW)
    KeptProof.objects.filter(row="S16").delete()
    assert states(latest_proofs(NOW))["S16"] == "not proved"


def test_thirty_days_are_remembered_each_as_bad_as_its_worst(db, signed_up):
    for day, findings in {1: [KEPT], 2: [BROKEN, KEPT], 3: [UNPROVED, KEPT], 25: [KEPT, UNPROVED]}.items():
        for hour, finding in enumerate(findings):
            signed_up["S16"] = [examiner(finding)]
            prove_and_keep(datetime(2026, 11, day, 7 + hour, tzinfo=UTC))
    days = states_by_day(datetime(2026, 11, 25, 12, tzinfo=UTC))["S16"]
    november = {number: days[date(2026, 11, number)] for number in (1, 2, 3, 25)}
    assert november == {1: "kept", 2: "broken", 3: "kept", 25: "not proved"}
    assert set(states_by_day(datetime(2026, 12, 20, 12, tzinfo=UTC))["S16"]) == {date(2026, 11, 25)}


def test_examinations_of_last_year_go(db, signed_up):
    prove_and_keep(NOW)
    prove_and_keep(NOW + timedelta(days=401))
    assert Proving.objects.get().at == NOW + timedelta(days=401)


def test_the_same_examination_is_kept_once(db, signed_up):
    prove_and_keep(NOW)
    prove_and_keep(NOW)
    assert KeptProof.objects.count() == len(promises())


# -- how we check ourselves -------------------------------------------------------------------------------------------


def test_a_whole_ledger_keeps_its_promise_and_says_what_was_examined(keeper):
    keeper.filled(300, 20)
    keeper.write(2)
    finding = ledger_is_whole(keeper.now)
    assert finding.state == "kept"
    assert finding.figure == "0 of 320 entries were changed, dropped or moved"
    assert finding.coverage == (
        "all 320 entries, 2 checkpoints, 2 entries wait their turn, no copy is kept elsewhere to compare with"
    )


def test_a_ledger_without_entries_proves_nothing(keeper):
    assert ledger_is_whole(keeper.now).state == "not proved"


def test_a_changed_entry_breaks_the_promise_and_is_shown(keeper):
    ids = keeper.filled(300)
    Payload.objects.filter(pk=ids[270]).update(content="{}")
    finding = ledger_is_whole(keeper.now)
    assert finding.state == "broken"
    assert [exhibit.entry for exhibit in finding.exhibits] == [ids[270]]


@pytest.mark.parametrize(
    "sabotage", [lambda: SignedCheckpoint.objects.all().delete(), lambda: Entry.objects.all().delete()]
)
def test_a_ledger_that_was_emptied_breaks_the_promise(keeper, sabotage):
    keeper.filled(30)
    sabotage()
    assert ledger_is_whole(keeper.now).state == "broken"


def stop_somebody(keeper, times=3):
    for number in range(times):
        installed_journal().append("person:stopped", {"person": f"p{number}"}, keeper.now)
    keeper.filled(1)


def test_a_whole_journal_keeps_its_promise(keeper):
    stop_somebody(keeper)
    finding = journal_is_whole(keeper.now)
    assert (finding.state, finding.figure) == ("kept", "0 of 3 stops and erasures were forgotten")


def test_an_empty_journal_proves_nothing(keeper):
    keeper.filled(1)
    assert journal_is_whole(keeper.now).state == "not proved"


@pytest.mark.parametrize("sabotage", ["edited", "shorter", "emptied", "another"])
def test_a_journal_that_forgot_breaks_the_promise(keeper, home, sabotage):
    stop_somebody(keeper)
    path = home / "journal" / FILE
    lines = path.read_bytes().splitlines(keepends=True)
    match sabotage:
        case "edited":
            path.write_bytes(path.read_bytes().replace(b"p1", b"p9"))
        case "shorter":
            path.write_bytes(b"".join(lines[:2]))
        case "emptied":
            path.unlink()
        case "another":
            path.write_bytes(b"")
            for number in range(4):
                installed_journal().append("person:stopped", {"person": f"q{number}"}, keeper.now)
    finding = journal_is_whole(keeper.now)
    assert finding.state == "broken"
    assert finding.exhibits

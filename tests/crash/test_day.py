"""A day cut off by SIGKILL again and again: nothing lost, nothing doubled, nobody undeleted, the ledger intact.

Here it is cut off ten times. For two hundred: ``python -m tests.crash.whole_day``.
"""

import pytest

from tests.crash.day import pass_day

pytestmark = [pytest.mark.crash, pytest.mark.timeout(300)]  # seconds: it restores a backup


def test_a_day_that_is_cut_off_ten_times(database, arena):
    wrong, done = pass_day(arena, kills=10, seed=20261203)
    assert not wrong, "\n".join(wrong)
    assert done > 10


def test_what_is_looked_for_is_missed_when_it_is_missing(database, arena):
    """Each check of the day can fail: somebody is lost, undeleted, forgotten, and there twice, by no kill."""
    seen = arena.ask("spoil the day", arena.copy(), seed=1)
    arena.discard()
    assert seen["before"] == []
    for words in (
        "wrote is there 0 times",
        "was erased and is there",
        "said stop, and it is forgotten",
        "nobody was told of",
    ):
        assert any(words in each for each in seen["problems"]), (words, seen["problems"])

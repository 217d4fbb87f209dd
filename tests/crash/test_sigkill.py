"""Killed at any commit, and at any step on the disk, the product loses nothing, doubles nothing and goes on."""

import signal

import pytest

from tests.crash.scenarios import SCENARIOS

pytestmark = [pytest.mark.crash, pytest.mark.timeout(600)]  # seconds: many processes beside many others

INTO_ANOTHER = {"restore", "install"}
"""Scenarios that fill an empty database."""
MANY = {*INTO_ANOTHER, "sweep", "bring people in", "upgrade"}
"""Scenarios that have so many places that a spread of them is tried."""
ON_THE_DISK_ALONE = {"append to the journal", "append to the journal and its copy"}
"""Scenarios that write nothing in the database."""
AT_MOST = {"sqlite": (None, 10), "postgresql": (6, 4)}
"""How often each scenario is killed, and one of those; copying a database of PostgreSQL takes long."""
_MATTERS_AFTER = ("commit", "insert", "update", "delete", "link", "rename", "replace")
"""What the caller has not been told of yet when it has just happened."""


def kills(names: list[str], at_most: int | None) -> list[tuple[int, bool]]:
    """Choose where to kill: each place as a number and whether after it happened."""
    chosen = [
        (number, after)
        for number, name in enumerate(names, 1)
        for after in (False, True)
        if not after or name in _MATTERS_AFTER or number == len(names)
    ]
    if at_most is None or len(chosen) <= at_most:
        return chosen
    return [chosen[round(turn * (len(chosen) - 1) / (at_most - 1))] for turn in range(at_most)]


@pytest.mark.parametrize("name", SCENARIOS)
def test_killed_while(database, arena, name):
    new = name in INTO_ANOTHER
    counting = arena.copy(empty_beside=new)
    names = arena.ask("count", counting, scenario=name, at=0, after=False)["places"]
    assert names, "there was nothing to be killed in"
    assert name in ON_THE_DISK_ALONE or {"commit", "update"} & set(names), "no commit was seen to be killed in"
    wrong = []
    for number, after in kills(names, AT_MOST[database][name in MANY]):
        scene = arena.copy(empty_beside=new)
        ended = arena.ask("kill", scene, scenario=name, at=number, after=after)
        assert ended["status"] == -signal.SIGKILL
        where = f"killed {'after' if after else 'before'} place {number} ({names[number - 1]})"
        wrong += [f"{where}, at once: {each}" for each in arena.ask("look", scene, scenario=name)["problems"]]
        wrong += [f"{where}, in the end: {each}" for each in arena.ask("recover", scene, scenario=name)["problems"]]
    arena.discard()
    assert not wrong, "\n".join(wrong)


def test_what_is_looked_for_after_a_kill_is_missed_when_it_is_missing(database, arena):
    """Each check of the above can fail: a person's data are taken away behind the product's back."""
    scene = arena.copy()
    arena.ask("count", scene, scenario="collect", at=0, after=False)
    assert arena.ask("look", scene, scenario="collect")["problems"] == []
    arena.ask("sabotage", scene, scenario="collect")
    problems = arena.ask("look", scene, scenario="collect")["problems"]
    arena.discard()
    assert any("the entry of the receipt acknowledged: 0" in problem for problem in problems), problems
    assert "an entry has lost its payload" in problems

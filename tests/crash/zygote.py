"""A process with the product loaded, from which others are made in a moment: one for each kill.

It reads requests from its input, a line of JSON each, and answers each with a line. ``warm`` is for itself; for the
others a child is forked that enters the scene named, or just does its deed, and is killed, or ends.
"""

from __future__ import annotations

import json
import os
import sys
import traceback
from pathlib import Path
from typing import Any

import django


def main() -> None:
    """Answer until the input ends."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "honour.config.settings")
    django.setup()
    from tests.crash import deeds, dying  # noqa: F401 - loaded here, once for all children
    from tests.crash.prepared import warm
    from tests.crash.scenarios import SCENARIOS  # noqa: F401 - the same

    answers = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)  # whatever the product says goes to the log
    for line in sys.stdin:
        asked = json.loads(line)
        if asked["stage"] == "warm":
            warm(_scene(asked))
            said: dict[str, Any] = {"status": 0}
        else:
            said = _in_a_child(asked)
        answers.write(json.dumps(said) + "\n")
        answers.flush()


def _scene(asked: dict[str, Any]) -> Any:
    from tests.crash.scene import Scene

    return Scene(Path(asked["folder"]), asked["database"], asked["other"])


def _in_a_child(asked: dict[str, Any]) -> dict[str, Any]:
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        status = 1
        try:
            said = _do(asked)
            status = 0
        except BaseException:  # noqa: BLE001 - whatever it was is told to the test
            said = {"error": traceback.format_exc()}
        try:
            os.write(writing, json.dumps(said).encode())
        finally:
            os._exit(status)
    os.close(writing)
    with os.fdopen(reading, "rb") as pipe:
        told = pipe.read()
    _, status = os.waitpid(child, 0)
    return {"status": os.waitstatus_to_exitcode(status), **(json.loads(told) if told else {})}


def _live(day: Any, asked: dict[str, Any]) -> dict[str, Any]:
    day.live(asked["share"])
    return {}


def _look(day: Any, _: dict[str, Any]) -> dict[str, Any]:
    return {"problems": list(day.look()), "done": day.done}


def _end(day: Any, _: dict[str, Any]) -> dict[str, Any]:
    day.finish()
    return {"problems": list(day.end()), "done": day.done}


def _spoil(day: Any, _: dict[str, Any]) -> dict[str, Any]:
    before = list(day.look())
    day.spoil()
    return {"before": before, "problems": list(day.look())}


DAY = {"live": _live, "look at the day": _look, "end the day": _end, "spoil the day": _spoil}


def _do(asked: dict[str, Any]) -> dict[str, Any]:
    from tests.crash.day import Day
    from tests.crash.dying import die
    from tests.crash.places import Places
    from tests.crash.prepared import prepare
    from tests.crash.recovery import look, recover, sabotage
    from tests.crash.scenarios import SCENARIOS

    if asked["stage"] == "die":
        die(asked["point"], asked["deed"], Path(asked["home"]), asked["database"], asked["settings"])
        return {}
    scene = _scene(asked)
    if asked["stage"] == "prepare":
        prepare(scene)
        return {}
    scene.enter()
    if asked["stage"] in DAY:
        return DAY[asked["stage"]](Day(scene, asked["seed"]), asked)
    scenario = SCENARIOS[asked["scenario"]]
    if asked["stage"] in {"look", "recover"}:
        return {"problems": (look if asked["stage"] == "look" else recover)(scene, scenario)}
    if asked["stage"] == "sabotage":
        sabotage()
        return {}
    scenario.ready(scene)
    places = Places(asked["at"], after=asked["after"])
    places.watch()
    scenario.run(scene)
    return {"places": places.names}


if __name__ == "__main__":
    main()

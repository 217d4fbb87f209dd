"""What a scenario is: something the product is in the middle of when it is killed."""

from __future__ import annotations

from collections.abc import Iterator

from tests.crash.scene import Scene


class Scenario:
    """One thing to be killed in.

    ``ready`` comes before the places are counted, ``run`` is killed, ``again`` is what people do when the product is
    back (the worker has done its duties by then). ``kept`` yields what was acknowledged and is missing, right after the
    crash and at the end; ``whole`` yields what is lacking or doubled at the end.
    """

    def ready(self, scene: Scene) -> None:
        """Nothing to do beforehand."""

    def run(self, scene: Scene) -> None:
        raise NotImplementedError

    def again(self, scene: Scene) -> None:
        """Do the same once more."""
        self.run(scene)

    def kept(self, scene: Scene) -> Iterator[str]:
        yield from ()

    def whole(self, scene: Scene) -> Iterator[str]:
        raise NotImplementedError


def count_of(said: str, found: int, expected: int) -> Iterator[str]:
    """Yield a sentence unless there are as many as expected."""
    if found != expected:
        yield f"{said}: {found} instead of {expected}"

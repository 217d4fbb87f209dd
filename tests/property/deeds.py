"""What can happen, one thing after the other, as chance has it; the same seed lets the same things happen again."""


class Deeds:
    """The things that can happen to whatever a test holds, each with the choices for its arguments."""

    def __init__(self):
        self._known = []

    def may_happen(self, **choices):
        """Let something happen now and then, with one of the choices for each of its arguments."""

        def known(happens):
            self._known.append((happens, choices))
            return happens

        return known

    def drawn(self, draw):
        """Draw what happens next, and with which arguments."""
        happens, choices = draw.choice(self._known)
        return happens, {name: draw.choice(some) for name, some in choices.items()}

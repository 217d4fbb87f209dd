"""The first set-up: from an empty installation to a published notice, left and come back to at any time."""

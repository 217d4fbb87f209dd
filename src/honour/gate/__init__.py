"""May this use happen, and why: question to decision. Pure."""

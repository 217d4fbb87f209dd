"""Work that takes time: rows that are claimed for a while, done again when their holder dies, and finished once."""

from honour.evidence.work.claiming import bring_forward, claim, finish, give_back
from honour.evidence.work.duties import declared_duties, duty
from honour.evidence.work.worker import run_due, run_worker

__all__ = ["bring_forward", "claim", "declared_duties", "duty", "finish", "give_back", "run_due", "run_worker"]

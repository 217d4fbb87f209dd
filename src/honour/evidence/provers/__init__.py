"""Proving promises: each row of the board examined against what is stored.

An app signs up a prover for a row; ``prove_all`` runs them and answers for every row, proved or not.
"""

from honour.evidence.provers.finding import Exhibit, Finding, State, broken, judged, kept, not_proved
from honour.evidence.provers.keeping import latest_proofs, prove_and_keep, states_by_day
from honour.evidence.provers.own import journal_is_whole, ledger_is_whole
from honour.evidence.provers.promises import Promise, promises
from honour.evidence.provers.proving import Proof, prove_all
from honour.evidence.provers.registry import Prover, prover, provers

__all__ = [
    "Exhibit",
    "Finding",
    "Promise",
    "Proof",
    "Prover",
    "State",
    "broken",
    "journal_is_whole",
    "judged",
    "kept",
    "latest_proofs",
    "ledger_is_whole",
    "not_proved",
    "promises",
    "prove_all",
    "prove_and_keep",
    "prover",
    "provers",
    "states_by_day",
]

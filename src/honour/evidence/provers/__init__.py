"""Proving promises: each row of the board examined against what is stored.

An app signs up a prover for a row; ``prove_all`` runs them and answers for every row, proved or not.
"""

from honour.evidence.provers.finding import Exhibit, Finding, State, broken, kept, not_proved
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
    "kept",
    "not_proved",
    "promises",
    "prove_all",
    "prover",
    "provers",
]

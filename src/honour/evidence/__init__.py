"""The kept ledger, the tombstone journal, and the provers behind the promise board."""

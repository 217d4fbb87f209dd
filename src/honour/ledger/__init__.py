"""A tamper-evident ledger: Merkle tree, checkpoints, proofs, offline verification. Pure."""

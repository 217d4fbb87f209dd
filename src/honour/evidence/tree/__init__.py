"""The tree over committed entries: grown in batches by one sequencer at a time, read for proofs and checks."""

"""A ledger as a file that anyone can check: JSON lines, written and read as a stream."""

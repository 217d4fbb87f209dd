"""The proof of an erasure: what is looked for, where, what was found before and after, and the signed certificate."""

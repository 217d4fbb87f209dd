"""Observe or enforce, purpose by purpose: what enforcing would refuse, as work to be done, and the switch."""

"""The next version of the notice while it is written: drafts, the forms of their clauses, who changed what."""

"""Contact: what people ask us, what we answer, and what passed between us."""

"""Other people's systems: what they are told."""

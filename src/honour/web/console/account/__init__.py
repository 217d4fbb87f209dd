"""A member's own account: how they sign in; and how keys and mail stand, for whoever answers for them."""

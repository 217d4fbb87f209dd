"""Who works here: sign-in, roles and the purposes each may act for."""

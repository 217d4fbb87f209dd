"""How people are contacted: preferences, do-not-contact, campaigns."""

"""Root keys: made, checked, rotated, recovered."""

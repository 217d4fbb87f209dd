"""The public site: what anybody may read, and the forms."""

"""What people give us: forms."""

"""A new version on its way into use: its plan, its approval, telling people, asking them again, publishing."""

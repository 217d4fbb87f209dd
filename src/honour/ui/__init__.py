"""The design system: base templates, tags, charts."""

"""What a person wants to hear about and how: asked for by a mailed link, shown with its evidence, changed at once."""

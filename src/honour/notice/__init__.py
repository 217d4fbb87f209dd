"""The declared promises: model, load and save, check, diff, render. Pure: no Django, no database."""

"""Rules of law as dated data, and the calculators that read them. Pure."""

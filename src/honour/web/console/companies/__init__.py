"""Companies: listed, opened with their people, put right, merged."""

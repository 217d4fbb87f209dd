"""Companies: made, put right, merged; people tied to them."""

"""Days of a company as they come, in any order, through what its pages and its worker do."""

"""What a new version of the notice does to the data already held, counted by the database."""

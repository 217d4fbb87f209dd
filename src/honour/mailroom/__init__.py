"""What leaves and arrives as mail: the outbox, its delivery, letters."""

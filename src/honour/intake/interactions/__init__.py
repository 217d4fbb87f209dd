"""What passed between us and a person, outside the forms: calls, letters, mails, visits, notes."""

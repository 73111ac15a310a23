"""What something is, and what is done about it."""

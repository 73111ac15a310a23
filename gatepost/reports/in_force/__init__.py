"""What shows, clause by clause, that the adopted policy lives at a school."""

"""Hiding, deleting, blocking and reporting, with a reason; the words that explain it; a second look."""

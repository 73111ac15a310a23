"""Brings many posts in from a table: read, shown row by row, and only then made drafts of whoever brought them."""

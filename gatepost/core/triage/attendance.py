"""Finds what in a reply gives away that a child attends the school."""

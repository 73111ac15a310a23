"""Rows of what is said about the school."""

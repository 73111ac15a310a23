"""Rows of the school's network."""

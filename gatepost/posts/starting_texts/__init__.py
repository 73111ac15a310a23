"""Texts that a school keeps to begin posts from, and what has to be filled in in them."""

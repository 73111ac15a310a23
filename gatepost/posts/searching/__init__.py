"""Finds posts by words, account, state, author and date."""

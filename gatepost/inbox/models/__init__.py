"""Rows of comments and messages."""

"""Rows of declarations and exceptions."""

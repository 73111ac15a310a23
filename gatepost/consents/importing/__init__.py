"""Brings contacts in from a table: read, compared with who is known, shown, and only then brought in."""

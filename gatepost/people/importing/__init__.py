"""Brings staff and pupils in from files: read, compared with who is known, shown, and only then brought in."""

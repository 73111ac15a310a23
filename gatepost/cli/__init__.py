"""The commands that need no database."""

"""Backups: all tables as they stood at one moment, and all sealed files, in one archive."""

"""Adapters to social networks: one small protocol, no Django, no clock, no settings."""

"""Logs of the filter: read while they arrive, counted without names, and never written down."""

"""Journalists: what they write is marked, and answered once the policy lets somebody answer."""

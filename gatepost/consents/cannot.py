"""What cannot be done with consents, as one sentence for whoever tried."""

from __future__ import annotations


class CannotDo(Exception):
    """Something that cannot be done; the message says why and what to do."""

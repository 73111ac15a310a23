"""The row of a version, locked while something about it changes."""

from __future__ import annotations

from gatepost.policies.models import Version
from gatepost.policies.register.cannot import Cannot

FIXED = (
    "These words have been approved or signed, or are in force, so they stay as they are. "
    "Start a new version to change them."
)
CHANGED = "This version has changed since you opened it. Read it again, then decide."


def locked(version: Version) -> Version:
    """The version as it is now, for this transaction alone. Raises Cannot where it was withdrawn."""
    rows = Version.objects.select_for_update(of=("self",)).select_related("source", "school")
    found = rows.get(pk=version.pk)
    if found.is_withdrawn:
        raise Cannot("This version was withdrawn. Start a new one.")
    return found


def changeable(version: Version) -> Version:
    """The version, if nobody has agreed to its words yet."""
    found = locked(version)
    if found.is_fixed:
        raise Cannot(FIXED)
    return found


def as_seen(version: Version, seen: str) -> Version:
    """The version, if it still is what somebody has seen."""
    found = locked(version)
    if seen != found.seen:
        raise Cannot(CHANGED)
    return found

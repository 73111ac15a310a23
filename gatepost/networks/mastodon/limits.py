"""What one Mastodon server takes, as it says itself."""

from __future__ import annotations

from typing import Any

from gatepost.networks.about import Limit, Limits


def limits_of(told: Any, *, otherwise: Limits, server: str) -> Limits:
    """The limits in a server's description of itself; the usual ones where it is silent."""
    statuses = _table(told, "statuses")
    media = _table(told, "media_attachments")

    def limit(table: dict[str, Any], key: str, usual: Limit | None) -> Limit | None:
        most = table.get(key)
        return Limit(most, f"{server}, {key}", None) if isinstance(most, int) else usual

    return Limits(
        counted=otherwise.counted,
        text=limit(statuses, "max_characters", otherwise.text),
        pictures=limit(statuses, "max_media_attachments", otherwise.pictures),
        picture_bytes=limit(media, "image_size_limit", otherwise.picture_bytes),
        alt=limit(media, "description_limit", otherwise.alt),
    )


def _table(told: Any, name: str) -> dict[str, Any]:
    configuration = told.get("configuration") if isinstance(told, dict) else None
    table = configuration.get(name) if isinstance(configuration, dict) else None
    return table if isinstance(table, dict) else {}

"""What one Mastodon server takes, as it says itself."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from gatepost.core.checks.networks import Limit, NetworkLimits


def limits_of(told: Any, *, otherwise: NetworkLimits, server: str) -> NetworkLimits:
    """The limits in a server's description of itself; the usual ones where it is silent."""
    statuses, media = _table(told, "statuses"), _table(told, "media_attachments")

    def said(usual: Limit | None, **keys: object) -> Limit | None:
        most: dict[str, Any] = {key: one for key, one in keys.items() if isinstance(one, int)}
        return replace(usual, source=server, on=None, **most) if usual and most else usual

    pictures = {
        "most": statuses.get("max_media_attachments"),
        "bytes": media.get("image_size_limit"),
    }
    return replace(
        otherwise,
        text=said(otherwise.text, most=statuses.get("max_characters")),
        pictures=said(otherwise.pictures, **pictures),
        description=said(otherwise.description, most=media.get("description_limit")),
    )


def _table(told: Any, name: str) -> dict[str, Any]:
    configuration = told.get("configuration") if isinstance(told, dict) else None
    table = configuration.get(name) if isinstance(configuration, dict) else None
    return table if isinstance(table, dict) else {}

"""Looks at the description of a picture that people who cannot see it are read."""

from __future__ import annotations

import re
from pathlib import PurePath

from gatepost.core.matching import folded_words

LEAST_WORDS = 2
# What cameras, phones and programmes call a file.
_FILE = re.compile(r"\.(?:jpe?g|png|gif|webp|heic|heif|bmp|tiff?|svg|avif)$", re.IGNORECASE)
_CAMERA = re.compile(
    r"^(?:img|dsc[fn]?|pxl|p|mvimg|image|photo|picture|pic|scan|screenshot|screen shot|whatsapp image|signal|received|fullsizerender|untitled|copy of.*)[\s_\-\d().:at]*$",
    re.IGNORECASE,
)
_USELESS = frozenset(
    {
        "image", "photo", "picture", "pic", "photograph", "graphic", "logo", "icon", "alt", "alt text", "alternative text", "description",
        "image description", "picture description", "an image", "a photo", "a picture", "photo of", "picture of", "image of", "see caption",
        "see above", "see text", "na", "n a", "none", "null", "blank", "empty", "test", "tbc", "todo", "xxx", "no description", "may contain",
        "children", "pupils", "people", "school",
    }
)  # fmt: skip


def fault_of(description: str, *, file_name: str = "", is_decorative: bool = False) -> str:
    """The kind of finding that a description is: missing-description, useless-description, or nothing."""
    if is_decorative:
        return ""
    words = folded_words(description)
    if not words:
        return "missing-description"
    if _is_name_of_file(description.strip(), file_name) or " ".join(words) in _USELESS:
        return "useless-description"
    if all(word.isdigit() for word in words) or (len(words) < LEAST_WORDS and len(words[0]) < 4):  # noqa: PLR2004
        return "useless-description"
    return ""


def _is_name_of_file(description: str, file_name: str) -> bool:
    if _FILE.search(description) or _CAMERA.match(description):
        return True
    stem = folded_words(PurePath(file_name).stem)
    return bool(stem) and stem == folded_words(PurePath(description).stem)

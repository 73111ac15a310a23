"""Reads settings from the environment; a bad value is told in one sentence and stops the start."""

from __future__ import annotations

import os
import re
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured


class SettingError(ImproperlyConfigured):
    """A setting that cannot be used; the message is one clear sentence."""


def text(name: str, default: str = "") -> str:
    """A setting as text; blanks around it are cut off."""
    return os.environ.get(name, default).strip()


def true_or_false(name: str, *, default: bool) -> bool:
    """A setting that is True or False and nothing else."""
    value = text(name, str(default))
    if value not in ("True", "False"):
        raise SettingError(f"{name} has to be True or False, not “{value}”.")
    return value == "True"


def words(name: str, default: str) -> list[str]:
    """A setting that lists words, separated by commas."""
    listed = [word.strip() for word in text(name, default).split(",") if word.strip()]
    if not listed:
        raise SettingError(f"{name} is empty; list one name at least, separated by commas.")
    return listed


def web_address(name: str) -> str:
    """A setting that is a web address; empty where it is left out."""
    value = text(name)
    if value and not re.fullmatch(r"https?://[^\s/]+(/\S*)?", value):
        raise SettingError(
            f"{name} has to be a web address that begins with https://, not “{value}”."
        )
    return value


def stream_address(name: str, default: str) -> str:
    """A setting that is the address of a stream, which is always encrypted."""
    value = text(name, default)
    if not re.fullmatch(r"wss://[^\s/?#@]+(/[^\s#]*)?", value):
        raise SettingError(f"{name} has to be an address that begins with wss://, not “{value}”.")
    return value


def secret(name: str) -> str:
    """A secret given as it is, or as the file that holds it (NAME_FILE); empty where neither is given."""
    value, file = text(name), text(f"{name}_FILE")
    if value and file:
        raise SettingError(f"Set {name} or {name}_FILE, not both.")
    if not file:
        return value
    try:
        value = Path(file).read_text("utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise SettingError(f"{name}_FILE names a file that cannot be read: {error}.") from None
    if not value:
        raise SettingError(f"{name}_FILE names an empty file.")
    return value


def is_demo() -> bool:
    """Whether this process shows the invented school."""
    return os.environ.get(_DEMO) == "yes"


def set_demo(*, is_demo: bool) -> None:
    """Said by the command that starts, for it and the processes it starts; never by a setting."""
    os.environ.pop(_DEMO, None)
    if is_demo:
        os.environ[_DEMO] = "yes"


_DEMO = "_GATEPOST_DEMO"

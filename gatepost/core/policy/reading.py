"""Reads values out of a TOML document and notes every fault with its line, instead of stopping at the first."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import tomli

from gatepost.core.policy.problems import PackError, Problem, did_you_mean, line_of

_KINDS: Mapping[str, tuple[type, ...]] = {
    "text in quotes": (str,),
    "true or false": (bool,),
    "a table": (dict,),
    "a list": (list,),
    "a date such as 2026-11-21": (date,),
}


@dataclass
class Document:
    """One TOML file of a pack while it is being read."""

    file: str
    text: str
    problems: list[Problem]
    at: tuple[str | int, ...] = ()
    data: dict[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        try:
            self.data = tomli.loads(self.text)
        except (tomli.TOMLDecodeError, RecursionError) as error:
            line = getattr(error, "lineno", 0)
            what = getattr(error, "msg", "nested too deeply")
            instead = (
                "A key may be written once; remove or rename one of the two."
                if "overwrite" in what
                else ""
            )
            raise PackError(
                [Problem(self.file, line, f"This is not valid TOML: {what}.", instead)]
            ) from None

    @contextmanager
    def inside(self, *path: str | int) -> Iterator[None]:
        """While this lasts, faults are looked up further down the document."""
        before = self.at
        self.at = (*before, *path)
        try:
            yield
        finally:
            self.at = before

    def fault(self, key: str | int | None, what: str, instead: str = "") -> None:
        """Note what is wrong with a key of the part that is being read."""
        path = self.at if key is None else (*self.at, key)
        self.problems.append(Problem(self.file, line_of(self.text, path), what, instead))

    def only(self, table: Mapping[str, Any], known: Collection[str], *, what: str) -> None:
        """Note every key that the reader does not know."""
        for key in table:
            if key not in known:
                self.fault(key, f"{what} has no key “{key}”.", did_you_mean(key, known))

    def get(self, table: Mapping[str, Any], key: str, kind: str, default: Any = None) -> Any:
        """The value of a key if it is of the kind asked for, else the default with a fault noted."""
        if key not in table:
            return default
        value = table[key]
        if isinstance(value, _KINDS[kind]):
            return value
        self.fault(key, f"“{key}” has to be {kind}.")
        return default

    def texts(self, table: Mapping[str, Any], key: str) -> tuple[str, ...]:
        """A text or a list of texts as a tuple."""
        value = table.get(key, [])
        listed = [value] if isinstance(value, str) else value
        if isinstance(listed, list) and all(isinstance(item, str) for item in listed):
            return tuple(listed)
        self.fault(key, f"“{key}” has to be text in quotes or a list of them.")
        return ()

    def one_of(self, key: str, value: str, known: Collection[str], *, what: str) -> bool:
        """Whether a word is known; notes a fault with the nearest known word where not."""
        if value in known:
            return True
        self.fault(key, f"{what} “{value}” is not known.", did_you_mean(value, known))
        return False

"""What a file was found to say: its rows in our own columns, and those that cannot be used, each with the reason."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

STAFF, PUPILS = "staff", "pupils"


class FileRefused(Exception):
    """A file that cannot be used at all; the message says why and what to do."""


@dataclass(frozen=True)
class Line:
    """A row as the file has it, in our columns; dates as ISO. What the file leaves blank is not in it."""

    row: int
    values: Mapping[str, str]

    def get(self, column: str) -> str:
        """The value of a column, or nothing."""
        return self.values.get(column, "")


@dataclass(frozen=True)
class Fault:
    """Why a row cannot be used."""

    row: int
    column: str  # as the file calls it
    says: str


def said_by_row(faults: Iterable[Fault]) -> dict[int, str]:
    """What is wrong with each row that cannot be used, whatever the number of cells that are wrong in it."""
    said: dict[int, list[str]] = {}
    for fault in faults:
        sentence = f"{fault.column}: {fault.says}" if fault.column else fault.says
        said.setdefault(fault.row, []).append(sentence)
    return {row: " ".join(sentences) for row, sentences in said.items()}


@dataclass(frozen=True)
class Contents:
    """All that was read. `system` is where the numbers in it come from."""

    system: str
    encoding: str
    lines: list[Line]
    faults: list[Fault] = field(default_factory=list)
    left_out: int = 0  # rows about people whom this import is not for
    left_out_because: str = ""

    def as_json(self) -> dict[str, Any]:
        """For keeping."""
        return {
            "system": self.system,
            "encoding": self.encoding,
            "left_out": self.left_out,
            "left_out_because": self.left_out_because,
            "lines": [[line.row, dict(line.values)] for line in self.lines],
            "faults": [[fault.row, fault.column, fault.says] for fault in self.faults],
        }

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> Contents:
        """As it was kept."""
        lines = [Line(row, values) for row, values in kept["lines"]]
        return cls(
            **{**kept, "lines": lines, "faults": [Fault(*fault) for fault in kept["faults"]]}
        )

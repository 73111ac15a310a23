"""Prints how well the rules agree with people on a file of comments: `python -m gatepost.core.triage comments.toml [part]`."""

from __future__ import annotations

import sys
from pathlib import Path

import tomli

from gatepost.core.triage.by_rules import RuleTriager
from gatepost.core.triage.measuring import labelled, measured, register_of, table


def main(arguments: list[str]) -> int:
    """Prints one table for every part of the file, or for the one that is named."""
    if not arguments:
        print("Say which file of comments to read, such as tests/data/comments.toml.")
        return 2
    data = tomli.loads(Path(arguments[0]).read_text("utf-8"))
    comments = labelled(data)
    triager = RuleTriager(register_of(data))
    for part in arguments[1:] or dict.fromkeys(comment.part for comment in comments):
        chosen = [comment for comment in comments if comment.part == part]
        print(f"\n{part}: {len(chosen)} comments, rules of {triager.version}\n")
        print("\n".join(table(measured(triager, chosen))))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

"""The `gatepost` command: pure commands load no Django, the rest go to it."""

from __future__ import annotations

import sys


def main() -> int:
    """Run the command that was typed."""
    from gatepost.cli.main import COMMANDS, main as run

    arguments = sys.argv[1:]
    return run(arguments)


if __name__ == "__main__":
    sys.exit(main())

"""Takes every clause out of its pack in turn and lists those that no example notices."""

from __future__ import annotations

import sys

from gatepost.core.examples import unnoticed
from gatepost.core.policy import PackError, bundled, load_pack


def main(names: list[str]) -> int:
    """Try every deciding clause of the packs named (all that are bundled by default)."""
    missed = 0
    for name in names or bundled():
        try:
            pack = load_pack(name)
        except PackError as error:
            print(error, file=sys.stderr)
            return 1
        survivors = unnoticed(pack)
        missed += len(survivors)
        tried = sum(clause.decides or bool(clause.follows) for clause in pack.clauses)
        print(f"{pack.slug}: {tried} clauses taken out, {len(survivors)} unnoticed")
        for survivor in survivors:
            print(f"  {pack.by_id[survivor].number} {survivor}")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
